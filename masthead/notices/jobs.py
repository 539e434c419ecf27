"""Work that waits: delivering, and forgetting what was delivered long ago."""

from django.utils import timezone

from masthead.kit.jobs import job
from masthead.notices import events, operations

URGENT = 50  # the usual priority is 0


@job(max_attempts=operations.MOST_ATTEMPTS)
def deliver(*, delivery_id: int) -> None:
    """Hand one message to the mail server."""
    operations.deliver(delivery_id=delivery_id, now=timezone.now())


@job()
def forget_old_deliveries() -> None:
    """Let go of old deliveries."""
    operations.forget_old_deliveries(now=timezone.now())


@job()
def send_what_waits() -> None:
    """Try what was never tried."""
    operations.queue_waiting(now=timezone.now())


def deliver_soon(event: events.DeliveryQueued) -> None:
    """A message was queued: a job will deliver it."""
    soon = deliver.using(priority=URGENT) if event.urgent else deliver
    soon.enqueue(delivery_id=event.delivery_id)
