"""Scheduled work of the front door."""

from django.utils import timezone

from masthead.frontdoor import operations
from masthead.kit.jobs import job
from masthead.kit.lanes import Lane


@job(lane=Lane.HOUSE)
def delete_old_invalidations() -> None:
    """Delete invalidations that every process has long read."""
    operations.delete_old_invalidations(now=timezone.now())
