"""Lanes: whatever holds up one kind of work holds up no other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from masthead.kit.jobs import Worker, queue, run_all
from masthead.kit.jobs import worker as workers
from masthead.kit.lanes import Lane, lane_of
from masthead.kit.models import ScheduledRun
from masthead.kit.tests import errands
from masthead.kit.tests.stores import until
from masthead.kit.tests.test_jobs import NOON


@pytest.fixture
def every_lane_at_work(store: str) -> Iterator[None]:
    """Workers as the server starts them, one for every lane."""
    workers.start_workers(1)
    yield
    workers.stop_workers(timeout=30)


@pytest.mark.parametrize("stuck", list(Lane))
def test_lanes__one_whose_job_never_ends_holds_up_no_other(
    stuck: Lane, every_lane_at_work: None, tmp_path: Path
) -> None:
    end = tmp_path / "end"
    errands.wait_for_the_file.using(queue_name=stuck.value).enqueue(path=str(end), mark=f"stuck {stuck}")
    until(lambda: ScheduledRun.objects.filter(name=f"stuck {stuck}").exists())
    errands.leave_a_mark.using(queue_name=stuck.value).enqueue(mark="waits")
    for lane in set(Lane) - {stuck}:
        errands.leave_two_marks.using(queue_name=lane.value).enqueue(folder=str(tmp_path))
    (tmp_path / "go").touch()
    moving = DBTaskResult.objects.filter(task_path__endswith="leave_two_marks")
    until(lambda: not moving.exclude(status=TaskResultStatus.SUCCESSFUL).exists())
    assert not ScheduledRun.objects.filter(name="waits").exists()
    end.touch()


@pytest.mark.django_db
def test_lanes__a_job_of_one_that_no_version_knows_any_more_is_done_all_the_same() -> None:
    errands.nothing_much.enqueue()
    DBTaskResult.objects.update(queue_name="of an older version")
    assert queue.claim_next(worker="mail", now=NOON, lanes=[Lane.MAIL]) is None
    assert queue.claim_next(worker="house", now=NOON, lanes=[Lane.HOUSE])
    assert lane_of("of an older version") == Lane.HOUSE


@pytest.mark.django_db
def test_lanes__a_worker_takes_only_what_is_in_its_own() -> None:
    errands.nothing_much.enqueue()
    errands.reach_out_from_the_wrong_lane.enqueue()
    assert Worker(lanes=[Lane.MAIL, Lane.CODES]).run_next() == (False, None)
    assert Worker(lanes=[Lane.HOUSE]).run_next() == (True, None)
    assert Worker(lanes=[Lane.HOUSE]).run_next() == (False, None)


@pytest.mark.django_db
def test_ensure_lane_may_wait__a_job_that_waits_in_a_lane_of_short_work_fails_at_once() -> None:
    errands.reach_out_from_the_wrong_lane.enqueue()
    with pytest.raises(ExceptionGroup) as group:
        run_all(NOON)
    assert "lane BULK waits for another machine" in str(group.value.exceptions[0])
