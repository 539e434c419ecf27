"""Retries: how long a job waits after a failed attempt, and how many attempts it has."""

from dataclasses import dataclass
from datetime import timedelta

from django_tasks_db.models import DBTaskResult

from masthead.kit.jobs.job import DEFAULT_MAX_ATTEMPTS, DEFAULT_MAX_BACKOFF

FIRST_BACKOFF = timedelta(seconds=10)


@dataclass(frozen=True)
class Patience:
    """How often a job may be tried, and how long it waits at most in between."""

    max_attempts: int = DEFAULT_MAX_ATTEMPTS
    max_backoff: timedelta = DEFAULT_MAX_BACKOFF

    def backoff_after(self, attempts: int) -> timedelta:
        """The backoff after that many failed attempts: 10 s, 40 s, 160 s …, usually at most an hour."""
        return min(FIRST_BACKOFF * 4 ** min(attempts - 1, 10), self.max_backoff)


def patience_with(task: DBTaskResult) -> Patience:
    """What the job says of itself; the usual for a library's task or a function that has gone."""
    try:
        found = task.task
    except Exception:  # noqa: BLE001 - the path may name anything by now
        return Patience()
    return Patience(
        getattr(found, "max_attempts", DEFAULT_MAX_ATTEMPTS),
        getattr(found, "max_backoff", DEFAULT_MAX_BACKOFF),
    )
