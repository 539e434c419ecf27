"""What `doctor` says about the jobs."""

from datetime import datetime, timedelta

from django.db.models import Count, Max
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from masthead.kit.jobs import leases

LATE = timedelta(minutes=15)


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
    waiting = leases.ready(now).filter(enqueued_at__lt=now - LATE, worker_ids=[]).order_by("enqueued_at")
    oldest = waiting.first()
    if oldest is None:
        return []
    return [
        _("%(count)d jobs wait, the oldest for %(time)s. Is a server or `masthead worker` running?")
        % {"count": waiting.count(), "time": timesince(oldest.enqueued_at, now)}
    ]
