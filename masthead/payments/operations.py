"""Everything that can happen to money on our side.

The provider knows the truth; our rows follow it. `settle_checkout` is the one function that brings them into
step, whoever asks: the page a reader comes back to, a message of the provider, the clock, a cancellation.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from masthead.audit import operations as audit
from masthead.kit.events import Event, announce
from masthead.payments import events, queries
from masthead.payments.errors import AlreadySubscribed, NoSuchCheckout, ProviderIsBusy, SubscriptionIsOver
from masthead.payments.models import (
    CHECKOUT_MAY_BECOME,
    SUBSCRIPTION_MAY_BECOME,
    Checkout,
    CheckoutState,
    Payment,
    PaymentState,
    ProviderMessage,
    Subscription,
    SubscriptionState,
)
from masthead.payments.providers import (
    Message,
    Order,
    PaymentTruth,
    SessionTruth,
    SubscriptionTruth,
    provider,
)
from masthead.people.models import Person

OFTEN_ENOUGH = 5


@dataclass(frozen=True)
class Item:
    """What is sold: `amount_minor` smallest coins of `currency` every `interval`, "month" or "year"."""

    key: str
    title: str
    amount_minor: int
    currency: str
    interval: str


# --- on the way to pay -----------------------------------------------------------------------------------


def start_checkout(
    *, person: Person, item: Item, success_path: str, cancel_path: str, now: datetime
) -> Checkout:
    """There is one open checkout of this person, for this item, with a hosted page that waits to be paid.

    Starting twice gives the same page; starting with another item (or another price) closes the page before.
    `{token}` in the paths becomes the checkout's token.

    :raises AlreadySubscribed: a subscription is running, so nobody is asked to pay a second time
    """
    for _ in range(OFTEN_ENOUGH):
        _close_other_checkouts(person=person, item=item, now=now)
        if queries.live_subscription_of(person.pk, now) is not None:
            raise AlreadySubscribed
        opened = _open_checkout(
            person=person, item=item, success_path=success_path, cancel_path=cancel_path, now=now
        )
        checkout = _with_hosted_page(opened, now=now) if opened and _sells(opened, item) else None
        if checkout and checkout.state == CheckoutState.OPEN:
            return checkout
    raise ProviderIsBusy


def _close_other_checkouts(*, person: Person, item: Item, now: datetime) -> None:
    """Close open pages for something else. One that was paid in another window counts as paid."""
    for checkout in Checkout.objects.filter(person=person, state=CheckoutState.OPEN):
        if _sells(checkout, item):
            continue
        if checkout.provider_ref:
            provider(checkout.provider).close_session(checkout.provider_ref, now=now)
            settle_checkout(checkout=checkout, now=now)
        else:
            Checkout.objects.filter(pk=checkout.pk, provider_ref="").update(
                state=CheckoutState.CLOSED, settled_at=now
            )


def _sells(checkout: Checkout, item: Item) -> bool:
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
            _lead(checkout, success_path, cancel_path)
            checkout.save(force_insert=True)
    except IntegrityError:
        standing = (
            Checkout.objects.select_for_update().filter(person=person, state=CheckoutState.OPEN).first()
        )
        if standing is not None:
            _lead(standing, success_path, cancel_path)  # back to where this click came from
            standing.save(update_fields=["success_path", "cancel_path"])
        return standing
    return checkout


def _lead(checkout: Checkout, success_path: str, cancel_path: str) -> None:
    checkout.success_path = success_path.replace("{token}", checkout.token)
    checkout.cancel_path = cancel_path.replace("{token}", checkout.token)


def _with_hosted_page(checkout: Checkout, *, now: datetime) -> Checkout:
    """The checkout with a page at the provider; the provider's answer is written when it has come."""
    if checkout.provider_ref:
        return settle_checkout(checkout=checkout, now=now)  # it may have been paid or closed since
    order = Order(
        token=checkout.token,
        account=str(checkout.person_id),
        email=checkout.person.email,
        title=checkout.title,
        amount_minor=checkout.amount_minor,
        currency=checkout.currency,
        interval=checkout.interval,
        success_url=settings.SITE_URL + reverse("payments:returned", args=[checkout.token]),
        cancel_url=settings.SITE_URL + reverse("payments:left", args=[checkout.token]),
    )
    truth = provider(checkout.provider).open_session(order, now=now)
    Checkout.objects.filter(pk=checkout.pk).update(provider_ref=truth.ref, hosted_url=truth.hosted_url)
    checkout.refresh_from_db()
    return checkout


