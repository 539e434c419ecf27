"""Queued work: erasing the comments of deleted accounts."""

from masthead.discussion import events, operations
from masthead.kit.jobs import job
from masthead.kit.lanes import Lane


@job(lane=Lane.BULK)
def erase_comments(*, person_id: int) -> None:
    """Erase every comment and vote of one person."""
    operations.erase_comments(person_id=person_id)


def enqueue_comment_erasure(event: events.CommentErasureRequested) -> None:
    """Queue the job that erases this person's comments."""
    erase_comments.enqueue(person_id=event.person_id)
