"""Where members change their card, and what the provider has to know of us."""

from collections.abc import Sequence

from django.urls import reverse

from masthead.kit.addresses import absolute_address
from masthead.payments.models import Buyer, Subscription
from masthead.payments.operations.checkouts import Item
from masthead.payments.providers import Finding, provider


def manage_url(*, subscription: Subscription, return_path: str) -> str:
    """The provider's page for card and address of whoever pays this; empty where it has none."""
    buyer = Buyer.objects.filter(account=subscription.account, person_id=subscription.person_id).first()
    at = provider(subscription.account.provider)
    return at.manage_url(buyer_ref=buyer.ref if buyer else "", return_url=absolute_address(return_path))


def set_up_provider(*, items: Sequence[Item]) -> list[Finding]:
    """What the provider has to know of us is there: prices, where its messages go. Says what is wrong.

    :raises ProviderIsAway: it does not answer
    :raises ProviderRefuses: it says no, as to a wrong key
    """
    at = provider()
    return at.set_up(items, webhook_url=absolute_address(reverse("payments:webhook", args=[at.name])))
