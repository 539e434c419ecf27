"""What can happen to money, in our own words whatever the provider calls it."""

from dataclasses import dataclass
from datetime import datetime

from masthead.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class PaymentSucceeded(Event):
    """Money came in for one period. Announced once per payment, however often we hear of it."""

    payment_id: int
    person_id: int
    item_key: str
    subscription_id: int
    period_start: datetime
    period_end: datetime


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(Event):
    """A card was declined or refused confirmation; nothing was charged."""

    payment_id: int
    person_id: int
    item_key: str


@dataclass(frozen=True, kw_only=True)
class RenewalCancelled(Event):
    """The subscription will not be renewed; what is paid stays until `access_until`."""

    subscription_id: int
    person_id: int
    access_until: datetime
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class RenewalResumed(Event):
    """A cancelled subscription was taken up again before its end."""

    subscription_id: int
    person_id: int
    renews_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class SubscriptionEnded(Event):
    """The last paid period is over and no other follows."""

    subscription_id: int
    person_id: int
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class WebhookReceived(Event):
    """A webhook was stored and waits to be processed."""

    message_id: int
