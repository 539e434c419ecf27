"""Payments' errands outside the request."""

from django.utils import timezone

from masthead.kit.jobs import job
from masthead.payments import events, operations, queries


@job(max_attempts=12)
def handle_message(message_id: int) -> None:
    """Look up what a message of the provider is about."""
    operations.handle_message(message=queries.message(message_id), now=timezone.now())


def queue_message(event: events.ProviderMessageKept) -> None:
    """The handling of a message is in the queue if and only if the message is kept."""
    handle_message.enqueue(message_id=event.message_id)


@job()
def follow_up() -> None:
    """Hear what we were never told."""
    operations.follow_up(now=timezone.now())
