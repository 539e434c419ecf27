"""On the way to pay: one open checkout per person, with a hosted page at the provider."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from masthead.kit.addresses import absolute_address
from masthead.payments import queries
from masthead.payments.errors import AlreadySubscribed, ProviderIsBusy
from masthead.payments.models import Checkout, CheckoutState
from masthead.payments.operations.reconciliation import MAX_ATTEMPTS, reconcile_checkout
from masthead.payments.providers import Order, provider
from masthead.people.models import Person


@dataclass(frozen=True)
class Item:
    """What is sold: `amount_minor` smallest coins of `currency` every `interval`, "month" or "year"."""

    key: str
    title: str
    amount_minor: int
    currency: str
    interval: str


def start_checkout(
    *, person: Person, item: Item, success_path: str, cancel_path: str, now: datetime
) -> Checkout:
    """There is one open checkout of this person, for this item, with a hosted page that waits to be paid.

    Starting twice gives the same page; starting with another item (or another price) closes the page before.
    `{token}` in the paths becomes the checkout's token.

    :raises AlreadySubscribed: a subscription is running, so nobody is asked to pay a second time
    """
    for _ in range(MAX_ATTEMPTS):
        _close_other_checkouts(person=person, item=item, now=now)
        if queries.live_subscription_of(person.pk, now) is not None:
            raise AlreadySubscribed
        opened = _open_checkout(
            person=person, item=item, success_path=success_path, cancel_path=cancel_path, now=now
        )
        checkout = (
            _with_hosted_page(opened, now=now) if opened and _matches_own_decision(opened, item) else None
        )
        if checkout and checkout.state == CheckoutState.OPEN:
            return checkout
    raise ProviderIsBusy


def _close_other_checkouts(*, person: Person, item: Item, now: datetime) -> None:
    """Close open pages for something else. One that was paid in another window counts as paid."""
    for checkout in Checkout.objects.filter(person=person, state=CheckoutState.OPEN):
        if _matches_own_decision(checkout, item):
            continue
        if checkout.provider_ref:
            provider(checkout.provider).close_session(checkout.provider_ref, now=now)
            reconcile_checkout(checkout=checkout, now=now)
        else:
            Checkout.objects.filter(pk=checkout.pk, provider_ref="").update(
                state=CheckoutState.CLOSED, settled_at=now
            )


def _matches_own_decision(checkout: Checkout, item: Item) -> bool:
    ours = (checkout.item_key, checkout.amount_minor, checkout.currency, checkout.interval, checkout.provider)
    return ours == (item.key, item.amount_minor, item.currency, item.interval, settings.PAYMENT_PROVIDER)


@transaction.atomic
def _open_checkout(
    *, person: Person, item: Item, success_path: str, cancel_path: str, now: datetime
) -> Checkout | None:
    """The person's open checkout. None: another click closed it in this very moment."""
    try:
        with transaction.atomic():  # two clicks at once: the database lets one of them in
            checkout = Checkout(
                person=person,
                item_key=item.key,
                title=item.title,
                amount_minor=item.amount_minor,
                currency=item.currency,
                interval=item.interval,
                provider=settings.PAYMENT_PROVIDER,
                opened_at=now,
            )
            _set_return_paths(checkout, success_path, cancel_path)
            checkout.save(force_insert=True)
    except IntegrityError:
        standing = (
            Checkout.objects.select_for_update().filter(person=person, state=CheckoutState.OPEN).first()
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
    if checkout.provider_ref:
        return reconcile_checkout(checkout=checkout, now=now)  # it may have been paid or closed since
    order = Order(
        token=checkout.token,
        account=str(checkout.person_id),
        email=checkout.person.email,
        title=checkout.title,
        amount_minor=checkout.amount_minor,
        currency=checkout.currency,
        interval=checkout.interval,
        success_url=absolute_address(reverse("payments:checkout_returned", args=[checkout.token])),
        cancel_url=absolute_address(reverse("payments:checkout_cancelled", args=[checkout.token])),
    )
    at_provider = provider(checkout.provider).open_session(order, now=now)
    Checkout.objects.filter(pk=checkout.pk).update(
        provider_ref=at_provider.ref, hosted_url=at_provider.hosted_url
    )
    checkout.refresh_from_db()
    return checkout
