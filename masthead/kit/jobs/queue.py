"""The job queue: claim, renew, finish, fail, requeue, each in one short transaction."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_exception

from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from masthead.kit.clock import SKEW
from masthead.kit.jobs import retries
from masthead.kit.lanes import Lane
from masthead.kit.models import JobLease

logger = logging.getLogger("masthead.jobs")

LEASE_LENGTH = timedelta(seconds=60)
LONGEST_LEASE = timedelta(hours=1)  # no lease is given for longer; one that ends later ran ahead


class WorkerLost(Exception):
    """The lease of a running job expired: its worker was killed, or its machine slept."""


@dataclass(frozen=True, kw_only=True)
class ClaimedJob:
    """A job, and the worker that runs it."""

    task: DBTaskResult
    worker: str


def due_jobs(now: datetime, lanes: Collection[Lane] = tuple(Lane)) -> QuerySet[DBTaskResult]:
    """The jobs of these lanes that may run now, in the order of the queue."""
    due = Q(run_after=get_date_max()) | Q(run_after__lte=now)
    due |= Q(started_at__gt=now + SKEW)  # tried by a clock that ran ahead: its wait was counted from there
    others = [lane.value for lane in Lane if lane not in lanes]
    of_these = ~Q(queue_name__in=others) if Lane.HOUSE in lanes else Q(queue_name__in=[*map(str, lanes)])
    return DBTaskResult.objects.filter(due, of_these, status=TaskResultStatus.READY)


def claim_next(
    *,
    worker: str,
    now: datetime,
    lanes: Collection[Lane] = tuple(Lane),
    lease: timedelta = LEASE_LENGTH,
) -> ClaimedJob | None:
    """Claim the next job of these lanes for `worker` until `now + lease`; None when nothing is due."""
    due = due_jobs(now, lanes)
    if not due.exists():  # a plain read: an idle worker never takes SQLite's write lock
        return None
    with transaction.atomic():
        task = due.select_for_update(skip_locked=True).first()
        if task is None:
            return None
        task.status = TaskResultStatus.RUNNING
        task.started_at = now
        task.worker_ids = [*task.worker_ids, worker]
        task.save(update_fields=["status", "started_at", "worker_ids"])
        JobLease.objects.update_or_create(task=task, defaults={"worker": worker, "expires_at": now + lease})
    return ClaimedJob(task=task, worker=worker)


def renew_lease(claimed: ClaimedJob, *, now: datetime, lease: timedelta = LEASE_LENGTH) -> bool:
    """Extend the lease to `now + lease`. False: another worker has claimed the job meanwhile."""
    return bool(
        JobLease.objects.filter(task_id=claimed.task.pk, worker=claimed.worker).update(expires_at=now + lease)
    )


@transaction.atomic
def mark_succeeded(claimed: ClaimedJob, *, now: datetime) -> None:
    """Mark the job as done, unless another worker has claimed it meanwhile."""
    if not _release(claimed):
        return
    task = claimed.task
    task.status = TaskResultStatus.SUCCESSFUL
    task.finished_at = now
    task.exception_class_path = task.traceback = ""
    task.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])


@transaction.atomic
def mark_failed(claimed: ClaimedJob, *, error: Exception, now: datetime) -> None:
    """Record the error; retry the job with exponential backoff, or leave it failed after the last attempt."""
    if _release(claimed):
        backoff = retries.patience_with(claimed.task).backoff_after(len(claimed.task.worker_ids))
        _requeue_or_fail(claimed.task, error=error, now=now, backoff=backoff)


def requeue_expired_leases(*, now: datetime) -> int:
    """Requeue every job that says it runs and has no lease that counts, without backoff. Returns how many."""
    # Given by a clock that ran ahead: a worker that lives renews it, and the others are found in a minute.
    ahead = JobLease.objects.filter(expires_at__gt=now + LONGEST_LEASE + SKEW)
    if ahead.exists():  # a plain read, as in `claim_next`
        ahead.update(expires_at=now + LEASE_LENGTH)
    expired = JobLease.objects.filter(expires_at__lte=now)
    unleased = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, lease=None)
    if not expired.exists() and not unleased.exists():
        return 0
    with transaction.atomic():
        orphans = expired.select_for_update(skip_locked=True, of=("self",))
        lost = [lease.task for lease in orphans.select_related("task")]
        lost += unleased.select_for_update(skip_locked=True, of=("self",))
        for task in lost:
            error = WorkerLost(f"The worker {(task.worker_ids or ['?'])[-1]} stopped renewing its lease.")
            _requeue_or_fail(task, error=error, now=now, backoff=timedelta(0))
        JobLease.objects.filter(task__in=lost).delete()
    return len(lost)


@transaction.atomic
def retry_failed_jobs(*, now: datetime) -> int:
    """Requeue every failed job with its full number of attempts. Returns how many there were."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY, run_after=now, worker_ids=[], finished_at=None
    )


def delete_finished(*, before: datetime) -> None:
    """Delete jobs that succeeded before that moment. Failed ones stay until somebody has looked."""
    DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=before).delete()


def unfinished_jobs() -> QuerySet[DBTaskResult]:
    """The jobs that wait or run."""
    return DBTaskResult.objects.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))


def _release(claimed: ClaimedJob) -> bool:
    returned, _ = JobLease.objects.filter(task_id=claimed.task.pk, worker=claimed.worker).delete()
    if not returned:
        logger.warning("Job %s ran longer than its lease; another worker has it now.", claimed.task.pk)
    return bool(returned)


def _requeue_or_fail(task: DBTaskResult, *, error: Exception, now: datetime, backoff: timedelta) -> None:
    task.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    task.traceback = "".join(format_exception(error))
    if len(task.worker_ids) >= retries.patience_with(task).max_attempts:
        task.status = TaskResultStatus.FAILED
        task.finished_at = now
    else:
        task.status = TaskResultStatus.READY
        task.run_after = now + backoff
    task.save(update_fields=["status", "run_after", "finished_at", "exception_class_path", "traceback"])
