"""Every step a job takes in the database. Each is one short transaction; none is open while a job runs."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_exception
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from masthead.kit.jobs.job import USUAL_ATTEMPTS
from masthead.kit.models import Lease

logger = logging.getLogger("masthead.jobs")

LEASE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)


class WorkerVanished(Exception):  # noqa: N818 - a fact, not an error of ours
    """The worker that had the job in hand let its lease run out: it was killed, or its machine slept."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A job in one worker's hand."""

    task: DBTaskResult
    worker: str


def ready(now: datetime) -> QuerySet[DBTaskResult]:
    """The jobs that may be taken now, the first one first."""
    due = Q(run_after=get_date_max()) | Q(run_after__lte=now)
    return DBTaskResult.objects.filter(due, status=TaskResultStatus.READY)


def claim(*, worker: str, now: datetime, lease: timedelta = LEASE) -> Claim | None:
    """Put the next job into the hand of `worker` until `now + lease`; None when nothing is due."""
    if not ready(now).exists():  # a plain read: an idle worker never takes SQLite's write lock
        return None
    with transaction.atomic():
        task = ready(now).select_for_update(skip_locked=True).first()
        if task is None:
            return None
        task.status = TaskResultStatus.RUNNING
        task.started_at = now
        task.worker_ids = [*task.worker_ids, worker]
        task.save(update_fields=["status", "started_at", "worker_ids"])
        Lease.objects.update_or_create(task=task, defaults={"worker": worker, "expires_at": now + lease})
    return Claim(task=task, worker=worker)


def renew(held: Claim, *, now: datetime, lease: timedelta = LEASE) -> bool:
    """Keep the job until `now + lease`. False: it has meanwhile gone to somebody else."""
    return bool(Lease.objects.filter(task_id=held.task.pk, worker=held.worker).update(expires_at=now + lease))


@transaction.atomic
def finish(held: Claim, *, now: datetime) -> None:
    """Note that the job is done, unless it has meanwhile gone to somebody else."""
    if not _give_back(held):
        return
    task = held.task
    task.status = TaskResultStatus.SUCCESSFUL
    task.finished_at = now
    task.exception_class_path = task.traceback = ""
    task.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])


@transaction.atomic
def fail(held: Claim, *, error: Exception, now: datetime) -> None:
    """Note what went wrong, and let the job be tried again after a pause that grows, or leave it failed."""
    if _give_back(held):
        _put_back(held.task, error=error, now=now, pause=pause_after(len(held.task.worker_ids)))


def requeue_orphans(*, now: datetime) -> int:
    """Put back every job whose lease has run out, at once. Returns how many there were."""
    if not Lease.objects.filter(expires_at__lte=now).exists():
        return 0
    with transaction.atomic():
        orphans = Lease.objects.filter(expires_at__lte=now).select_for_update(skip_locked=True, of=("self",))
        leases = list(orphans.select_related("task"))
        for lease in leases:
            error = WorkerVanished(f"The worker {lease.worker} stopped renewing its lease.")
            _put_back(lease.task, error=error, now=now, pause=timedelta(0))
            lease.delete()
    return len(leases)


@transaction.atomic
def try_again(*, now: datetime) -> int:
    """Give every failed job all its attempts anew. Returns how many there were."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY, run_after=now, worker_ids=[], finished_at=None
    )


def forget_finished(*, before: datetime) -> None:
    """Remove the rows of jobs done before that moment. Failed ones stay until somebody has looked."""
    DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=before).delete()


def is_unfinished(task_id: UUID) -> bool:
    """Whether that job waits or runs."""
    return DBTaskResult.objects.filter(
        pk=task_id, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    ).exists()


def pause_after(attempts: int) -> timedelta:
    """How long to wait after that many failed attempts: 10 s, 40 s, 160 s … at most an hour."""
    return min(FIRST_PAUSE * 4 ** min(attempts - 1, 10), LONGEST_PAUSE)


def max_attempts(task: DBTaskResult) -> int:
    """How often the job may be tried: the usual number for a library's task or a function that has gone."""
    try:
        found = task.task
    except Exception:  # noqa: BLE001 - the path may name anything by now
        return USUAL_ATTEMPTS
    return int(getattr(found, "max_attempts", USUAL_ATTEMPTS))


def _give_back(held: Claim) -> bool:
    returned, _ = Lease.objects.filter(task_id=held.task.pk, worker=held.worker).delete()
    if not returned:
        logger.warning("Job %s outlived its lease; somebody else has it now.", held.task.pk)
    return bool(returned)


def _put_back(task: DBTaskResult, *, error: Exception, now: datetime, pause: timedelta) -> None:
    task.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    task.traceback = "".join(format_exception(error))
    if len(task.worker_ids) >= max_attempts(task):
        task.status = TaskResultStatus.FAILED
        task.finished_at = now
    else:
        task.status = TaskResultStatus.READY
        task.run_after = now + pause
    task.save(update_fields=["status", "run_after", "finished_at", "exception_class_path", "traceback"])
