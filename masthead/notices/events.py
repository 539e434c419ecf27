"""What happens to messages."""

from dataclasses import dataclass

from masthead.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class DeliveryQueued(Event):
    delivery_id: int
    urgent: bool = False