# --- bringing our rows into step with the provider's -----------------------------------------------------


def settle_checkout(*, checkout: Checkout, now: datetime) -> Checkout:
    """Our rows say about this checkout and what came of it what the provider says; again, nothing changes.

    The provider is asked while no transaction is open; then the checkout is locked. If somebody else wrote in
    between, what we were told may be older than what they wrote, so we ask again.

    :raises ProviderIsBusy: somebody else wrote in between, again and again
    """
    for _ in range(OFTEN_ENOUGH):
        seen = Checkout.objects.get(pk=checkout.pk)
        if not seen.provider_ref:
            return seen
        truth = provider(seen.provider).session(seen.provider_ref, now=now)
        with transaction.atomic():
            locked = Checkout.objects.select_for_update().get(pk=seen.pk)
            if locked.version == seen.version:
                _follow(locked, truth, now=now)
                return locked
    raise ProviderIsBusy


def _follow(checkout: Checkout, truth: SessionTruth, *, now: datetime) -> None:
    if truth.account != str(checkout.person_id):
        raise NoSuchCheckout  # matched on our own account number, never on an address a wallet returned
    changes = [_follow_state(checkout, truth, now=now)]
    subscription = None
    if truth.subscription is not None:
        subscription, heard = _follow_subscription(checkout, truth.subscription, now=now)
        changes += [_follow_payments(checkout, subscription, truth.payments, now=now), bool(heard)]
        for event in heard:
            announce(event)
    else:
        changes.append(_follow_payments(checkout, None, truth.payments, now=now))
    if any(changes):
        checkout.version += 1
        checkout.save(update_fields=["state", "settled_at", "version"])


def _follow_state(checkout: Checkout, truth: SessionTruth, *, now: datetime) -> bool:
    told = CheckoutState(truth.state)
    if told not in CHECKOUT_MAY_BECOME[CheckoutState(checkout.state)]:
        return False
    checkout.state = told
    checkout.settled_at = now
    return True


def _follow_subscription(
    checkout: Checkout, truth: SubscriptionTruth, *, now: datetime
) -> tuple[Subscription, list[Event]]:
    """The subscription as it now is, and what happened to it that nobody has been told."""
    before = Subscription.objects.filter(checkout=checkout).first()
    after = before or Subscription(
        checkout=checkout,
        person_id=checkout.person_id,
        provider=checkout.provider,
        provider_ref=truth.ref,
        item_key=checkout.item_key,
        title=checkout.title,
        amount_minor=checkout.amount_minor,
        currency=checkout.currency,
        interval=checkout.interval,
        started_at=truth.started_at,
    )
    renewed, was_live = after.renews, after.is_live
    told = SubscriptionState.LIVE if truth.is_live else SubscriptionState.ENDED
    if told == after.state or told in SUBSCRIPTION_MAY_BECOME[SubscriptionState(after.state)]:
        after.state = told
    after.renews = truth.renews and after.is_live
    after.period_start, after.period_end = truth.period_start, truth.period_end
    after.cancelled_at, after.ended_at = truth.cancelled_at, truth.ended_at
    after.save()
    return after, _what_happened(after, renewed=renewed, was_live=was_live, now=now)


def _what_happened(
    subscription: Subscription, *, renewed: bool, was_live: bool, now: datetime
) -> list[Event]:
    number, person_id, until = subscription.pk, subscription.person_id, subscription.period_end
    heard: list[Event] = []
    if renewed and not subscription.renews:
        heard.append(
            events.RenewalCancelled(
                subscription_id=number, person_id=person_id, access_until=until, heard_at=now
            )
        )
    if subscription.renews and not renewed:
        heard.append(
            events.RenewalResumed(subscription_id=number, person_id=person_id, renews_at=until, heard_at=now)
        )
    if was_live and not subscription.is_live:
        heard.append(events.SubscriptionEnded(subscription_id=number, person_id=person_id, heard_at=now))
    return heard


