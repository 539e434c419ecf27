"""A clock that runs ahead for a while and comes back stops nothing and deletes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django_tasks_db.models import DBTaskResult
from hypothesis import given, settings
from hypothesis import strategies as st

from masthead.kit import rate_limits
from masthead.kit.clock import SETTLES_AFTER, SKEW, ClockWatch, is_from_the_future
from masthead.kit.jobs import Worker, housekeeping, queue, run_all, schedule
from masthead.kit.models import JobLease, RateLimitBucket, ScheduledRun
from masthead.kit.tests import errands

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RITA = rate_limits.by_network("rita")
AHEAD = timedelta(days=400)
TWELVE_SECONDS = timedelta(seconds=12)
pytestmark = pytest.mark.usefixtures("hourly_schedule")


# --- what was written meanwhile does not count ------------------------------------------------------------


@pytest.mark.django_db
def test_clock_ahead__the_schedule_goes_on_when_the_clock_comes_back() -> None:
    schedule.enqueue_due(now=NOON)
    run_all(NOON)
    assert schedule.enqueue_due(now=NOON + AHEAD) == ["hourly"]
    run_all(NOON + AHEAD)
    back = NOON + TWELVE_SECONDS
    assert schedule.runs_in_the_future(back) == ["hourly"]
    assert schedule.enqueue_due(now=back) == ["hourly"]
    run_all(back)
    assert schedule.runs_in_the_future(back) == []
    assert schedule.enqueue_due(now=back + timedelta(minutes=59)) == []
    assert schedule.enqueue_due(now=back + timedelta(minutes=60)) == ["hourly"]


@pytest.mark.django_db
def test_clock_ahead__an_entry_claimed_ahead_by_a_worker_that_died_is_queued_again() -> None:
    schedule.enqueue_due(now=NOON + AHEAD)
    claimed = queue.claim_next(worker="dead", now=NOON + AHEAD)
    assert claimed is not None
    assert queue.requeue_expired_leases(now=NOON) == 0  # it might live: it has a minute to renew its lease
    assert JobLease.objects.get().expires_at == NOON + queue.LEASE_LENGTH
    assert queue.requeue_expired_leases(now=NOON + timedelta(minutes=2)) == 1
    assert run_all(NOON + timedelta(minutes=2)) == 1


@pytest.mark.django_db
def test_clock_ahead__a_worker_that_lives_keeps_the_job_it_claimed_ahead() -> None:
    errands.nothing_much.enqueue()
    claimed = queue.claim_next(worker="alive", now=NOON + AHEAD)
    assert claimed is not None
    queue.requeue_expired_leases(now=NOON)
    assert queue.renew_lease(claimed, now=NOON + timedelta(seconds=20))
    assert queue.requeue_expired_leases(now=NOON + timedelta(seconds=70)) == 0


@pytest.mark.django_db
def test_clock_ahead__a_job_that_failed_ahead_is_tried_again_now_and_not_in_400_days() -> None:
    errands.nothing_much.enqueue()
    claimed = queue.claim_next(worker="one", now=NOON + AHEAD)
    assert claimed is not None
    queue.mark_failed(claimed, error=ValueError("no"), now=NOON + AHEAD)
    assert DBTaskResult.objects.get().run_after > NOON + timedelta(days=399)
    assert run_all(NOON) == 1


@pytest.mark.django_db
def test_clock_ahead__a_limit_that_was_reached_ahead_is_no_limit_now() -> None:
    for _ in range(5):
        rate_limits.consume(name="tries", who=RITA, capacity=5, refill_seconds=60, now=NOON + AHEAD)
    for _ in range(5):
        rate_limits.consume(name="tries", who=RITA, capacity=5, refill_seconds=60, now=NOON)
    with pytest.raises(rate_limits.RateLimitExceeded):
        rate_limits.consume(name="tries", who=RITA, capacity=5, refill_seconds=60, now=NOON)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(ahead=st.floats(0, 599), capacity=st.integers(1, 20), refill=st.integers(1, 86_400))
def test_clock_ahead__a_machine_whose_clock_is_minutes_ahead_opens_no_hole_in_a_limit(
    ahead: float, capacity: int, refill: int
) -> None:
    RateLimitBucket.objects.all().delete()
    theirs = NOON + timedelta(seconds=ahead)
    rate_limits.consume(
        name="t",
        who=RITA,
        capacity=capacity,
        refill_seconds=refill,
        now=theirs,
        cost=capacity,
    )
    with pytest.raises(rate_limits.RateLimitExceeded):
        rate_limits.consume(
            name="t",
            who=RITA,
            capacity=capacity,
            refill_seconds=refill,
            now=NOON,
            cost=capacity,
        )


@pytest.mark.django_db
def test_clock_ahead__a_session_begun_ahead_lives_no_longer_than_others() -> None:
    ahead = datetime.now(UTC) + AHEAD
    Session.objects.create(session_key="ahead", session_data="", expire_date=ahead + timedelta(days=60))
    housekeeping.clear_expired_sessions.call()
    assert Session.objects.get().expire_date < datetime.now(UTC) + timedelta(days=61)


# --- what goes by the clock waits until the clock can be believed ------------------------------------------


class Clock:
    """A wall clock that can be set, beside seconds that cannot."""

    def __init__(self) -> None:
        self.seconds, self.set_to = 0.0, timedelta(0)

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds) + self.set_to

    def watch(self) -> ClockWatch:
        return ClockWatch(seconds=lambda: self.seconds)


@pytest.mark.parametrize("jump", [AHEAD, -AHEAD, timedelta(hours=1)])
def test_clock_watch__a_clock_that_jumps_is_believed_only_once_it_has_stayed(jump: timedelta) -> None:
    clock = Clock()
    watch = clock.watch()
    assert watch.is_steady(clock.now())
    clock.seconds, clock.set_to = 5, jump
    assert not watch.is_steady(clock.now())
    clock.seconds += SETTLES_AFTER.total_seconds() - 1
    assert not watch.is_steady(clock.now())
    clock.seconds += 1
    assert watch.is_steady(clock.now())


def test_clock_watch__a_clock_that_comes_back_is_believed_at_once() -> None:
    clock = Clock()
    watch = clock.watch()
    watch.is_steady(clock.now())
    clock.seconds, clock.set_to = 5, AHEAD
    assert not watch.is_steady(clock.now())
    clock.seconds, clock.set_to = 17, timedelta(0)
    assert watch.is_steady(clock.now())


def test_clock_watch__a_clock_that_is_set_by_seconds_is_believed() -> None:
    clock = Clock()
    watch = clock.watch()
    for number in range(100):
        clock.seconds, clock.set_to = number * 3600.0, timedelta(seconds=30 * number)
        assert watch.is_steady(clock.now())


@pytest.mark.django_db
def test_clock_watch__a_worker_runs_nothing_by_a_clock_that_jumped_until_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()
    monkeypatch.setattr("masthead.kit.jobs.worker.monotonic_seconds", lambda: clock.seconds)
    worker = Worker(clock=clock.now)
    worker._clock_watch = clock.watch()
    worker._enqueue_what_is_due()
    assert ScheduledRun.objects.get().last_run_at == NOON
    run_all(NOON)
    clock.seconds, clock.set_to = 3600, AHEAD
    worker._enqueue_what_is_due()
    assert ScheduledRun.objects.get().last_run_at == NOON, "it believed a clock that jumped"
    caches["default"].set("tries-of-a-library", "too many", timeout=int(AHEAD.total_seconds()))
    clock.seconds, clock.set_to = 3612, timedelta(0)
    worker._enqueue_what_is_due()
    assert ScheduledRun.objects.get().last_run_at == clock.now()
    assert caches["default"].get("tries-of-a-library") is None


@pytest.mark.django_db
def test_clock_watch__a_worker_looks_at_the_clock_again_although_it_went_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()
    monkeypatch.setattr("masthead.kit.jobs.worker.monotonic_seconds", lambda: clock.seconds)
    clock.set_to = AHEAD  # it started with a wrong clock
    worker = Worker(clock=clock.now)
    worker._clock_watch = clock.watch()
    worker._enqueue_what_is_due()
    run_all(clock.now())
    clock.set_to = timedelta(0)
    clock.seconds = 12
    worker._enqueue_what_is_due()
    clock.seconds += SETTLES_AFTER.total_seconds()
    worker._enqueue_what_is_due()
    assert ScheduledRun.objects.get().last_run_at == clock.now()


def test_is_from_the_future__only_what_no_clock_nearby_could_have_written() -> None:
    assert not is_from_the_future(None, NOON)
    assert not is_from_the_future(NOON + SKEW, NOON)
    assert is_from_the_future(NOON + SKEW + timedelta(seconds=1), NOON)
