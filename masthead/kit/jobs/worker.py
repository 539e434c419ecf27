"""Taking jobs from the queue and doing them, one at a time per worker."""

import itertools
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from weakref import WeakSet

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ObjectDoesNotExist
from django.db import (
    DatabaseError,
    close_old_connections,
    connections,
    reset_queries,
    transaction,
)
from django.utils import timezone
from django_tasks.base import TaskContext, TaskResult

from masthead.kit import cached_values
from masthead.kit.clock import ClockWatch, monotonic_seconds
from masthead.kit.jobs import queue, schedule
from masthead.kit.jobs.job import at_work
from masthead.kit.lanes import Lane, lane_of, working_in

logger = logging.getLogger("masthead.jobs")

Clock = Callable[[], datetime]

_running_workers: WeakSet["Worker"] = WeakSet()


class Worker:
    """Does jobs of its lanes until it is told to stop.

    Any number may work on one database, in any number of processes.
    """

    def __init__(
        self,
        *,
        lanes: Collection[Lane] = tuple(Lane),
        lease: timedelta = queue.LEASE_LENGTH,
        poll: timedelta = timedelta(seconds=1),
        schedule_interval: timedelta = timedelta(seconds=5),
        clock: Clock = timezone.now,
    ) -> None:
        self.id, self.lanes = uuid4().hex, tuple(lanes)
        self._lease, self._poll, self._look_at_clock, self._clock = lease, poll, schedule_interval, clock
        self._clock_watch, self._clock_jumped = ClockWatch(), False
        self._schedule_checked_at = float("-inf")
        self._stopping = threading.Event()
        self._wake = threading.Event()

    def run(self) -> None:
        """Work until `stop` is called from another thread or a signal handler."""
        _running_workers.add(self)
        try:
            while not self._stopping.is_set():
                if not self._poll_once():
                    self._wake.wait(self._poll.total_seconds())
                self._wake.clear()
        finally:
            _running_workers.discard(self)
            connections.close_all()

    def stop(self) -> None:
        """Stop after the current job."""
        self._stopping.set()
        self._wake.set()

    def wake(self) -> None:
        """Look for work now rather than at the next poll."""
        self._wake.set()

    def run_next(self) -> tuple[bool, Exception | None]:
        """Do the next job that is due: whether there was one, and what it raised."""
        claimed = queue.claim_next(worker=self.id, now=self._clock(), lanes=self.lanes, lease=self._lease)
        return (True, self._run_job(claimed)) if claimed else (False, None)

    def _poll_once(self) -> bool:
        close_old_connections()
        try:
            self._enqueue_what_is_due()
            return self.run_next()[0]
        except DatabaseError:  # a restart or a busy file: the queue will be there again
            logger.exception("The queue could not be reached; trying again.")
            return False
        finally:
            reset_queries()
            close_old_connections()

    def _enqueue_what_is_due(self) -> None:
        seconds = monotonic_seconds()
        if seconds - self._schedule_checked_at < self._look_at_clock.total_seconds():
            return
        now = self._clock()
        queue.requeue_expired_leases(now=now)
        if self._clock_watch.is_steady(now):
            if self._clock_jumped or schedule.runs_in_the_future(now):
                caches["default"].clear()  # what was put there meanwhile would stay, libraries' limits too
            schedule.enqueue_due(now=now)
            self._clock_jumped = False
        else:
            logger.warning("The clock has jumped to %s; the schedule waits until it stays there.", now)
            self._clock_jumped = True
        self._schedule_checked_at = seconds

    def _run_job(self, claimed: queue.ClaimedJob) -> Exception | None:
        try:
            lane = lane_of(claimed.task.queue_name)
            cached_values.refresh()  # a job speaks of the publication as it is now
            with self._renewing(claimed), working_in(lane), at_work(claimed.task.pk, self._clock()):
                _execute(claimed)
        except Exception as error:
            logger.exception(
                "Job %s failed (attempt %s).", claimed.task.task_path, len(claimed.task.worker_ids)
            )
            queue.mark_failed(claimed, error=error, now=self._clock())
            return error
        queue.mark_succeeded(claimed, now=self._clock())
        return None

    @contextmanager
    def _renewing(self, claimed: queue.ClaimedJob) -> Iterator[None]:
        done = threading.Event()

        def renew() -> None:
            while not done.wait(self._lease.total_seconds() / 3):
                try:
                    queue.renew_lease(claimed, now=self._clock(), lease=self._lease)
                except DatabaseError:
                    logger.exception(
                        "The lease of job %s could not be renewed; trying again.", claimed.task.pk
                    )
                finally:
                    connections.close_all()  # this thread's own

        thread = threading.Thread(target=renew, name="lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def _execute(claimed: queue.ClaimedJob) -> None:
    job = claimed.task.task
    arguments = claimed.task.args_kwargs
    context = [TaskContext(task_result=claimed.task.task_result)] if job.takes_context else []  # type: ignore[arg-type]  # the same row, typed by two libraries
    if _is_own_job(claimed):
        job.call(*context, *arguments["args"], **arguments["kwargs"])
        return
    try:
        with transaction.atomic():
            job.call(*context, *arguments["args"], **arguments["kwargs"])
    except ObjectDoesNotExist as gone:  # deleted since: a library's job about it has nothing left to do
        logger.info("Job %s: %s", claimed.task.task_path, gone)


def _is_own_job(claimed: queue.ClaimedJob) -> bool:
    """Whether it is a job of this package; a library's, such as the search index's, gets one transaction.

    Theirs read first and write then, and on one SQLite file two at once would both insert what neither found.
    Ours open their own transactions, because some of them make network calls.
    """
    return claimed.task.task_path.startswith("masthead.")


def wake_on_commit(*, task_result: TaskResult[Any], **_signal: object) -> None:
    """Wake this process's workers of the job's lane once the enqueuing transaction has committed."""
    lane = lane_of(task_result.task.queue_name)
    transaction.on_commit(lambda: _wake_workers_of(lane))


def _wake_workers_of(lane: Lane) -> None:
    for worker in list(_running_workers):
        if lane in worker.lanes:
            worker.wake()


def run_all(now: datetime | None = None) -> int:
    """Do everything that is due, and what that puts in the queue, in this thread. Returns how many jobs ran.

    Failed jobs wait for their next attempt, as with a worker; at the end their errors are raised together.

    :raises ExceptionGroup: what the jobs raised that failed
    """
    worker = Worker(clock=(lambda: now) if now else timezone.now)
    queue.requeue_expired_leases(now=now or timezone.now())
    count, errors = 0, []
    while (did := worker.run_next())[0]:
        count += 1
        if did[1]:
            errors.append(did[1])
    if errors:
        raise ExceptionGroup("These jobs failed and wait for their next attempt.", errors)
    return count


_started: list[tuple[Worker, threading.Thread]] = []


def start_server_workers() -> None:
    """Start workers in the server process, unless JOBS_IN_SERVER is false."""
    if settings.JOBS_IN_SERVER and not _started:
        start_workers(settings.JOB_THREADS)


def start_workers(count: int) -> None:
    """Start `count` workers for every lane, in threads of this process."""
    for lane, number in itertools.product(Lane, range(count)):
        worker = Worker(lanes=[lane])
        thread = threading.Thread(target=worker.run, name=f"jobs-{lane.name.lower()}-{number}", daemon=True)
        _started.append((worker, thread))
        thread.start()


def stop_workers(timeout: float = 3.0) -> None:
    """Stop the workers; a job that still runs after `timeout` seconds is requeued when its lease expires."""
    end = time.monotonic() + timeout
    for worker, _ in _started:
        worker.stop()
    for _, thread in _started:
        thread.join(max(0.0, end - time.monotonic()))
    _started.clear()
