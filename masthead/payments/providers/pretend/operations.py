"""What can happen at the pretend provider. Every change writes an event, sent as a webhook."""

import json
from datetime import datetime
from secrets import token_hex, token_urlsafe

from django.db import transaction

from masthead.payments.errors import CheckoutIsClosed, NoSuchCheckout
from masthead.payments.periods import add_periods
from masthead.payments.providers import About, Order, Thing
from masthead.payments.providers.pretend.models import PretendEvent, PretendPayment, PretendSession


def session_by_ref(ref: str) -> PretendSession:
    """The session with this reference.

    :raises NoSuchCheckout: there is none
    """
    session = PretendSession.objects.filter(ref=ref).first()
    if session is None:
        raise NoSuchCheckout
    return session


def session_about(about: About) -> PretendSession | None:
    """The session from which this came, or None: there is no such thing."""
    where = {
        Thing.CHECKOUT: {"ref": about.ref},
        Thing.SUBSCRIPTION: {"subscription_ref": about.ref},
        Thing.INVOICE: {"payments__ref": about.ref},
        Thing.ATTEMPT: {"payments__ref": about.ref},
    }.get(about.thing)
    return PretendSession.objects.filter(**where).first() if where and about.ref else None


@transaction.atomic
def open_session(order: Order, *, now: datetime) -> PretendSession:
    """There is one open page for this order, however often it is asked for."""
    session, _ = PretendSession.objects.get_or_create(
        order_token=order.token,
        defaults={
            "ref": token_urlsafe(24),
            "account": order.person,
            "account_email": order.email,
            "title": order.title,
            "amount_minor": order.amount_minor,
            "currency": order.currency,
            "interval": order.interval,
            "renews": order.renews,
            "success_url": order.success_url,
            "cancel_url": order.cancel_url,
            "opened_at": now,
        },
    )
    return session


@transaction.atomic
def pay(ref: str, *, now: datetime) -> PretendSession:
    """The card is good: the first period is paid, once, however often the button is pressed.

    :raises CheckoutIsClosed: the page was closed before
    """
    session = _locked(ref)
    if session.state == "complete":
        return session
    _ensure_open(session)
    session.state = "complete"
    if session.renews:
        session.subscription_ref = f"sub_{token_hex(8)}"
        session.is_running = True
    session.anchor = now
    _charge_next_period(session, now=now)
    _emit_event(session, "session.completed", now=now)
    return session


@transaction.atomic
def decline(ref: str, *, now: datetime) -> PretendSession:
    """The card is refused: nothing is charged and the page stays open.

    :raises CheckoutIsClosed: the page was closed before
    """
    session = _locked(ref)
    if session.state == "complete":
        return session
    _ensure_open(session)
    session.state = "open"
    session.save()
    _write_payment(session, succeeded=False, now=now)
    _emit_event(session, "payment.failed", now=now)
    return session


@transaction.atomic
def ask_for_confirmation(ref: str) -> PretendSession:
    """The bank wants the holder of the card to confirm (3-D Secure) before anything is charged.

    :raises CheckoutIsClosed: the page was closed before
    """
    session = _locked(ref)
    if session.state != "complete":
        _ensure_open(session)
        session.state = "confirming"
        session.save()
    return session


@transaction.atomic
def close_session(ref: str, *, now: datetime) -> PretendSession:
    """Nobody can pay here any more, unless it is paid already."""
    session = _locked(ref)
    if session.state in {"open", "confirming"}:
        session.state = "expired"
        session.save()
        _emit_event(session, "session.expired", now=now)
    return session


@transaction.atomic
def set_renewing(subscription_ref: str, *, renews: bool, now: datetime) -> PretendSession:
    """The running subscription is renewed, or is not, when its period is over.

    :raises NoSuchCheckout: there is no such subscription
    """
    found = PretendSession.objects.filter(subscription_ref=subscription_ref).exclude(subscription_ref="")
    session = found.select_for_update().first()
    if session is None:
        raise NoSuchCheckout
    if session.is_running and session.renews != renews:
        session.renews = renews
        session.cancelled_at = None if renews else now
        session.save()
        _emit_event(session, "subscription.updated", now=now)
    return session


def due_for_renewal(*, now: datetime, limit: int = 200) -> list[str]:
    """References of the running subscriptions whose period is over."""
    over = PretendSession.objects.filter(is_running=True, period_end__lte=now).order_by("period_end")
    return list(over.values_list("ref", flat=True)[:limit])


@transaction.atomic
def renew_or_end(ref: str, *, now: datetime) -> None:
    """Every period that has begun since is paid, on its first day; a cancelled subscription is over."""
    session = _locked(ref)
    while session.is_running and session.period_end is not None and session.period_end <= now:
        due_at = session.period_end
        if session.renews:
            _charge_next_period(session, now=due_at)
            _emit_event(session, "payment.succeeded", now=due_at)
        else:
            session.is_running = False
            session.ended_at = due_at
            session.save()
            _emit_event(session, "subscription.ended", now=due_at)


def webhook_body(event: PretendEvent) -> bytes:
    """The webhook's body as JSON."""
    message = {
        "id": event.ref,
        "type": event.kind,
        "created": int(event.happened_at.timestamp()),
        "data": {"session": event.session.ref},
    }
    return json.dumps(message, separators=(",", ":")).encode()


def event_by_ref(ref: str) -> PretendEvent:
    """The event with this reference."""
    return PretendEvent.objects.select_related("session").get(ref=ref)


def mark_event_delivered(event: PretendEvent, *, now: datetime) -> None:
    """The webhook was answered with a 2xx."""
    PretendEvent.objects.filter(pk=event.pk, delivered_at=None).update(delivered_at=now)


def _locked(ref: str) -> PretendSession:
    session = PretendSession.objects.select_for_update().filter(ref=ref).first()
    if session is None:
        raise NoSuchCheckout
    return session


def _ensure_open(session: PretendSession) -> None:
    if session.state == "expired":
        raise CheckoutIsClosed


def _charge_next_period(session: PretendSession, *, now: datetime) -> None:
    anchor = session.anchor or now
    session.period_start = add_periods(anchor, session.interval, session.periods)
    session.periods += 1
    session.period_end = add_periods(anchor, session.interval, session.periods)
    session.save()
    _write_payment(session, succeeded=True, now=now)


def _write_payment(session: PretendSession, *, succeeded: bool, now: datetime) -> None:
    PretendPayment.objects.create(
        ref=f"pay_{token_hex(8)}",
        session=session,
        succeeded=succeeded,
        amount_minor=session.amount_minor,
        currency=session.currency,
        tried_at=now,
        period_start=session.period_start if succeeded else None,
        period_end=session.period_end if succeeded else None,
    )


def _emit_event(session: PretendSession, kind: str, *, now: datetime) -> None:
    from masthead.payments.providers.pretend.jobs import deliver_webhook

    event = PretendEvent.objects.create(
        ref=f"evt_{token_hex(8)}", kind=kind, session=session, happened_at=now
    )
    deliver_webhook.enqueue(event_ref=event.ref)
