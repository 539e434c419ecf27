"""Scheduled and queued work of this room."""

from datetime import timedelta

from django.utils import timezone

from masthead.kit import search_index
from masthead.kit.jobs import job
from masthead.kit.lanes import Lane
from masthead.publishing import events, operations


@job(lane=Lane.HOUSE, max_backoff=timedelta(minutes=1))
def publish_scheduled() -> None:
    """Publish what is due and take back what has expired."""
    operations.publish_due(now=timezone.now())


@job(lane=Lane.OUTSIDE, max_attempts=2)
def check_links(*, article_id: int) -> None:
    """Check the links of a piece."""
    operations.check_links(article_id=article_id, now=timezone.now())


@job(lane=Lane.BULK)
def redraw_bodies(*, after: int = 0) -> None:
    """Draw the next bodies again, some at a time, and those behind them in a job of their own."""
    last = operations.redraw_bodies(after=after, now=timezone.now())
    if last is not None:
        redraw_bodies.enqueue(after=last)


def enqueue_redrawing(_event: events.LanguageChanged) -> None:
    """The publication speaks another language: the few words of our own in bodies do too."""
    redraw_bodies.enqueue()


@job(lane=Lane.BULK)
def rebuild_views(
    *, section_id: int, author_id: int, tag_id: int, article_ids: list[int], after: int
) -> None:
    """Rebuild the next of these public views, and those behind them in a job of their own."""
    views = events.ViewsOutOfDate(
        section_id=section_id,
        author_id=author_id,
        tag_id=tag_id,
        article_ids=tuple(article_ids),
        after=after,
    )
    operations.rebuild_batch(views=views, now=timezone.now())


def enqueue_rebuilding(event: events.ViewsOutOfDate) -> None:
    """Many public views follow from a change: they are rebuilt some at a time."""
    rebuild_views.enqueue(
        section_id=event.section_id,
        author_id=event.author_id,
        tag_id=event.tag_id,
        article_ids=list(event.article_ids),
        after=event.after,
    )


@job(lane=Lane.BULK)
def refold_search_texts() -> None:
    """Store what is searched of the next pieces as it is compared now."""
    operations.refold_search_texts(now=timezone.now())


def enqueue_refolding(_event: events.SearchTextsOutOfDate) -> None:
    """What is searched is compared otherwise than it is stored."""
    refold_search_texts.enqueue()


@job(lane=Lane.BULK)
def index_desk_again() -> None:
    """Write the desk's search index anew."""
    search_index.index_again()


def enqueue_indexing(_event: events.DeskIndexOutOfDate) -> None:
    """A new version may index words otherwise."""
    index_desk_again.enqueue()
