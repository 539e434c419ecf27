"""What this room does by the clock."""

from django.core.management import call_command

from masthead.kit.jobs import job


@job()
def publish_scheduled() -> None:
    """Publish what is due and take back what has expired; both are Wagtail's own, and safe to run twice."""
    call_command("publish_scheduled")
