"""Scheduled jobs: each entry runs once per period, however many processes check the schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from masthead.kit.clock import SKEW, is_from_the_future
from masthead.kit.jobs import queue
from masthead.kit.jobs.job import Job
from masthead.kit.models import ScheduledRun


@dataclass(frozen=True, kw_only=True)
class ScheduleEntry:
    """One line of the schedule: a job without arguments and how often it is wanted."""

    name: str
    every: timedelta
    job: Job[[], Any]


NEVER = datetime.min.replace(tzinfo=UTC)
_entries: tuple[ScheduleEntry, ...] = ()


def register_schedule(schedule: Sequence[ScheduleEntry]) -> None:
    """Set the schedule: these entries and no others.

    :raises ValueError: two entries have one name, so one would never run
    """
    global _entries  # noqa: PLW0603 - the wiring is set once, when the house starts
    names = [entry.name for entry in schedule]
    if len(set(names)) != len(names):
        raise ValueError(f"Two entries of the schedule share a name: {', '.join(sorted(names))}.")
    _entries = tuple(schedule)


def enqueue_due(*, now: datetime) -> list[str]:
    """Put every entry that is due in the queue. Returns the names of those this call put there.

    A run that lies in the future was written by a clock that ran ahead, and does not count.
    """
    last = dict(ScheduledRun.objects.values_list("name", "last_run_at"))
    due = [
        entry
        for entry in _entries
        if (at := last.get(entry.name) or NEVER) <= now - entry.every or is_from_the_future(at, now)
    ]
    return [entry.name for entry in due if _enqueue(entry, now=now)]


def runs_in_the_future(now: datetime) -> list[str]:
    """The entries whose last run lies in the future: the clock was wrong then, or is wrong now."""
    ahead = ScheduledRun.objects.filter(last_run_at__gt=now + SKEW)
    return list(ahead.order_by("name").values_list("name", flat=True))


@transaction.atomic
def _enqueue(entry: ScheduleEntry, *, now: datetime) -> bool:
    ScheduledRun.objects.bulk_create([ScheduledRun(name=entry.name)], ignore_conflicts=True)
    still_due = Q(last_run_at=None) | Q(last_run_at__lte=now - entry.every) | Q(last_run_at__gt=now + SKEW)
    # The row is locked from here on, so a second process finds the entry no longer due.
    run = ScheduledRun.objects.select_for_update().filter(still_due, name=entry.name).first()
    if run is None or (run.task_id and queue.unfinished_jobs().filter(pk=run.task_id).exists()):
        return False
    run.task_id = entry.job.enqueue().id
    run.last_run_at = now
    run.save(update_fields=["last_run_at", "task_id"])
    return True
