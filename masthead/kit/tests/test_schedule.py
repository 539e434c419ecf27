"""The clock: each entry once per period, however many processes look."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from masthead.kit.jobs import ScheduleEntry, run_all, schedule
from masthead.kit.tests.stores import process

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("hourly_schedule")


@pytest.mark.django_db
def test_enqueue_due__an_entry_is_queued_at_once_and_then_once_per_period() -> None:
    assert schedule.enqueue_due(now=NOON) == ["hourly"]
    run_all(NOON)
    assert schedule.enqueue_due(now=NOON + timedelta(minutes=59)) == []
    assert schedule.enqueue_due(now=NOON + timedelta(minutes=60)) == ["hourly"]


@pytest.mark.django_db
def test_enqueue_due__an_entry_whose_last_run_is_not_over_is_not_queued_a_second_time() -> None:
    schedule.enqueue_due(now=NOON)
    assert schedule.enqueue_due(now=NOON + timedelta(hours=2)) == []
    run_all(NOON + timedelta(hours=2))
    assert schedule.enqueue_due(now=NOON + timedelta(hours=2)) == ["hourly"]


def test_register_schedule__two_entries_of_one_name_are_refused_when_the_house_starts(
    hourly_schedule: ScheduleEntry,
) -> None:
    with pytest.raises(ValueError, match="share a name"):
        schedule.register_schedule([hourly_schedule, hourly_schedule])


CLOCKWATCHER = """
import sys
from datetime import UTC, datetime, timedelta
from masthead.kit.jobs import ScheduleEntry, schedule
from masthead.kit.tests import errands
hourly = timedelta(hours=1)
schedule.register_schedule(
    [ScheduleEntry(name=str(n), every=hourly, job=errands.nothing_much) for n in range(40)]
)
print("ready", flush=True)
sys.stdin.readline()
print(*schedule.enqueue_due(now=datetime(2026, 3, 2, 12, tzinfo=UTC)), flush=True)
"""


def test_enqueue_due__two_processes_that_look_at_the_clock_together_queue_each_entry_once(store: str) -> None:
    with process(CLOCKWATCHER, database=store) as one, process(CLOCKWATCHER, database=store) as other:
        both = (one, other)
        for child in both:
            assert child.stdout
            assert child.stdout.readline() == "ready\n"
        for child in both:
            assert child.stdin
            child.stdin.write("go\n")
            child.stdin.flush()
        queued = [child.communicate()[0].split() for child in both]
    assert sorted(itertools.chain(*queued), key=int) == [str(n) for n in range(40)]
    assert DBTaskResult.objects.count() == 40
