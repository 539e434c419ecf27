"""Accounts at providers, and the buyers we are to them."""

from django.conf import settings
from django.db import IntegrityError, transaction

from masthead.payments.models import Buyer, ProviderAccount
from masthead.payments.providers import provider


def present_account() -> ProviderAccount:
    """The account to which new checkouts go."""
    at = provider()
    told = at.account()
    account, _ = ProviderAccount.objects.get_or_create(provider=at.name, ref=told.ref, is_live=told.is_live)
    return account


def account_at(provider_name: str) -> ProviderAccount:
    """The account whose messages come from this provider: the present one, or the last we had there.

    :raises LookupError: nothing of ours was ever there
    """
    if provider_name == settings.PAYMENT_PROVIDER:
        return present_account()
    account = ProviderAccount.objects.filter(provider=provider_name).order_by("pk").last()
    if account is None:
        raise LookupError(f"there is no account at {provider_name!r}")
    return account


def ensure_buyer(*, account: ProviderAccount, person_id: int) -> Buyer:
    """The row whose lock is held while this person's money at the account is changed."""
    buyer, _ = Buyer.objects.get_or_create(account=account, person_id=person_id)
    return buyer


def set_buyer_ref(*, buyer: Buyer, ref: str) -> None:
    """The provider's own name for this buyer, by which a subscription made there is recognised.

    One that another person already has is left where it is: money is never moved by a name.
    """
    if not ref or buyer.ref == ref:
        return
    try:
        with transaction.atomic():
            Buyer.objects.filter(pk=buyer.pk).update(ref=ref)
    except IntegrityError:
        return
    buyer.ref = ref
