"""What runs by the clock: each entry once per period, however many processes look at the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from masthead.kit.jobs import leases
from masthead.kit.jobs.job import Job
from masthead.kit.models import ScheduledRun


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the schedule: a job without arguments and how often it is wanted."""

    name: str
    every: timedelta
    job: Job[[], Any]


NEVER = datetime.min.replace(tzinfo=UTC)
_entries: tuple[Entry, ...] = ()


def keep(schedule: Sequence[Entry]) -> None:
    """Let the clock strike for these entries from now on, and for no others.

    :raises ValueError: two entries have one name, so one would never run
    """
    global _entries  # noqa: PLW0603 - the wiring is set once, when the house starts
    names = [entry.name for entry in schedule]
    if len(set(names)) != len(names):
        raise ValueError(f"Two entries of the schedule share a name: {', '.join(sorted(names))}.")
    _entries = tuple(schedule)


def enqueue_due(*, now: datetime) -> list[str]:
    """Put every entry that is due in the queue. Returns the names of those this call put there."""
    last = dict(ScheduledRun.objects.values_list("name", "last_run_at"))
    due = [entry for entry in _entries if (last.get(entry.name) or NEVER) <= now - entry.every]
    return [entry.name for entry in due if _enqueue(entry, now=now)]


@transaction.atomic
def _enqueue(entry: Entry, *, now: datetime) -> bool:
    ScheduledRun.objects.bulk_create([ScheduledRun(name=entry.name)], ignore_conflicts=True)
    still_due = Q(last_run_at=None) | Q(last_run_at__lte=now - entry.every)
    # The row is locked from here on, so a second process finds the entry no longer due.
    run = ScheduledRun.objects.select_for_update().filter(still_due, name=entry.name).first()
    if run is None or (run.task_id and leases.is_unfinished(run.task_id)):
        return False
    run.task_id = entry.job.enqueue().id
    run.last_run_at = now
    run.save(update_fields=["last_run_at", "task_id"])
    return True
