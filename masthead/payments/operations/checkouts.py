"""On the way to pay: one open checkout per person and purpose, with a hosted page at the provider."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from masthead.kit.addresses import absolute_address
from masthead.payments import queries
from masthead.payments.errors import AlreadySubscribed, PaymentIsOnItsWay, ProviderIsBusy
from masthead.payments.models import Checkout, ProviderAccount
from masthead.payments.operations.accounts import ensure_buyer, present_account, set_buyer_ref
from masthead.payments.operations.reconciliation import MAX_ATTEMPTS, reconcile_checkout
from masthead.payments.providers import Offer, Order, provider
from masthead.payments.states import CheckoutState, Purpose
from masthead.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Item(Offer):
    """What is sold, and what for."""

    purpose: Purpose = Purpose.MEMBERSHIP


def start_checkout(
    *, person: Person, item: Item, success_path: str, cancel_path: str, now: datetime
) -> Checkout:
    """There is one open checkout of this person for the item's purpose, whose hosted page waits to be paid.

    Starting twice gives the same page; starting with another item (or another price) closes the page before.
    `{token}` in the paths becomes the checkout's token.

    :raises AlreadySubscribed: for a membership: one is paid for, so nobody is asked to pay a second time
    :raises PaymentIsOnItsWay: a payment for the same purpose was begun and takes some days
    """
    account = present_account()
    for _ in range(MAX_ATTEMPTS):
        _close_other_checkouts(person=person, item=item, account=account, now=now)
        _ensure_not_paid_for(person=person, item=item, now=now)
        opened = _open_checkout(
            person=person,
            item=item,
            account=account,
            success_path=success_path,
            cancel_path=cancel_path,
            now=now,
        )
        checkout = _with_hosted_page(opened, now=now) if opened and _sells(opened, item, account) else None
        if checkout and checkout.state == CheckoutState.OPEN:
            return checkout
    raise ProviderIsBusy


def _ensure_not_paid_for(*, person: Person, item: Item, now: datetime) -> None:
    if queries.has_payment_on_its_way(person_id=person.pk, purpose=item.purpose):
        raise PaymentIsOnItsWay
    if item.purpose == Purpose.MEMBERSHIP and queries.subscription_barring(person.pk, now) is not None:
        raise AlreadySubscribed


def _close_other_checkouts(*, person: Person, item: Item, account: ProviderAccount, now: datetime) -> None:
    """Close open pages for something else. One that was paid in another window counts as paid."""
    standing = Checkout.objects.filter(person=person, purpose=item.purpose, state=CheckoutState.OPEN)
    for checkout in standing.select_related("account"):
        if _sells(checkout, item, account):
            continue
        if checkout.ref:
            provider(checkout.account.provider).close_checkout(checkout.ref, now=now)
            reconcile_checkout(checkout=checkout, now=now)
        else:
            Checkout.objects.filter(pk=checkout.pk, ref="").update(state=CheckoutState.CLOSED, settled_at=now)


def _sells(checkout: Checkout, item: Item, account: ProviderAccount) -> bool:
    """Whether this page sells just that, at just that price, where money is taken at this moment."""
    price = (checkout.item_key, checkout.amount_minor, checkout.currency, checkout.interval, checkout.renews)
    wanted = (item.item_key, item.amount_minor, item.currency, item.interval, item.renews)
    return price == wanted and checkout.account_id == account.pk


@transaction.atomic
def _open_checkout(
    *,
    person: Person,
    item: Item,
    account: ProviderAccount,
    success_path: str,
    cancel_path: str,
    now: datetime,
) -> Checkout | None:
    """The person's open checkout. None: another click closed it in this very moment."""
    try:
        with transaction.atomic():  # two clicks at once: the database lets one of them in
            checkout = Checkout(
                account=account,
                person=person,
                purpose=item.purpose,
                item_key=item.item_key,
                title=item.title,
                amount_minor=item.amount_minor,
                currency=item.currency,
                interval=item.interval,
                renews=item.renews,
                opened_at=now,
            )
            _set_return_paths(checkout, success_path, cancel_path)
            checkout.save(force_insert=True)
    except IntegrityError:
        standing = (
            Checkout.objects.select_for_update()
            .filter(person=person, purpose=item.purpose, state=CheckoutState.OPEN)
            .first()
        )
        if standing is not None:
            _set_return_paths(standing, success_path, cancel_path)  # back to where this click came from
            standing.save(update_fields=["success_path", "cancel_path"])
        return standing
    return checkout


def _set_return_paths(checkout: Checkout, success_path: str, cancel_path: str) -> None:
    checkout.success_path = success_path.replace("{token}", checkout.token)
    checkout.cancel_path = cancel_path.replace("{token}", checkout.token)


def _with_hosted_page(checkout: Checkout, *, now: datetime) -> Checkout:
    """The checkout with a page at the provider; the provider's answer is written when it has come."""
    if checkout.ref:
        return reconcile_checkout(checkout=checkout, now=now)  # it may have been paid or closed since
    at = provider(checkout.account.provider)
    order = Order(
        token=checkout.token,
        person=str(checkout.person_id),
        buyer_ref=_buyer_ref(checkout),
        email=checkout.person.email,
        item_key=checkout.item_key,
        title=checkout.title,
        amount_minor=checkout.amount_minor,
        currency=checkout.currency,
        interval=checkout.interval,
        renews=checkout.renews,
        success_url=absolute_address(reverse("payments:checkout_returned", args=[checkout.token])),
        cancel_url=absolute_address(reverse("payments:checkout_cancelled", args=[checkout.token])),
    )
    told = at.open_checkout(order, now=now)
    Checkout.objects.filter(pk=checkout.pk).update(ref=told.ref, hosted_url=told.hosted_url)
    checkout.refresh_from_db()
    return checkout


def _buyer_ref(checkout: Checkout) -> str:
    """The provider's own name for whoever pays, given when they first come there."""
    buyer = ensure_buyer(account=checkout.account, person_id=checkout.person_id)
    if not buyer.ref:
        person = checkout.person
        ref = provider(checkout.account.provider).ensure_buyer(person=str(person.pk), email=person.email)
        set_buyer_ref(buyer=buyer, ref=ref)
    return buyer.ref
