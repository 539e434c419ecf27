"""A function that can be put in the queue."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from django_tasks.base import Task

P = ParamSpec("P")
T = TypeVar("T")

USUAL_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task[P, T]):
    """A task that is tried again when it fails, up to `max_attempts` times in all."""

    max_attempts: int = USUAL_ATTEMPTS


def job(*, max_attempts: int = USUAL_ATTEMPTS) -> Callable[[Callable[P, T]], Job[P, T]]:
    """Turn a module-level function with JSON-able keyword arguments into a job.

    `.enqueue(**arguments)` puts it in the queue inside the caller's transaction, so it runs if and only if
    its cause commits; `.using(run_after=moment).enqueue(…)` lets it wait; `.call(**arguments)` runs it here.
    """

    def wrap(function: Callable[P, T]) -> Job[P, T]:
        return Job(func=function, max_attempts=max_attempts)

    return wrap
