"""The pretend provider behind the `Provider` interface."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from django.urls import reverse

from masthead.kit.transactions import ensure_may_reach_out
from masthead.payments.errors import InvalidSignature
from masthead.payments.models import Checkout
from masthead.payments.providers import (
    Order,
    ProviderPayment,
    ProviderSession,
    ProviderSubscription,
    WebhookMessage,
)
from masthead.payments.providers.pretend import operations, webhook_signatures
from masthead.payments.providers.pretend.models import PretendSession

STATES: dict[str, Literal["open", "paid", "closed"]] = {
    "open": "open",
    "confirming": "open",
    "complete": "paid",
    "expired": "closed",
}


class PretendProvider:
    """Answers from its own rows. As with a real provider, no transaction may be open."""

    name = "pretend"

    def open_session(self, order: Order, *, now: datetime) -> ProviderSession:
        ensure_may_reach_out()
        return _provider_session(operations.open_session(order, now=now))

    def session(self, ref: str, *, now: datetime) -> ProviderSession:  # noqa: ARG002 - a provider has its own clock
        ensure_may_reach_out()
        return _provider_session(operations.session_by_ref(ref))

    def close_session(self, ref: str, *, now: datetime) -> ProviderSession:
        ensure_may_reach_out()
        return _provider_session(operations.close_session(ref, now=now))

    def cancel_renewal(self, checkout: Checkout, *, now: datetime) -> None:
        ensure_may_reach_out()
        operations.set_renewing(checkout.provider_ref, renews=False, now=now)

    def resume_renewal(self, checkout: Checkout, *, now: datetime) -> None:
        ensure_may_reach_out()
        operations.set_renewing(checkout.provider_ref, renews=True, now=now)

    def parse_webhook(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> WebhookMessage:
        webhook_signatures.check(headers.get(webhook_signatures.HEADER, ""), body, now=now)
        try:
            told = json.loads(body)
            return WebhookMessage(
                ref=str(told["id"]), kind=str(told["type"]), session_ref=str(told["data"]["session"])
            )
        except (ValueError, KeyError, TypeError):
            raise InvalidSignature from None


def _provider_session(session: PretendSession) -> ProviderSession:
    return ProviderSession(
        ref=session.ref,
        hosted_url=reverse(
            "pretend:page", args=[session.ref]
        ),  # beside us, whatever name the browser knows us by
        account=session.account,
        state=STATES[session.state],
        subscription=_provider_subscription(session),
        payments=tuple(
            ProviderPayment(
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


def _provider_subscription(session: PretendSession) -> ProviderSubscription | None:
    if session.anchor is None or session.period_start is None or session.period_end is None:
        return None
    return ProviderSubscription(
        ref=session.subscription_ref,
        is_live=session.is_running,
        renews=session.renews,
        started_at=session.anchor,
        period_start=session.period_start,
        period_end=session.period_end,
        cancelled_at=session.cancelled_at,
        ended_at=session.ended_at,
    )
