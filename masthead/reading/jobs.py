"""Work that waits: telling followers of a new piece."""

from django.utils import timezone

from masthead.kit.jobs import job
from masthead.kit.lanes import Lane
from masthead.publishing import events
from masthead.reading import operations


@job(lane=Lane.BULK)
def notify_followers(*, article_id: int, after: int = 0) -> None:
    """Notify the followers of its author or section of a new piece, in batches."""
    rest = operations.notify_followers(article_id=article_id, after=after, now=timezone.now())
    if rest:
        notify_followers.enqueue(article_id=article_id, after=rest)


def enqueue_notify_followers(event: events.ArticlePublished) -> None:
    """A piece was published: queue the job that notifies followers."""
    notify_followers.enqueue(article_id=event.article_id)
