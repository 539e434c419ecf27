"""The pretend provider behind the `Provider` interface."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.urls import reverse

from masthead.kit.transactions import ensure_may_reach_out
from masthead.payments.errors import InvalidSignature
from masthead.payments.providers import (
    About,
    AccountTruth,
    AttemptTruth,
    CheckoutTruth,
    DisputeTruth,
    Finding,
    InvoiceTruth,
    LineTruth,
    Offer,
    Order,
    RefundTruth,
    Standing,
    SubscriptionTruth,
    Thing,
    Truth,
    WebhookMessage,
)
from masthead.payments.providers.pretend import operations, webhook_signatures
from masthead.payments.providers.pretend.models import PretendEvent, PretendPayment, PretendSession
from masthead.payments.states import CheckoutState, InvoiceState, SubscriptionState, TransferState

STATES = {
    "open": CheckoutState.OPEN,
    "confirming": CheckoutState.OPEN,
    "complete": CheckoutState.PAID,
    "expired": CheckoutState.CLOSED,
}


class PretendProvider:
    """Answers from its own rows. As with a real provider, no transaction may be open."""

    name = "pretend"

    def account(self) -> AccountTruth:
        return AccountTruth(ref="", is_live=False)

    def ensure_buyer(self, *, person: str, email: str) -> str:  # noqa: ARG002 - it knows people by our own number
        return ""

    def open_checkout(self, order: Order, *, now: datetime) -> CheckoutTruth:
        ensure_may_reach_out()
        return _checkout(operations.open_session(order, now=now))

    def close_checkout(self, ref: str, *, now: datetime) -> None:
        ensure_may_reach_out()
        operations.close_session(ref, now=now)

    def truth(self, about: About) -> Truth | None:
        ensure_may_reach_out()
        session = operations.session_about(about)
        return None if session is None else _truth(session)

    def cancel_renewal(self, subscription_ref: str, *, now: datetime) -> None:
        ensure_may_reach_out()
        operations.set_renewing(subscription_ref, renews=False, now=now)

    def resume_renewal(self, subscription_ref: str, *, now: datetime) -> None:
        ensure_may_reach_out()
        operations.set_renewing(subscription_ref, renews=True, now=now)

    def everything(self) -> Iterator[Standing]:
        ensure_may_reach_out()
        for session in PretendSession.objects.exclude(subscription_ref="").order_by("pk"):
            told = _subscription(session)
            newest = session.payments.filter(succeeded=True).order_by("pk").last()
            if told is not None:
                yield Standing(subscription=told, newest_invoice_ref=newest.ref if newest else "")

    def went_back(self, *, since: datetime) -> Iterator[RefundTruth | DisputeTruth]:  # noqa: ARG002 - nothing can
        return iter(())

    def missed(self, *, since: datetime) -> Iterator[About]:
        ensure_may_reach_out()
        undelivered = PretendEvent.objects.filter(delivered_at=None, happened_at__gte=since)
        for event in undelivered.select_related("session").order_by("pk"):
            yield About(Thing.CHECKOUT, event.session.ref)

    def manage_url(self, *, buyer_ref: str, return_url: str) -> str:  # noqa: ARG002 - it keeps no cards
        return ""

    def set_up(self, offers: Sequence[Offer], *, webhook_url: str) -> list[Finding]:  # noqa: ARG002 - nothing to know
        return [
            Finding(is_good=False, sentence="The pretend provider moves no money: PAYMENT_PROVIDER=stripe.")
        ]

    def parse_webhook(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> WebhookMessage:
        webhook_signatures.check(headers.get(webhook_signatures.HEADER, ""), body, now=now)
        try:
            told = json.loads(body)
            about = About(Thing.CHECKOUT, str(told["data"]["session"]))
            return WebhookMessage(ref=str(told["id"]), kind=str(told["type"]), about=about)
        except (ValueError, KeyError, TypeError):
            raise InvalidSignature from None


def _truth(session: PretendSession) -> Truth:
    return Truth(
        person=session.account,
        checkout=_checkout(session),
        subscription=_subscription(session),
        invoices=tuple(
            _invoice(payment) for payment in session.payments.filter(succeeded=True).order_by("pk")
        ),
    )


def _checkout(session: PretendSession) -> CheckoutTruth:
    # The page stands beside us, whatever name the browser knows us by.
    hosted_url = reverse("pretend:page", args=[session.ref])
    return CheckoutTruth(ref=session.ref, hosted_url=hosted_url, state=STATES[session.state])


def _subscription(session: PretendSession) -> SubscriptionTruth | None:
    if session.anchor is None or session.period_start is None or session.period_end is None:
        return None
    if not session.subscription_ref:  # paid once
        return None
    return SubscriptionTruth(
        ref=session.subscription_ref,
        state=SubscriptionState.RUNNING if session.is_running else SubscriptionState.OVER,
        renews=session.renews and session.is_running,
        started_at=session.anchor,
        period_start=session.period_start,
        period_end=session.period_end,
        cancelled_at=session.cancelled_at,
        ended_at=session.ended_at,
    )


def _invoice(payment: PretendPayment) -> InvoiceTruth:
    """Every payment has an invoice of its own, of one line, under the same reference."""
    line = LineTruth(
        key="line",
        amount_minor=payment.amount_minor,
        starts_at=payment.period_start,
        ends_at=payment.period_end,
    )
    attempt = AttemptTruth(
        ref=payment.ref,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        state=TransferState.SUCCEEDED,
        tried_at=payment.tried_at,
    )
    return InvoiceTruth(
        ref=payment.ref,
        state=InvoiceState.PAID,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        made_at=payment.tried_at,
        paid_at=payment.tried_at,
        lines=(line,),
        attempts=(attempt,),
    )
