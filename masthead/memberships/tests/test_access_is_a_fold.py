"""Access is a fold over the ledger, whatever the order it was written in."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from masthead.memberships.access import Access, LedgerEntry, access_from_ledger

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


@st.composite
def ledgers(draw: st.DrawFn) -> list[LedgerEntry]:
    """Up to eight grants within two days, some without end, some taken back, as `operations` write them."""
    lines = []
    for number in range(draw(st.integers(0, 8))):
        start = draw(st.integers(-24, 24))
        length = draw(st.none() | st.integers(1, 30))
        end = None if length is None else hour(start + length)
        lines.append(LedgerEntry(is_revoke=False, reference=f"g{number}", starts_at=hour(start), ends_at=end))
        if draw(st.booleans()):
            taken = hour(draw(st.integers(-24, 40)))
            taken = taken if end is None else min(taken, end)
            lines.append(LedgerEntry(is_revoke=True, reference=f"g{number}", starts_at=taken, ends_at=end))
    return lines


moments = st.integers(-30, 60).map(hour)


def has_access(lines: list[LedgerEntry], moment: datetime) -> bool:
    """The naive oracle: is any grant open at this moment and not taken back by then?"""
    return any(
        line.starts_at <= moment
        and (line.ends_at is None or moment < line.ends_at)
        and not any(r.is_revoke and r.reference == line.reference and r.starts_at <= moment for r in lines)
        for line in lines
        if not line.is_revoke
    )


@given(lines=ledgers(), now=moments)
def test_access_from_ledger__agrees_with_the_naive_oracle_about_now(
    lines: list[LedgerEntry], now: datetime
) -> None:
    assert access_from_ledger(lines, now).is_member == has_access(lines, now)


@given(lines=ledgers(), now=moments)
def test_access_from_ledger__until_is_the_first_moment_without_access(
    lines: list[LedgerEntry], now: datetime
) -> None:
    access = access_from_ledger(lines, now)
    hours = [now + timedelta(hours=step) for step in range(200)]
    first_without = next((moment for moment in hours if not has_access(lines, moment)), None)
    if access.is_member:
        assert access.until == first_without
    else:
        assert access == Access(is_member=False, until=None)
        assert first_without == now


@given(lines=ledgers(), now=moments, data=st.data())
def test_access_from_ledger__any_order_of_recording_gives_the_same_access(
    lines: list[LedgerEntry], now: datetime, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(lines))
    assert access_from_ledger(shuffled, now) == access_from_ledger(lines, now)


@given(lines=ledgers(), now=moments, data=st.data())
def test_access_from_ledger__what_is_heard_twice_changes_nothing(
    lines: list[LedgerEntry], now: datetime, data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(lines), max_size=6)) if lines else []
    assert access_from_ledger([*lines, *again], now) == access_from_ledger(lines, now)


@given(lines=ledgers(), now=moments)
def test_access_from_ledger__entries_that_are_over_may_be_left_out(
    lines: list[LedgerEntry], now: datetime
) -> None:
    still = [line for line in lines if line.ends_at is None or line.ends_at > now]
    assert access_from_ledger(still, now) == access_from_ledger(lines, now)


def test_access_from_ledger__sources_that_overlap_or_touch_are_one_span() -> None:
    lines = [
        LedgerEntry(is_revoke=False, reference="a", starts_at=hour(0), ends_at=hour(3)),
        LedgerEntry(is_revoke=False, reference="b", starts_at=hour(2), ends_at=hour(5)),
        LedgerEntry(is_revoke=False, reference="c", starts_at=hour(5), ends_at=hour(9)),
        LedgerEntry(is_revoke=False, reference="d", starts_at=hour(10), ends_at=hour(12)),
    ]
    assert access_from_ledger(lines, hour(1)) == Access(is_member=True, until=hour(9))


def test_access_from_ledger__a_grant_opens_with_its_first_moment_and_is_closed_at_its_last() -> None:
    lines = [LedgerEntry(is_revoke=False, reference="a", starts_at=hour(0), ends_at=hour(3))]
    assert access_from_ledger(lines, hour(0)).is_member
    assert access_from_ledger(lines, hour(3) - timedelta(microseconds=1)).is_member
    assert not access_from_ledger(lines, hour(3)).is_member


def test_access_from_ledger__a_revoke_ends_its_own_grant_and_no_other() -> None:
    lines = [
        LedgerEntry(is_revoke=False, reference="paid", starts_at=hour(0), ends_at=hour(30)),
        LedgerEntry(is_revoke=False, reference="gift", starts_at=hour(0), ends_at=hour(8)),
        LedgerEntry(is_revoke=True, reference="paid", starts_at=hour(4), ends_at=hour(30)),
    ]
    assert access_from_ledger(lines, hour(3)).until == hour(8)
    assert access_from_ledger(lines, hour(5)) == Access(is_member=True, until=hour(8))
    assert not access_from_ledger(lines, hour(8)).is_member


@given(taken=st.lists(st.integers(1, 20).map(hour), min_size=2, max_size=4))
def test_access_from_ledger__of_several_revokes_the_earliest_counts_in_any_order(
    taken: list[datetime],
) -> None:
    end = hour(24)
    grant = LedgerEntry(is_revoke=False, reference="g", starts_at=hour(0), ends_at=end)
    revokes = [LedgerEntry(is_revoke=True, reference="g", starts_at=moment, ends_at=end) for moment in taken]
    assert access_from_ledger([grant, *revokes], START).until == min(taken)
