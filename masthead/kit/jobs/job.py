"""A function that can be put in the queue."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.utils import timezone
from django_tasks.base import Task

from masthead.kit.lanes import Lane

P = ParamSpec("P")
T = TypeVar("T")

DEFAULT_MAX_ATTEMPTS = 5
DEFAULT_MAX_BACKOFF = timedelta(hours=1)
_job_at_work: ContextVar[tuple[UUID, datetime] | None] = ContextVar("job_at_work", default=None)


def current_job_id() -> UUID | None:
    """The number of the job that is running here, the same at every attempt; None outside of jobs."""
    job = _job_at_work.get()
    return job[0] if job else None


def job_began_at() -> datetime:
    """When the job that is running here began, by its worker's clock; outside of jobs, now."""
    job = _job_at_work.get()
    return job[1] if job else timezone.now()


@contextmanager
def at_work(job_id: UUID, now: datetime) -> Iterator[None]:
    """What runs inside is that job, begun at `now`."""
    token = _job_at_work.set((job_id, now))
    try:
        yield
    finally:
        _job_at_work.reset(token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task[P, T]):
    """A task that is retried when it fails, up to `max_attempts` attempts in all."""

    max_attempts: int = DEFAULT_MAX_ATTEMPTS
    max_backoff: timedelta = DEFAULT_MAX_BACKOFF


def job(
    *,
    lane: Lane,
    max_attempts: int = DEFAULT_MAX_ATTEMPTS,
    max_backoff: timedelta = DEFAULT_MAX_BACKOFF,
) -> Callable[[Callable[P, T]], Job[P, T]]:
    """Turn a module-level function with JSON-able keyword arguments into a job of this lane.

    `.enqueue(**arguments)` puts it in the queue inside the caller's transaction, so it runs if and only if
    its cause commits; `.using(run_after=moment).enqueue(…)` lets it wait; `.call(**arguments)` runs it here.
    """

    def wrap(function: Callable[P, T]) -> Job[P, T]:
        return Job(func=function, queue_name=lane.value, max_attempts=max_attempts, max_backoff=max_backoff)

    return wrap
