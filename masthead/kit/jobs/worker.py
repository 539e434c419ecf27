"""Taking jobs from the queue and doing them, one at a time per worker."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4
from weakref import WeakSet

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import (
    DatabaseError,
    close_old_connections,
    connections,
    reset_queries,
    transaction,
)
from django.utils import timezone
from django_tasks.base import TaskContext

from masthead.kit.jobs import leases, schedule

logger = logging.getLogger("masthead.jobs")

Clock = Callable[[], datetime]

_awake: WeakSet["Worker"] = WeakSet()


class Worker:
    """Does jobs until it is told to stop. Any number may work on one database, in any number of processes."""

    def __init__(
        self,
        *,
        lease: timedelta = leases.LEASE,
        poll: timedelta = timedelta(seconds=1),
        look_at_clock: timedelta = timedelta(seconds=5),
        clock: Clock = timezone.now,
    ) -> None:
        self.id = uuid4().hex
        self._lease, self._poll, self._look_at_clock, self._clock = lease, poll, look_at_clock, clock
        self._looked_at: datetime | None = None
        self._stopping = threading.Event()
        self._wake = threading.Event()

    def run(self) -> None:
        """Work until `stop` is called from another thread or a signal handler."""
        _awake.add(self)
        try:
            while not self._stopping.is_set():
                if not self._work():
                    self._wake.wait(self._poll.total_seconds())
                self._wake.clear()
        finally:
            _awake.discard(self)
            connections.close_all()

    def stop(self) -> None:
        """Let the job in hand be the last one."""
        self._stopping.set()
        self._wake.set()

    def wake(self) -> None:
        """Look for work now rather than at the next poll."""
        self._wake.set()

    def do_next(self) -> tuple[bool, Exception | None]:
        """Do the next job that is due: whether there was one, and what it raised."""
        held = leases.claim(worker=self.id, now=self._clock(), lease=self._lease)
        return (True, self._do(held)) if held else (False, None)

    def _work(self) -> bool:
        close_old_connections()
        try:
            self._mind_the_clock()
            return self.do_next()[0]
        except DatabaseError:  # a restart or a busy file: the queue will be there again
            logger.exception("The queue could not be reached; trying again.")
            return False
        finally:
            reset_queries()
            close_old_connections()

    def _mind_the_clock(self) -> None:
        now = self._clock()
        if self._looked_at is None or now - self._looked_at >= self._look_at_clock:
            leases.requeue_orphans(now=now)
            schedule.enqueue_due(now=now)
            self._looked_at = now

    def _do(self, held: leases.Claim) -> Exception | None:
        try:
            with self._renewing(held):
                _call(held)
        except Exception as error:
            logger.exception("Job %s failed (attempt %s).", held.task.task_path, len(held.task.worker_ids))
            leases.fail(held, error=error, now=self._clock())
            return error
        leases.finish(held, now=self._clock())
        return None

    @contextmanager
    def _renewing(self, held: leases.Claim) -> Iterator[None]:
        done = threading.Event()

        def keep() -> None:
            while not done.wait(self._lease.total_seconds() / 3):
                try:
                    leases.renew(held, now=self._clock(), lease=self._lease)
                except DatabaseError:
                    logger.exception("The lease of job %s could not be renewed; trying again.", held.task.pk)
                finally:
                    connections.close_all()  # this thread's own

        thread = threading.Thread(target=keep, name="lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def _call(held: leases.Claim) -> None:
    job = held.task.task
    arguments = held.task.args_kwargs
    context = [TaskContext(task_result=held.task.task_result)] if job.takes_context else []  # type: ignore[arg-type]
    if _is_ours(held):
        job.call(*context, *arguments["args"], **arguments["kwargs"])
        return
    try:
        with transaction.atomic():
            job.call(*context, *arguments["args"], **arguments["kwargs"])
    except ObjectDoesNotExist as gone:  # deleted since: a library's job about it has nothing left to do
        logger.info("Job %s: %s", held.task.task_path, gone)


def _is_ours(held: leases.Claim) -> bool:
    """Whether the house wrote this job; a library's, such as the search index's, gets one transaction.

    Theirs read first and write then, and on one SQLite file two at once would both insert what neither found.
    Ours say themselves what belongs together, because some of them ask the outside world.
    """
    return held.task.task_path.startswith("masthead.")


def wake_on_commit(**_signal: object) -> None:
    """Wake this process's workers once what was just enqueued is there to be seen."""
    transaction.on_commit(_wake_all)


def _wake_all() -> None:
    for worker in list(_awake):
        worker.wake()


def run_all(now: datetime | None = None) -> int:
    """Do everything that is due, and what that puts in the queue, in this thread. Returns how many jobs ran.

    Failed jobs wait for their next attempt, as with a worker; at the end their errors are raised together.

    :raises ExceptionGroup: what the jobs raised that failed
    """
    worker = Worker(clock=(lambda: now) if now else timezone.now)
    leases.requeue_orphans(now=now or timezone.now())
    count, errors = 0, []
    while (did := worker.do_next())[0]:
        count += 1
        if did[1]:
            errors.append(did[1])
    if errors:
        raise ExceptionGroup("These jobs failed and wait for their next attempt.", errors)
    return count


_started: list[tuple[Worker, threading.Thread]] = []


def start_worker() -> None:
    """Begin doing jobs beside the web in this process, unless the host runs `masthead worker` instead."""
    if settings.JOBS_IN_SERVER and not _started:
        start_workers(settings.JOB_THREADS)


def start_workers(count: int) -> None:
    """Begin doing up to `count` jobs at a time in threads of this process."""
    for number in range(count):
        worker = Worker()
        thread = threading.Thread(target=worker.run, name=f"jobs-{number}", daemon=True)
        _started.append((worker, thread))
        thread.start()


def stop_worker(timeout: float = 3.0) -> None:
    """End what was begun; a job still in hand after `timeout` seconds is left to its lease."""
    for worker, _ in _started:
        worker.stop()
    for _, thread in _started:
        thread.join(timeout)
    _started.clear()
