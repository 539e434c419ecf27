"""Our rows follow the provider's state, which is authoritative.

`reconcile_checkout` is the one function that compares and updates them, for every caller: the return page, a
webhook, the schedule, a cancellation.
"""

from datetime import datetime

from django.db import transaction

from masthead.kit.events import Event, announce
from masthead.kit.jobs import for_each
from masthead.payments import events, queries
from masthead.payments.errors import NoSuchCheckout, ProviderIsBusy
from masthead.payments.models import (
    CHECKOUT_TRANSITIONS,
    SUBSCRIPTION_TRANSITIONS,
    Checkout,
    CheckoutState,
    Payment,
    PaymentState,
    Subscription,
    SubscriptionState,
)
from masthead.payments.providers import ProviderPayment, ProviderSession, ProviderSubscription, provider

MAX_ATTEMPTS = 5


def reconcile_checkout(*, checkout: Checkout, now: datetime) -> Checkout:
    """Our rows say about this checkout and what came of it what the provider says; again, nothing changes.

    The provider is asked while no transaction is open; then the checkout is locked. If somebody else wrote in
    between, what we were told may be older than what they wrote, so we ask again.

    :raises ProviderIsBusy: somebody else wrote in between, again and again
    """
    for _ in range(MAX_ATTEMPTS):
        seen = Checkout.objects.get(pk=checkout.pk)
        if not seen.provider_ref:
            return seen
        at_provider = provider(seen.provider).session(seen.provider_ref, now=now)
        with transaction.atomic():
            locked = Checkout.objects.select_for_update().get(pk=seen.pk)
            if locked.version == seen.version:
                _apply(locked, at_provider, now=now)
                return locked
    raise ProviderIsBusy


def _apply(checkout: Checkout, at_provider: ProviderSession, *, now: datetime) -> None:
    if at_provider.account != str(checkout.person_id):
        raise NoSuchCheckout  # matched on our own account number, never on an address a wallet returned
    changes = [_apply_state(checkout, at_provider, now=now)]
    subscription = None
    if at_provider.subscription is not None:
        subscription, heard = _apply_subscription(checkout, at_provider.subscription, now=now)
        changes += [_record_new_payments(checkout, subscription, at_provider.payments, now=now), bool(heard)]
        for event in heard:
            announce(event)
    else:
        changes.append(_record_new_payments(checkout, None, at_provider.payments, now=now))
    if any(changes):
        checkout.version += 1
        checkout.save(update_fields=["state", "settled_at", "version"])


def _apply_state(checkout: Checkout, at_provider: ProviderSession, *, now: datetime) -> bool:
    told = CheckoutState(at_provider.state)
    if told not in CHECKOUT_TRANSITIONS[CheckoutState(checkout.state)]:
        return False
    checkout.state = told
    checkout.settled_at = now
    return True


def _apply_subscription(
    checkout: Checkout, at_provider: ProviderSubscription, *, now: datetime
) -> tuple[Subscription, list[Event]]:
    """The subscription as it now is, and the events to announce."""
    before = Subscription.objects.filter(checkout=checkout).first()
    after = before or Subscription(
        checkout=checkout,
        person_id=checkout.person_id,
        provider=checkout.provider,
        provider_ref=at_provider.ref,
        item_key=checkout.item_key,
        title=checkout.title,
        amount_minor=checkout.amount_minor,
        currency=checkout.currency,
        interval=checkout.interval,
        started_at=at_provider.started_at,
    )
    renewed, was_live = after.renews, after.is_live
    told = SubscriptionState.LIVE if at_provider.is_live else SubscriptionState.ENDED
    if told == after.state or told in SUBSCRIPTION_TRANSITIONS[SubscriptionState(after.state)]:
        after.state = told
    after.renews = at_provider.renews and after.is_live
    after.period_start, after.period_end = at_provider.period_start, at_provider.period_end
    after.cancelled_at, after.ended_at = at_provider.cancelled_at, at_provider.ended_at
    after.save()
    return after, _subscription_events(after, renewed=renewed, was_live=was_live, now=now)


def _subscription_events(
    subscription: Subscription, *, renewed: bool, was_live: bool, now: datetime
) -> list[Event]:
    number, person_id, until = subscription.pk, subscription.person_id, subscription.period_end
    heard: list[Event] = []
    if renewed and not subscription.renews:
        heard.append(
            events.RenewalCancelled(
                subscription_id=number, person_id=person_id, access_until=until, recorded_at=now
            )
        )
    if subscription.renews and not renewed:
        heard.append(
            events.RenewalResumed(
                subscription_id=number, person_id=person_id, renews_at=until, recorded_at=now
            )
        )
    if was_live and not subscription.is_live:
        heard.append(events.SubscriptionEnded(subscription_id=number, person_id=person_id, recorded_at=now))
    return heard


def _record_new_payments(
    checkout: Checkout,
    subscription: Subscription | None,
    at_provider: tuple[ProviderPayment, ...],
    *,
    now: datetime,
) -> bool:
    """Record and announce each payment that is new to us. Returns whether there was one."""
    known = set(Payment.objects.filter(checkout=checkout).values_list("provider_ref", flat=True))
    news = [payment for payment in at_provider if payment.ref not in known]
    for new in news:
        payment = Payment.objects.create(
            checkout=checkout,
            subscription=subscription,
            person_id=checkout.person_id,
            provider=checkout.provider,
            provider_ref=new.ref,
            title=checkout.title,
            amount_minor=new.amount_minor,
            currency=new.currency,
            state=PaymentState.SUCCEEDED if new.succeeded else PaymentState.FAILED,
            tried_at=new.tried_at,
            period_start=new.period_start,
            period_end=new.period_end,
            recorded_at=now,
        )
        _announce_payment(payment, checkout.item_key)
    return bool(news)


def _announce_payment(payment: Payment, item_key: str) -> None:
    if payment.state == PaymentState.FAILED:
        announce(events.PaymentFailed(payment_id=payment.pk, person_id=payment.person_id, item_key=item_key))
    elif payment.subscription_id and payment.period_start and payment.period_end:
        announce(
            events.PaymentSucceeded(
                payment_id=payment.pk,
                person_id=payment.person_id,
                item_key=item_key,
                subscription_id=payment.subscription_id,
                period_start=payment.period_start,
                period_end=payment.period_end,
            )
        )


def reconcile_checkouts(*, now: datetime) -> int:
    """Ask the provider about checkouts of which a webhook may be missing. Returns how many there were.

    :raises ExceptionGroup: what went wrong with some, once all the others have been looked at
    """
    checkouts = queries.checkouts_to_reconcile(now=now)
    return len(for_each(checkouts, lambda checkout: _reconcile_one(checkout, now=now)))


def _reconcile_one(checkout: Checkout, *, now: datetime) -> None:
    if checkout.state == CheckoutState.OPEN and queries.is_abandoned(checkout, now=now):
        provider(checkout.provider).close_session(checkout.provider_ref, now=now)
    reconcile_checkout(checkout=checkout, now=now)
