"""Our rows follow the provider's present truth.

`follow` is the one function that fetches, compares and stores, for every caller: the page after paying, a
webhook, the schedule, a button. What a message claimed is never stored, so the order and the number of
messages cannot matter.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from masthead.kit.jobs import for_each
from masthead.payments import queries
from masthead.payments.errors import NoSuchCheckout, ProviderIsBusy
from masthead.payments.models import Buyer, Checkout, ProviderAccount, Subscription
from masthead.payments.operations.accounts import ensure_buyer
from masthead.payments.operations.apply_truth import apply_truth
from masthead.payments.providers import About, Thing, Truth, provider
from masthead.payments.states import CheckoutState

MAX_ATTEMPTS = 5


@dataclass(frozen=True)
class Followed:
    """Whose money it is, and whether our rows were behind."""

    buyer: Buyer
    changed: bool


def follow(*, account: ProviderAccount, about: About, now: datetime) -> Followed | None:
    """Our rows say of this thing, and all that belongs to it, what the provider says; again, nothing changes.

    The provider is asked while no transaction is open; then the buyer is locked. If somebody else wrote in
    between, what we were told may be older than what they wrote, so we ask again.

    :returns: None when it is nobody's of ours
    :raises NoSuchCheckout: the provider names another person than the one we know it belongs to
    :raises ProviderIsBusy: somebody else wrote in between, again and again
    """
    at = provider(account.provider)
    person_id = queries.owner_of(account=account, about=about)
    if person_id is None:
        truth = at.truth(about)
        person_id = queries.person_told(account=account, truth=truth) if truth else None
    if person_id is None:
        return None
    buyer = ensure_buyer(account=account, person_id=person_id)
    for _ in range(MAX_ATTEMPTS):
        seen = Buyer.objects.get(pk=buyer.pk)
        truth = at.truth(about)
        if truth is None:
            return None
        with transaction.atomic():
            locked = Buyer.objects.select_for_update().get(pk=seen.pk)
            if locked.version == seen.version:
                _ensure_same_person(locked, account, truth)
                changed = apply_truth(buyer=locked, truth=truth, about=about, now=now)
                return Followed(buyer=locked, changed=changed)
    raise ProviderIsBusy


def _ensure_same_person(buyer: Buyer, account: ProviderAccount, truth: Truth) -> None:
    """All that came with the answer is this buyer's, matched on our own number and our own rows.

    :raises NoSuchCheckout: part of it is somebody else's
    """
    parts = [About(Thing.CHECKOUT, truth.checkout.ref)] if truth.checkout else []
    parts += [About(Thing.SUBSCRIPTION, truth.subscription.ref)] if truth.subscription else []
    parts += [About(Thing.INVOICE, invoice.ref) for invoice in truth.invoices[-1:]]
    owners = {queries.owner_of(account=account, about=part) for part in parts} - {None}
    is_told_otherwise = truth.person not in {"", str(buyer.person_id)}
    if is_told_otherwise or owners - {buyer.person_id}:
        raise NoSuchCheckout


def reconcile_checkout(*, checkout: Checkout, now: datetime) -> Checkout:
    """What we know of this checkout and what came of it follows the provider.

    :raises ProviderIsBusy: it was changed from elsewhere, again and again
    """
    if checkout.ref:
        follow(account=checkout.account, about=About(Thing.CHECKOUT, checkout.ref), now=now)
    return Checkout.objects.select_related("account").get(pk=checkout.pk)


def reconcile_subscription(*, subscription: Subscription, now: datetime) -> Subscription:
    """What we know of this subscription follows the provider.

    :raises ProviderIsBusy: it was changed from elsewhere, again and again
    """
    follow(account=subscription.account, about=About(Thing.SUBSCRIPTION, subscription.ref), now=now)
    subscription.refresh_from_db()
    return subscription


def reconcile_unsettled(*, now: datetime) -> int:
    """Ask the provider about all of which a webhook may be missing. Returns how many there were.

    :raises ExceptionGroup: what went wrong with some, once all the others have been looked at
    """
    unsettled: list[Checkout | Subscription] = [
        *queries.subscriptions_to_reconcile(now=now),
        *queries.checkouts_to_reconcile(now=now),
    ]
    return len(for_each(unsettled, lambda one: _reconcile_one(one, now=now)))


def _reconcile_one(one: Checkout | Subscription, *, now: datetime) -> None:
    if isinstance(one, Subscription):
        reconcile_subscription(subscription=one, now=now)
        return
    if one.state == CheckoutState.OPEN and queries.is_abandoned(one, now=now):
        provider(one.account.provider).close_checkout(one.ref, now=now)
    reconcile_checkout(checkout=one, now=now)
