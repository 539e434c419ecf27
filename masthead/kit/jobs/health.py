"""Health check of the job queue, for `masthead manage doctor`."""

from datetime import datetime, timedelta

from django.db.models import Case, Count, Max, Min, When
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from masthead.kit.jobs import queue

LATE_AFTER = timedelta(minutes=15)


def health(now: datetime) -> list[str]:
    """A sentence for every kind of job that failed for good, and one when jobs wait too long."""
    return _failed() + _late(now)


def _failed() -> list[str]:
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by()
    kinds = failed.values("task_path", "exception_class_path").annotate(
        count=Count("pk"), last=Max("finished_at")
    )
    return [
        _(
            "The job %(job)s failed for good %(count)d times, last on %(last)s, with %(error)s. "
            "Mend the cause, then run `masthead manage retry_jobs`."
        )
        % {
            "job": kind["task_path"],
            "count": kind["count"],
            "last": f"{kind['last']:%Y-%m-%d %H:%M} UTC",
            "error": kind["exception_class_path"],
        }
        for kind in kinds.order_by("task_path", "exception_class_path")
    ]


def _late(now: datetime) -> list[str]:
    """Jobs that could have begun a quarter of an hour ago: a job that waits for its moment does not yet."""
    since = Case(When(run_after=get_date_max(), then="enqueued_at"), default="run_after")
    waiting = queue.due_jobs(now).annotate(due_since=since).filter(due_since__lt=now - LATE_AFTER)
    oldest = waiting.aggregate(Min("due_since"))["due_since__min"]
    if oldest is None:
        return []
    return [
        _("%(count)d jobs wait, the oldest for %(time)s. Is a server or `masthead worker` running?")
        % {"count": waiting.count(), "time": timesince(oldest, now)}
    ]
