"""Reading checkouts, subscriptions and payments."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from masthead.kit.data_export import DataExportPart
from masthead.payments.models import (
    Checkout,
    CheckoutState,
    Payment,
    PaymentState,
    Subscription,
    SubscriptionState,
    WebhookEvent,
)
from masthead.people.models import Person


def takes_payments() -> bool:
    """Whether there is a provider who takes money."""
    return settings.PAYMENT_PROVIDER != "none"


def live_subscription_of(person_id: int, now: datetime | None = None) -> Subscription | None:
    """The subscription this person has, renewed or running out; None when there is none.

    With `now`, one that was cancelled and whose last paid day is over does not count, whether or not
    the provider has said so.
    """
    live = Subscription.objects.filter(person_id=person_id, state=SubscriptionState.LIVE).select_related(
        "checkout", "person"
    )
    if now is not None:
        live = live.filter(Q(renews=True) | Q(period_end__gt=now))
    return live.first()


def checkout_of(*, person_id: int, token: str) -> Checkout | None:
    """The checkout under this token, if it belongs to this person."""
    return Checkout.objects.filter(token=token, person_id=person_id).first()


def payments_of(person_id: int) -> Iterable[Payment]:
    """What this person paid, newest first."""
    return Payment.objects.filter(person_id=person_id, state=PaymentState.SUCCEEDED)[:100]


def has_paid(person_id: int) -> bool:
    """Whether this person has receipts."""
    return Payment.objects.filter(person_id=person_id, state=PaymentState.SUCCEEDED).exists()


def payment_by_id(payment_id: int) -> Payment:
    """One payment with its person."""
    return Payment.objects.select_related("person", "subscription").get(pk=payment_id)


def subscription_by_id(subscription_id: int) -> Subscription:
    """One subscription with its person."""
    return Subscription.objects.select_related("person").get(pk=subscription_id)


def webhook_by_id(message_id: int) -> WebhookEvent:
    """One message of the provider."""
    return WebhookEvent.objects.get(pk=message_id)


def checkouts_to_reconcile(*, now: datetime) -> list[Checkout]:
    """Checkouts that may have changed at the provider: open for ten minutes, or past their period's end."""
    left = Checkout.objects.filter(
        state=CheckoutState.OPEN, opened_at__lte=now - timedelta(minutes=10)
    ).exclude(provider_ref="")
    over = Checkout.objects.filter(
        subscription__state=SubscriptionState.LIVE, subscription__period_end__lte=now
    )
    return [*over.order_by("subscription__period_end"), *left.order_by("opened_at")]


def is_abandoned(checkout: Checkout, *, now: datetime) -> bool:
    """Whether nobody is expected to pay on this page any more."""
    return checkout.opened_at <= now - timedelta(days=1)


def export_data(person: Person, now: datetime) -> DataExportPart:  # noqa: ARG001 - the shape of every share
    """What this room holds of the person: what was begun, what ran, what was paid."""
    money = ("title", "amount_minor", "currency", "provider")
    paid, ran = ("state", "tried_at", "period_start", "period_end"), ("interval", "state", "renews")
    moments = ("started_at", "cancelled_at", "ended_at")
    begun = ("state", "opened_at", "settled_at")
    content = {
        "payments": list(Payment.objects.filter(person=person).order_by("pk").values(*money, *paid)),
        "subscriptions": list(
            Subscription.objects.filter(person=person).order_by("pk").values(*money, *ran, *moments)
        ),
        "checkouts": list(Checkout.objects.filter(person=person).order_by("pk").values(*money, *begun)),
    }
    return DataExportPart(name="payments", content=content)
