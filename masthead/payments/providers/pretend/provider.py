"""The pretend provider as our own code meets it."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse

from masthead.kit.network import outside_transactions
from masthead.payments.errors import BadSignature
from masthead.payments.models import Checkout
from masthead.payments.providers import Message, Order, PaymentTruth, SessionTruth, SubscriptionTruth
from masthead.payments.providers.pretend import books, signing
from masthead.payments.providers.pretend.models import PretendSession

STATES = {"open": "open", "confirming": "open", "complete": "paid", "expired": "closed"}


class Pretend:
    """Answers from its own books. A real one is asked over the network, so the same line is drawn here."""

    name = "pretend"

    def open_session(self, order: Order, *, now: datetime) -> SessionTruth:
        outside_transactions()
        return _truth(books.open_session(order, now=now))

    def session(self, ref: str, *, now: datetime) -> SessionTruth:  # noqa: ARG002 - a provider has its own clock
        outside_transactions()
        return _truth(books.session_under(ref))

    def close_session(self, ref: str, *, now: datetime) -> SessionTruth:
        outside_transactions()
        return _truth(books.close_session(ref, now=now))

    def stop_renewing(self, checkout: Checkout, *, now: datetime) -> None:
        outside_transactions()
        books.set_renewing(checkout.provider_ref, renews=False, now=now)

    def renew_again(self, checkout: Checkout, *, now: datetime) -> None:
        outside_transactions()
        books.set_renewing(checkout.provider_ref, renews=True, now=now)

    def read_message(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> Message:
        signing.check(headers.get(signing.HEADER, ""), body, now=now)
        try:
            told = json.loads(body)
            return Message(
                ref=str(told["id"]), kind=str(told["type"]), session_ref=str(told["data"]["session"])
            )
        except (ValueError, KeyError, TypeError):
            raise BadSignature from None


def _truth(session: PretendSession) -> SessionTruth:
    return SessionTruth(
        ref=session.ref,
        hosted_url=reverse(
            "pretend:page", args=[session.ref]
        ),  # beside us, whatever name the browser knows us by
        account=session.account,
        state=STATES[session.state],  # type: ignore[arg-type]
        subscription=_subscription_truth(session),
        payments=tuple(
            PaymentTruth(
                ref=payment.ref,
                succeeded=payment.succeeded,
                amount_minor=payment.amount_minor,
                currency=payment.currency,
                tried_at=payment.tried_at,
                period_start=payment.period_start,
                period_end=payment.period_end,
            )
            for payment in session.payments.order_by("pk")
        ),
    )


def _subscription_truth(session: PretendSession) -> SubscriptionTruth | None:
    if session.anchor is None or session.period_start is None or session.period_end is None:
        return None
    return SubscriptionTruth(
        ref=session.subscription_ref,
        is_live=session.is_running,
        renews=session.renews,
        started_at=session.anchor,
        period_start=session.period_start,
        period_end=session.period_end,
        cancelled_at=session.cancelled_at,
        ended_at=session.ended_at,
    )
