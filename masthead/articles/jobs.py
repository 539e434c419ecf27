"""What this room does by the clock."""

from django.core.management import call_command
from django.utils import timezone, translation

from masthead.articles import operations, queries
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
