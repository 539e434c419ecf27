"""What this room does by the clock."""

from django.core.management import call_command
from django.utils import timezone, translation

from masthead.articles import events, operations, queries
from masthead.kit.jobs import job


@job()
def publish_scheduled() -> None:
    """Publish what is due and take back what has expired; both are Wagtail's own, and safe to run twice."""
    with operations.by_the_clock():
        call_command("publish_scheduled")


@job(max_attempts=2)
def check_links(*, article_id: int) -> None:
    """Look where the links of a piece lead."""
    with translation.override(queries.masthead_line().language):
        operations.check_links(article_id=article_id, now=timezone.now())


@job()
def tell_followers(*, article_id: int, after: int = 0) -> None:
    """Tell those who follow its author or section of a new piece, some at a time."""
    rest = operations.tell_followers(article_id=article_id, after=after, now=timezone.now())
    if rest:
        tell_followers.enqueue(article_id=article_id, after=rest)


def tell_followers_soon(event: events.ArticlePublished) -> None:
    """A piece was published: a job will tell those who follow."""
    tell_followers.enqueue(article_id=event.article_id)
