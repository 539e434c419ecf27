"""Jobs: delivering e-mails, and deleting old deliveries."""

from uuid import UUID

from masthead.kit.jobs import current_job_id, job, job_began_at
from masthead.kit.lanes import Lane
from masthead.notices import events, operations


@job(lane=Lane.MAIL)
def deliver(*, delivery_id: int) -> None:
    """Hand one message to the mail server."""
    operations.deliver(delivery_id=delivery_id, job_id=current_job_id(), now=job_began_at())


@job(lane=Lane.BULK)
def delete_old_deliveries() -> None:
    """Delete old deliveries and notices."""
    operations.delete_old_deliveries(now=job_began_at())


@job(lane=Lane.HOUSE)
def tend_deliveries() -> None:
    """Requeue deliveries that lost their job or waited for mail to be set up, and forget outdated words."""
    now = job_began_at()
    operations.expire_outdated(now=now)
    operations.requeue_lost(now=now)


def enqueue_delivery(event: events.DeliveryQueued) -> None:
    """A message was queued: a job will deliver it."""
    lane = Lane.CODES if event.urgent else Lane.MAIL
    prepared = deliver.using(queue_name=lane.value, priority=event.priority, run_after=event.run_after)
    queued = prepared.enqueue(delivery_id=event.delivery_id)
    operations.hand_to_job(delivery_id=event.delivery_id, job_id=UUID(queued.id))
