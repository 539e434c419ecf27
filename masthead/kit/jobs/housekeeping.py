"""The kit's own jobs: throwing away what nobody will ask for again."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from masthead.kit import limits
from masthead.kit.jobs import leases
from masthead.kit.jobs.job import job

KEEP_FINISHED = timedelta(days=7)


@job()
def clear_expired_sessions() -> None:
    """Remove sessions that can no longer sign anybody in."""
    call_command("clearsessions")


@job()
def forget_finished_jobs() -> None:
    """Remove jobs that were done more than a week ago."""
    leases.forget_finished(before=timezone.now() - KEEP_FINISHED)


@job()
def forget_full_buckets() -> None:
    """Remove rate limits that limit nobody any more."""
    limits.forget_full_buckets(now=timezone.now())