def _follow_payments(
    checkout: Checkout, subscription: Subscription | None, truths: tuple[PaymentTruth, ...], *, now: datetime
) -> bool:
    """Write down each payment we had not heard of, and say so. Whether there was one."""
    known = set(Payment.objects.filter(checkout=checkout).values_list("provider_ref", flat=True))
    news = [truth for truth in truths if truth.ref not in known]
    for truth in news:
        payment = Payment.objects.create(
            checkout=checkout,
            subscription=subscription,
            person_id=checkout.person_id,
            provider=checkout.provider,
            provider_ref=truth.ref,
            title=checkout.title,
            amount_minor=truth.amount_minor,
            currency=truth.currency,
            state=PaymentState.SUCCEEDED if truth.succeeded else PaymentState.FAILED,
            tried_at=truth.tried_at,
            period_start=truth.period_start,
            period_end=truth.period_end,
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


def follow_up(*, now: datetime) -> int:
    """What we were never told, or never heard, is known now. Returns how many checkouts were looked at.

    :raises ExceptionGroup: what went wrong with some, once all the others have been looked at
    """
    checkouts = queries.checkouts_to_follow_up(now=now)
    errors: list[Exception] = []
    for checkout in checkouts:
        try:
            _follow_up_one(checkout, now=now)
        except Exception as error:  # noqa: BLE001 - one that fails must not keep the others waiting
            errors.append(error)
    if errors:
        raise ExceptionGroup("These checkouts could not be followed up.", errors)
    return len(checkouts)


def _follow_up_one(checkout: Checkout, *, now: datetime) -> None:
    if checkout.state == CheckoutState.OPEN and queries.is_stale(checkout, now=now):
        provider(checkout.provider).close_session(checkout.provider_ref, now=now)
    settle_checkout(checkout=checkout, now=now)


# --- leaving, and coming back ----------------------------------------------------------------------------


def cancel_renewal(*, subscription: Subscription, by: Person, now: datetime) -> Subscription:
    """The subscription ends with the period that is paid, and not before. Twice is the same as once.

    :raises SubscriptionIsOver: it has ended already
    """
    return _set_renewing(subscription, renews=False, by=by, now=now)


def resume_renewal(*, subscription: Subscription, by: Person, now: datetime) -> Subscription:
    """A cancelled subscription is renewed after all.

    :raises SubscriptionIsOver: it has ended already
    """
    return _set_renewing(subscription, renews=True, by=by, now=now)


def _set_renewing(subscription: Subscription, *, renews: bool, by: Person, now: datetime) -> Subscription:
    _ensure_running(subscription, now=now)
    checkout = subscription.checkout
    at = provider(checkout.provider)
    (at.renew_again if renews else at.stop_renewing)(checkout, now=now)
    settle_checkout(checkout=checkout, now=now)
    subscription.refresh_from_db()
    if subscription.renews != renews:
        raise SubscriptionIsOver
    action = "payments.subscription.resume" if renews else "payments.subscription.cancel"
    audit.record(actor=by, action=action, subject=subscription, now=now)
    return subscription


def _ensure_running(subscription: Subscription, *, now: datetime) -> None:
    cancelled_and_over = not subscription.renews and subscription.period_end <= now
    if not subscription.is_live or cancelled_and_over:
        raise SubscriptionIsOver


# --- what the provider tells us --------------------------------------------------------------------------


@transaction.atomic
def keep_message(*, provider_name: str, message: Message, body: bytes, now: datetime) -> ProviderMessage:
    """The message is kept word for word and waits to be handled; heard twice, it is counted once."""
    kept, is_new = ProviderMessage.objects.get_or_create(
        provider=provider_name,
        provider_ref=message.ref,
        defaults={
            "kind": message.kind[:60],
            "about": message.session_ref[:120],
            "body": body,
            "received_at": now,
        },
    )
    if is_new:
        announce(events.ProviderMessageKept(message_id=kept.pk))
    return kept


def handle_message(*, message: ProviderMessage, now: datetime) -> None:
    """What the message is about has been looked up afresh; what it says itself is never believed."""
    if message.handled_at is not None:
        return
    checkout = Checkout.objects.filter(provider=message.provider, provider_ref=message.about).first()
    if checkout is not None:  # the provider may also speak of sessions that were never ours
        settle_checkout(checkout=checkout, now=now)
    ProviderMessage.objects.filter(pk=message.pk).update(handled_at=now)
