"""Paid periods follow the calendar."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from masthead.payments.periods import add_periods

START = datetime(2000, 1, 1, tzinfo=UTC)
anchors = st.integers(0, 36_524 * 86_400).map(lambda second: START + timedelta(seconds=second))


def test_add_periods__the_end_of_january_becomes_the_end_of_february_and_comes_back() -> None:
    anchor = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
    ends = [add_periods(anchor, "month", count).date().isoformat() for count in range(4)]
    assert ends == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]


def test_add_periods__a_leap_day_is_paid_until_the_last_of_february() -> None:
    assert add_periods(datetime(2028, 2, 29, tzinfo=UTC), "year", 1).date().isoformat() == "2029-02-28"


@given(anchor=anchors, count=st.integers(0, 60))
def test_add_periods__months_follow_each_other_without_gap_or_overlap(anchor: datetime, count: int) -> None:
    start, end = add_periods(anchor, "month", count), add_periods(anchor, "month", count + 1)
    assert timedelta(days=28) <= end - start <= timedelta(days=31)
    assert start.timetz() == anchor.timetz()


@given(anchor=anchors)
def test_add_periods__a_year_is_twelve_months(anchor: datetime) -> None:
    assert add_periods(anchor, "year", 1) == add_periods(anchor, "month", 12)
