"""Work that waits: taking out what somebody wrote who has left."""

from django.utils import timezone

from masthead.discussion import events, operations
from masthead.kit.jobs import job


@job()
def erase_letters(*, person_id: int) -> None:
    """Take out every letter and vote of one person."""
    operations.erase_letters(person_id=person_id, now=timezone.now())


def erase_soon(event: events.LettersGoWith) -> None:
    """Somebody leaves with their letters: a job takes them out."""
    erase_letters.enqueue(person_id=event.person_id)
