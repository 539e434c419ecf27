"""What strangers cause is done in a process of its own, and ends when its budget does."""

import pickle
import resource
import time
from collections.abc import Callable

import pytest

from masthead.kit import bounded_work
from masthead.kit.bounded_work import Budget, OverBudget, run_bounded
from masthead.kit.fetching.errors import HostIsNotPublic, ResponseIsTooLarge
from masthead.kit.rate_limits import RateLimitExceeded
from masthead.kit.tests import toil

SMALL = Budget(cpu_seconds=0, clock_seconds=5.0, memory_bytes=256 * 1024 * 1024)


def test_run_bounded__the_answer_comes_back_whatever_is_printed() -> None:
    assert run_bounded(SMALL, toil.double, 21) == 42


def test_run_bounded__a_refusal_is_raised_where_it_was_asked_for() -> None:
    with pytest.raises(ResponseIsTooLarge) as no:
        run_bounded(SMALL, toil.refuse_with_facts, most=3)
    assert no.value.facts == {"most": 3}


def test_run_bounded__cpu_is_bounded() -> None:
    before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    with pytest.raises(OverBudget):
        run_bounded(SMALL, toil.spin)
    assert sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before < 3


@pytest.mark.parametrize("work", [toil.swell, toil.break_down, toil.die])
def test_run_bounded__what_breaks_down_is_over_budget_and_nothing_else(
    work: Callable[[], object], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(OverBudget):
        run_bounded(SMALL, work)
    assert capfd.readouterr() == ("", "")


def test_run_bounded__time_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_work, "START_SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(OverBudget):
        run_bounded(Budget(cpu_seconds=1, clock_seconds=0.0, memory_bytes=SMALL.memory_bytes), toil.sleep)
    assert time.monotonic() - began < 10


def test_run_bounded__gives_way_and_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "nobody else's")
    assert run_bounded(SMALL, toil.niceness) >= bounded_work.NICENESS
    assert "SECRET_KEY" not in run_bounded(SMALL, toil.environment)


@pytest.mark.parametrize("no", [HostIsNotPublic(), ResponseIsTooLarge(most=3), RateLimitExceeded(seconds=7)])
def test_run_bounded__every_refusal_travels(no: Exception) -> None:
    again = pickle.loads(pickle.dumps(no))
    assert (type(again), str(again), vars(again)) == (type(no), str(no), vars(no))
