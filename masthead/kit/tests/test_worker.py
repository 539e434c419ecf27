"""Workers: real threads and processes on one database, one of them killed in the middle of a job."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from masthead.kit.jobs import Worker, queue
from masthead.kit.jobs import worker as workers
from masthead.kit.models import JobLease, ScheduledRun
from masthead.kit.tests import errands
from masthead.kit.tests.stores import process, until

NEVER = timedelta(days=1)


@contextmanager
def working(worker: Worker) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield thread
    finally:
        worker.stop()
        thread.join()


def test_worker__asleep_wakes_at_once_when_a_job_is_committed_beside_it(store: str) -> None:
    with working(Worker(poll=NEVER)) as thread:
        until(ScheduledRun.objects.exists)  # it has looked at the clock, so it is asleep or about to be
        until(lambda: not DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).exists())
        errands.leave_a_mark.enqueue(mark="woken")
        until(lambda: ScheduledRun.objects.filter(name="woken").exists())
        assert thread.is_alive()


def test_worker__asleep_stops_at_once(store: str) -> None:
    worker = Worker(poll=NEVER)
    with working(worker) as thread:
        until(ScheduledRun.objects.exists)
        worker.stop()
        thread.join(timeout=10)
        assert not thread.is_alive()


def test_worker__told_to_stop_finishes_the_job_it_has_begun_and_no_other(store: str, tmp_path: Path) -> None:
    worker = Worker(poll=NEVER)
    errands.leave_two_marks.enqueue(folder=str(tmp_path))
    with working(worker):
        until(lambda: list(tmp_path.glob("at-work-*")))
        errands.leave_a_mark.enqueue(mark="left for others")
        worker.stop()
        (tmp_path / "go").touch()
    assert ScheduledRun.objects.filter(name="second").exists()
    assert not ScheduledRun.objects.filter(name="left for others").exists()


def test_start_server_workers__starts_them_once_and_stops_them(store: str) -> None:
    workers.start_server_workers()
    threads = [thread for _, thread in workers._started]
    workers.start_server_workers()
    assert [thread for _, thread in workers._started] == threads
    workers.stop_workers(timeout=30)
    assert not any(thread.is_alive() for thread in threads)


def test_start_server_workers__starts_none_where_the_host_runs_them_apart(
    settings: Settings,
) -> None:
    settings.JOBS_IN_SERVER = False
    workers.start_server_workers()
    assert workers._started == []


WORKER = """
from datetime import timedelta
from masthead.kit.jobs import Worker, schedule
schedule.register_schedule([])
often = timedelta(seconds=0.1)
Worker(lease=timedelta(seconds=2), poll=often, schedule_interval=often).run()
"""


def test_worker__the_job_of_one_that_was_killed_is_finished_by_another_in_effect_once(
    store: str, tmp_path: Path
) -> None:
    errands.leave_two_marks.enqueue(folder=str(tmp_path))
    with process(WORKER, database=store), process(WORKER, database=store):
        (first,) = until(lambda: list(tmp_path.glob("at-work-*")))
        lease = JobLease.objects.get()
        until(lambda: JobLease.objects.get().expires_at > lease.expires_at)  # renewed while it works
        os.kill(int(first.name.removeprefix("at-work-")), signal.SIGKILL)
        until(lambda: len(list(tmp_path.glob("at-work-*"))) == 2)
        (tmp_path / "go").touch()
        done = until(lambda: DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL).first())
    assert len(set(done.worker_ids)) == 2
    assert sorted(ScheduledRun.objects.values_list("name", flat=True)) == ["first", "second"]
    assert not queue.requeue_expired_leases(now=done.finished_at + timedelta(days=1))
