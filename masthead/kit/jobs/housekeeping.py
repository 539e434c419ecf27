"""The kit's own jobs: deleting expired sessions, finished jobs and full rate limit buckets."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from masthead.kit import rate_limits
from masthead.kit.clock import SKEW
from masthead.kit.jobs import queue
from masthead.kit.jobs.job import job
from masthead.kit.lanes import Lane

FINISHED_JOB_RETENTION = timedelta(days=7)


@job(lane=Lane.BULK)
def clear_expired_sessions() -> None:
    """Remove sessions that can no longer sign anybody in; none lives longer than the settings say."""
    longest = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Session.objects.filter(expire_date__gt=longest + SKEW).update(expire_date=longest)
    call_command("clearsessions")


@job(lane=Lane.BULK)
def delete_finished_jobs() -> None:
    """Remove jobs that were done more than a week ago."""
    queue.delete_finished(before=timezone.now() - FINISHED_JOB_RETENTION)


@job(lane=Lane.BULK)
def delete_full_rate_limit_buckets() -> None:
    """Delete rate limit buckets that are full again."""
    rate_limits.delete_full_buckets(now=timezone.now())
