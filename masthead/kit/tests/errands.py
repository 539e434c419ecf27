"""Jobs for the tests to queue. Their effects are rows, so that every process can count them."""

import os
import time
from datetime import timedelta
from pathlib import Path

from masthead.kit import transactions
from masthead.kit.jobs import job
from masthead.kit.lanes import Lane
from masthead.kit.models import ScheduledRun


@job(lane=Lane.OUTSIDE)
def leave_a_mark(*, mark: str) -> None:
    transactions.ensure_may_reach_out()  # a job may talk to the world: no transaction is open around it
    ScheduledRun.objects.get_or_create(name=mark)


@job(lane=Lane.HOUSE)
def leave_two_marks(*, folder: str) -> None:
    """Leave one mark, say which process is at work, wait for the file `go`, leave the other."""
    ScheduledRun.objects.get_or_create(name="first")
    (Path(folder) / f"at-work-{os.getpid()}").touch()
    while not (Path(folder) / "go").exists():
        time.sleep(0.02)
    ScheduledRun.objects.get_or_create(name="second")


@job(lane=Lane.HOUSE, max_attempts=3)
def stumble(*, unless: str) -> None:
    if not ScheduledRun.objects.filter(name=unless).exists():
        raise RuntimeError("The other side does not answer.")


@job(lane=Lane.HOUSE)
def leave_a_mark_and_queue_another(*, mark: str) -> None:
    leave_a_mark.enqueue(mark=f"{mark} again")


@job(lane=Lane.HOUSE)
def nothing_much() -> None:
    pass


@job(lane=Lane.HOUSE)
def wait_for_the_file(*, path: str, mark: str) -> None:
    """Hold the thread until the file is there, as a machine does that never answers."""
    ScheduledRun.objects.get_or_create(name=mark)
    while not Path(path).exists():
        time.sleep(0.02)


@job(lane=Lane.BULK)
def reach_out_from_the_wrong_lane() -> None:
    transactions.ensure_may_reach_out()


@job(lane=Lane.HOUSE, max_backoff=timedelta(minutes=1))
def stumble_often() -> None:
    raise RuntimeError("Again.")
