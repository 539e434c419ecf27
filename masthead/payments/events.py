"""What can happen to money, in our own words whatever the provider calls it.

Each is made of the difference between what was stored and what was fetched, never of a webhook's words.
"""

from dataclasses import dataclass
from datetime import datetime

from masthead.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class CoverageChanged(Event):
    """Something changed in what this person's money covers, or may have."""

    person_id: int
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class InvoicePaid(Event):
    """An invoice is paid, in money or because it was free. Announced once, however often we hear of it."""

    invoice_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(Event):
    """A card was declined or refused confirmation; nothing was charged."""

    attempt_id: int
    person_id: int
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReconciliationRequested(Event):
    """The publisher wants everything compared with the provider now."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class WebhookReceived(Event):
    """A webhook was stored and waits to be processed."""

    message_id: int
