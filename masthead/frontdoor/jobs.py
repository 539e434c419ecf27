"""What the front door clears away."""

from django.utils import timezone

from masthead.frontdoor import operations
from masthead.kit.jobs import job


@job()
def forget_old_marks() -> None:
    """Remove marks that every process has long read."""
    operations.forget_old_marks(now=timezone.now())
