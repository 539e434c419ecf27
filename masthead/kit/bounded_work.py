"""Work that strangers cause, done in a process of its own: bounded in CPU, memory and time.

What a library does with a page or picture that somebody made on purpose is not ours to promise, and while it
works in a thread it holds every other thread up. In a process of its own it has a budget which the system
enforces, and it is nice: it gives way to whatever else the machine has to do. A budget, no sandbox.

The function and what it is given travel by pickle, so both stand in modules that need no Django set up.
"""

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any, ParamSpec, TypeVar, cast

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal

P = ParamSpec("P")
T = TypeVar("T")

START_SECONDS = 20.0  # for an interpreter and its imports on a busy machine; these count against no budget
NICENESS = 10
MAX_AT_ONCE = 3  # of this process; each may take the memory of its budget
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV")  # no key, no address of a database


@dataclass(frozen=True)
class Budget:
    """What one piece of work may use: seconds of CPU, seconds of the clock, bytes of memory."""

    cpu_seconds: int
    clock_seconds: float
    memory_bytes: int


class OverBudget(Exception):
    """The work used up its budget, or its process died of it."""


class NoPlaceForWork(Refusal):
    """As much of such work as may be done at once is being done, and none of it ended in time."""

    code = "no-place-for-work"
    status = 503
    sentence = _("A great many people are here at once. Please try again in a few seconds.")


_places = BoundedSemaphore(MAX_AT_ONCE)


def run_bounded(budget: Budget, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `function`, at the top of its module, makes of these arguments; its refusals are raised here.

    :raises OverBudget: it took too much CPU, memory or time, or broke down
    :raises NoPlaceForWork: too much of it is being done
    """
    return cast("T", RUN(budget, function, args, kwargs))


def run_here(
    _budget: Budget, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """Without a process and without a budget: for tests of what comes out of it."""
    return function(*args, **kwargs)


def run_in_process(
    budget: Budget, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """In a process of its own."""
    if not _places.acquire(timeout=budget.clock_seconds):
        raise NoPlaceForWork
    try:
        return _in_child(budget, pickle.dumps((function, args, kwargs)), function.__module__)
    finally:
        _places.release()


def _in_child(budget: Budget, work: bytes, module: str) -> Any:
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what it says of a stranger's page is the stranger's
        env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    try:
        said, _nothing = child.communicate(
            pickle.dumps((budget, module)) + work, timeout=START_SECONDS + budget.clock_seconds
        )
    except subprocess.TimeoutExpired:
        raise OverBudget from None
    finally:
        child.kill()
        child.communicate()
    if child.returncode or not said:
        raise OverBudget
    answer, refusal = pickle.loads(said)  # noqa: S301 - from our child; it is no sandbox, and has our rights anyway
    if refusal is not None:
        raise refusal
    return answer


RUN = run_in_process  # tests of what comes out of it put `run_here` in its place


def main() -> None:
    """Do one piece of work: read it, keep to its budget, write what came out."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints does not answer
    with suppress(OSError):
        os.nice(NICENESS)
    budget, module = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    __import__(module)  # before the budget begins
    _keep_to(budget)
    function, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 - the same
    try:
        answer: object = (function(*args, **kwargs), None)
    except Refusal as no:
        answer = (None, no)
    pickle.dump(answer, answers)
    answers.close()


def _keep_to(budget: Budget) -> None:
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    seconds = int(used) + 1 + budget.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    with suppress(OSError, ValueError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_DATA, (budget.memory_bytes, budget.memory_bytes))


if __name__ == "__main__":
    main()
