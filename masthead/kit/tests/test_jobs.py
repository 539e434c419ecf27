"""What becomes of a job: done once, tried again after growing pauses, left for `doctor` in the end."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from masthead.kit.jobs import for_each, queue, retries, run_all
from masthead.kit.jobs.health import health
from masthead.kit.models import JobLease, ScheduledRun
from masthead.kit.tests import errands

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def only_row() -> DBTaskResult:
    return DBTaskResult.objects.get()


def run_and_stumble(now: datetime) -> None:
    with pytest.raises(ExceptionGroup) as group:
        run_all(now)
    assert [str(error) for error in group.value.exceptions] == ["The other side does not answer."]


def test_run_all__does_a_job_once_outside_any_transaction_and_releases_its_lease() -> None:
    errands.leave_a_mark.enqueue(mark="done")
    assert run_all(NOON) == 1
    assert run_all(NOON) == 0
    assert ScheduledRun.objects.filter(name="done").count() == 1
    assert only_row().status == TaskResultStatus.SUCCESSFUL
    assert not JobLease.objects.exists()


def test_run_all__follows_a_job_that_queues_another_to_the_end() -> None:
    errands.leave_a_mark_and_queue_another.enqueue(mark="done")
    assert run_all(NOON) == 2


def test_enqueue__not_when_the_cause_is_rolled_back() -> None:
    with transaction.atomic():
        errands.leave_a_mark.enqueue(mark="never")
        transaction.set_rollback(True)
    assert run_all(NOON) == 0


def test_claim_next__without_work_only_reads_so_it_never_takes_the_lock_of_whoever_writes() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert run_all(NOON) == 0
        assert queue.requeue_expired_leases(now=NOON) == 0
    assert {query["sql"].split()[0] for query in asked} == {"SELECT"}


def test_claim_next__a_job_that_waits_for_a_moment_is_not_done_before_it() -> None:
    errands.leave_a_mark.using(run_after=NOON).enqueue(mark="at noon")
    assert run_all(NOON - timedelta(seconds=1)) == 0
    assert run_all(NOON) == 1


def test_backoff__a_failing_job_is_tried_again_after_pauses_that_grow_and_then_left_failed() -> None:
    errands.stumble.enqueue(unless="there")
    run_and_stumble(NOON)
    assert only_row().run_after == NOON + timedelta(seconds=10)
    assert run_all(NOON + timedelta(seconds=9)) == 0
    run_and_stumble(NOON + timedelta(seconds=10))
    assert only_row().run_after == NOON + timedelta(seconds=10 + 40)
    assert only_row().status == TaskResultStatus.READY
    run_and_stumble(NOON + timedelta(seconds=50))
    assert only_row().status == TaskResultStatus.FAILED
    assert run_all(NOON + timedelta(days=1)) == 0


def test_backoff_after__stops_growing_at_an_hour() -> None:
    pauses = [retries.Patience().backoff_after(attempts).total_seconds() for attempts in range(1, 8)]
    assert pauses == [10, 40, 160, 640, 2560, 3600, 3600]


def test_max_backoff__of_a_job_that_cannot_wait_is_its_longest_wait() -> None:
    errands.stumble_often.enqueue()
    waits = []
    now = NOON
    for _ in range(4):
        with pytest.raises(ExceptionGroup):
            run_all(now)
        waits.append((only_row().run_after - now).total_seconds())
        now = only_row().run_after
    assert waits == [10, 40, 60, 60]


def test_for_each__what_fails_with_one_of_many_keeps_no_other_waiting() -> None:
    done: list[int] = []

    def halve(number: int) -> None:
        if number % 2:
            raise ValueError("odd")
        done.append(number // 2)

    with pytest.raises(ExceptionGroup, match="2 of 4") as group:
        for_each([1, 2, 3, 4], halve)
    assert done == [1, 2]
    assert [error.__notes__ for error in group.value.exceptions] == [["about 1"], ["about 3"]]


def test_mark_succeeded__leaves_no_trace_of_having_failed_once() -> None:
    errands.stumble.enqueue(unless="there")
    run_and_stumble(NOON)
    ScheduledRun.objects.create(name="there")
    assert run_all(NOON + timedelta(seconds=10)) == 1
    assert only_row().status == TaskResultStatus.SUCCESSFUL
    assert only_row().traceback == ""


def test_mark_failed__a_job_whose_function_has_gone_fails_like_any_other() -> None:
    errands.leave_a_mark.enqueue(mark="gone")
    DBTaskResult.objects.update(task_path="masthead.kit.tests.errands.removed_last_year")
    with pytest.raises(ExceptionGroup):
        run_all(NOON)
    assert only_row().status == TaskResultStatus.READY
    assert only_row().run_after == NOON + timedelta(seconds=10)


def test_requeue_expired_leases__a_job_is_taken_back_when_the_lease_runs_out_and_not_before() -> None:
    errands.leave_a_mark.enqueue(mark="done")
    vanished = queue.claim_next(worker="first", now=NOON)
    assert vanished
    assert queue.renew_lease(vanished, now=NOON + timedelta(seconds=30))
    assert queue.requeue_expired_leases(now=NOON + timedelta(seconds=89)) == 0
    assert queue.requeue_expired_leases(now=NOON + timedelta(seconds=90)) == 1
    assert run_all(NOON + timedelta(seconds=90)) == 1
    assert len(only_row().worker_ids) == 2


def test_requeue_expired_leases__a_job_that_says_it_runs_and_has_no_lease_is_taken_back() -> None:
    errands.leave_a_mark.enqueue(mark="done")
    assert queue.claim_next(worker="vanished", now=NOON)
    JobLease.objects.all().delete()
    assert queue.requeue_expired_leases(now=NOON) == 1
    assert run_all(NOON) == 1


def test_leases__a_worker_that_outlived_its_own_can_no_longer_say_how_the_job_ended() -> None:
    errands.leave_a_mark.enqueue(mark="done")
    slow = queue.claim_next(worker="slow", now=NOON)
    later = NOON + timedelta(minutes=2)
    queue.requeue_expired_leases(now=later)
    quick = queue.claim_next(worker="quick", now=later)
    assert slow
    assert quick
    assert not queue.renew_lease(slow, now=later)
    queue.mark_failed(slow, error=RuntimeError("late"), now=later)
    queue.mark_succeeded(slow, now=later)
    assert only_row().status == TaskResultStatus.RUNNING
    queue.mark_succeeded(quick, now=later)
    assert only_row().status == TaskResultStatus.SUCCESSFUL


def test_requeue_expired_leases__a_job_that_kills_every_worker_is_left_failed_in_the_end() -> None:
    errands.stumble.enqueue(unless="there")
    for attempt in range(3):
        now = NOON + attempt * timedelta(minutes=2)
        assert queue.claim_next(worker=f"worker {attempt}", now=now)
        assert queue.requeue_expired_leases(now=now + timedelta(minutes=1)) == 1
    assert only_row().status == TaskResultStatus.FAILED
    assert only_row().exception_class_path.endswith("WorkerLost")


def fail_for_good() -> None:
    errands.stumble.enqueue(unless="there")
    for attempt in range(3):
        run_and_stumble(NOON + attempt * timedelta(hours=1))


def test_health__names_what_failed_for_good_and_how_to_try_again() -> None:
    fail_for_good()
    with pytest.raises(
        CommandError, match=r"errands\.stumble failed for good 1 times.*retry_jobs"
    ) as refusal:
        call_command("doctor")
    assert refusal.value.returncode == 1
    out = StringIO()
    call_command("retry_jobs", stdout=out)
    assert out.getvalue().startswith("1 jobs will be tried again.\n")
    ScheduledRun.objects.create(name="there")
    assert run_all() == 1
    assert health(NOON) == []


def test_health__says_when_nobody_works_the_queue_off() -> None:
    errands.nothing_much.enqueue()
    assert health(only_row().enqueued_at + timedelta(minutes=14)) == []
    sentences = health(only_row().enqueued_at + timedelta(minutes=16))
    assert sentences == [
        "1 jobs wait, the oldest for 16\xa0minutes. Is a server or `masthead worker` running?"
    ]


def test_health__a_job_that_waited_for_its_moment_is_not_late_when_it_comes() -> None:
    errands.nothing_much.using(run_after=NOON).enqueue()
    DBTaskResult.objects.update(enqueued_at=NOON - timedelta(days=1))
    assert health(NOON + timedelta(minutes=14)) == []
    assert len(health(NOON + timedelta(minutes=16))) == 1


def test_delete_finished__spares_failed_jobs_until_somebody_has_looked() -> None:
    fail_for_good()
    done = errands.nothing_much.enqueue()
    run_all(NOON)
    queue.delete_finished(before=NOON + timedelta(days=1))
    assert not DBTaskResult.objects.filter(pk=UUID(done.id)).exists()
    assert DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).exists()
