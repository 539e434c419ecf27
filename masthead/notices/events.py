"""What happens to messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from masthead.kit.events import Event
from masthead.notices.models import Delivery, DeliveryPriority

RETRIES_YIELD = 10  # how far an attempt after the first stands behind others of its priority


@dataclass(frozen=True, kw_only=True)
class DeliveryQueued(Event):
    """A message is to be sent: at once, or not before a moment, where it has been tried already."""

    delivery_id: int
    urgent: bool
    priority: int
    run_after: datetime | None = None

    @classmethod
    def of(cls, delivery: Delivery, *, run_after: datetime | None = None) -> Self:
        """The event for this delivery."""
        return cls(
            delivery_id=delivery.pk,
            urgent=delivery.priority == DeliveryPriority.URGENT,
            priority=delivery.priority - (RETRIES_YIELD if run_after else 0),
            run_after=run_after,
        )
