"""Jobs for the tests to queue. Their effects are rows, so that every process can count them."""

import os
import time
from pathlib import Path

from masthead.kit import network
from masthead.kit.jobs import job
from masthead.kit.models import ScheduledRun


@job()
def leave_a_mark(*, mark: str) -> None:
    network.outside_transactions()  # a job may talk to the world: no transaction is open around it
    ScheduledRun.objects.get_or_create(name=mark)


@job()
def leave_two_marks(*, folder: str) -> None:
    """Leave one mark, say which process is at work, wait for the file `go`, leave the other."""
    ScheduledRun.objects.get_or_create(name="first")
    (Path(folder) / f"at-work-{os.getpid()}").touch()
    while not (Path(folder) / "go").exists():
        time.sleep(0.02)
    ScheduledRun.objects.get_or_create(name="second")


@job(max_attempts=3)
def stumble(*, unless: str) -> None:
    if not ScheduledRun.objects.filter(name=unless).exists():
        raise RuntimeError("The other side does not answer.")


@job()
def leave_a_mark_and_queue_another(*, mark: str) -> None:
    leave_a_mark.enqueue(mark=f"{mark} again")


@job()
def nothing_much() -> None:
    pass
