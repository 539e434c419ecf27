"""Once the missing lines are written, the ledger gives what money wants from now on, and nothing else."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.memberships.access import LedgerEntry, access_from_ledger
from masthead.memberships.ledger import NewGrant, NewRevoke, Wanted, missing_lines

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOURS = range(-5, 70)


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


def wanted(start: int, end: int, reference: str = "a") -> Wanted:
    return Wanted(
        reference=reference,
        source="subscription",
        reason="Paid",
        starts_at=hour(start),
        ends_at=hour(end),
    )


def granted(start: int, end: int | None, reference: str = "a") -> LedgerEntry:
    return LedgerEntry(
        is_revoke=False,
        reference=reference,
        starts_at=hour(start),
        ends_at=None if end is None else hour(end),
    )


def revoked(at: int, reference: str = "a") -> LedgerEntry:
    return LedgerEntry(is_revoke=True, reference=reference, starts_at=hour(at), ends_at=None)


def new_grant(start: int, end: int, reference: str = "a") -> NewGrant:
    return NewGrant(
        reference=reference,
        source="subscription",
        reason="Paid",
        starts_at=hour(start),
        ends_at=hour(end),
    )


def new_revoke(at: int, reference: str = "a") -> NewRevoke:
    return NewRevoke(reference=reference, starts_at=hour(at))


def after(written: Iterable[LedgerEntry], answer: Iterable[NewGrant | NewRevoke]) -> list[LedgerEntry]:
    """The ledger once the answer is written."""
    lines = list(written)
    for new in answer:
        if isinstance(new, NewGrant):
            line = LedgerEntry(
                is_revoke=False, reference=new.reference, starts_at=new.starts_at, ends_at=new.ends_at
            )
        else:
            line = LedgerEntry(is_revoke=True, reference=new.reference, starts_at=new.starts_at, ends_at=None)
        lines.append(line)
    return lines


# --- granting -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("now", [-5, 10, 50])
def test_missing_lines__what_was_never_granted_is_granted_whole_under_its_own_reference(now: int) -> None:
    assert missing_lines([], [wanted(0, 30)], now=hour(now)) == [new_grant(0, 30)]


def test_missing_lines__a_grant_carries_the_source_and_the_reason_of_what_is_wanted() -> None:
    span = Wanted(reference="g", source="grace", reason="Tried again", starts_at=hour(0), ends_at=hour(9))
    assert missing_lines([], [span], now=hour(0)) == [
        NewGrant(reference="g", source="grace", reason="Tried again", starts_at=hour(0), ends_at=hour(9))
    ]


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        ([granted(0, 30)], []),
        ([granted(-5, 30)], []),
        ([granted(0, 20), granted(20, 30, "a~2")], []),
        ([granted(0, 20)], [new_grant(20, 30, "a~2")]),
        ([granted(0, 10), granted(10, 20, "a~2")], [new_grant(20, 30, "a~3")]),
        ([granted(0, 10), granted(20, 30, "a~7")], [new_grant(10, 30, "a~8")]),
        ([granted(0, 30), revoked(12)], [new_grant(12, 30, "a~2")]),
        ([granted(0, 30), revoked(25), revoked(12)], [new_grant(12, 30, "a~2")]),
        ([granted(0, 30), revoked(-2)], [new_grant(0, 30, "a~2")]),
        ([granted(10, 30)], [new_grant(0, 30, "a~2")]),
        ([granted(0, 30, "b")], [new_grant(0, 30)]),
        ([granted(0, 30, "a~b")], [new_grant(0, 30)]),
        ([granted(0, 30, "a~1")], [new_grant(0, 30)]),
        ([revoked(5)], [new_grant(0, 30, "a~2")]),
        ([granted(0, 30, "a~10"), revoked(5, "a~10")], [new_grant(5, 30, "a~11")]),
    ],
)
def test_missing_lines__what_is_missing_is_granted_under_the_next_number(
    written: list[LedgerEntry], missing: list[NewGrant]
) -> None:
    others = [wanted(0, 30, line.reference) for line in written if line.reference in {"b", "a~b", "a~1"}]
    assert missing_lines(written, [wanted(0, 30), *others], now=hour(15)) == missing


def test_missing_lines__another_reference_does_not_stand_in_for_what_is_wanted() -> None:
    spans = [wanted(0, 30), wanted(0, 30, "b")]
    assert missing_lines([granted(0, 30)], spans, now=hour(5)) == [new_grant(0, 30, "b")]


def test_missing_lines__an_empty_span_is_not_wanted() -> None:
    assert missing_lines([], [wanted(5, 5), wanted(9, 5, "b")], now=hour(0)) == []
    assert missing_lines([granted(0, 30)], [wanted(5, 5)], now=hour(10)) == [new_revoke(10)]


def test_missing_lines__the_same_twice_is_once_and_a_contradiction_is_refused() -> None:
    assert missing_lines([], [wanted(0, 30), wanted(0, 30)], now=hour(0)) == [new_grant(0, 30)]
    with pytest.raises(ValueError, match="a is wanted twice"):
        missing_lines([], [wanted(0, 30), wanted(0, 31)], now=hour(0))


def test_missing_lines__a_reference_that_ends_with_one_of_our_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="a~2 ends with a number"):
        missing_lines([], [wanted(0, 30, "a~2")], now=hour(0))


# --- taking back --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "expected"),
    [(10, [new_revoke(10)]), (-3, [new_revoke(0)]), (0, [new_revoke(0)]), (30, []), (40, [])],
)
def test_missing_lines__what_is_not_wanted_at_all_ends_now_and_its_past_stays(
    now: int, expected: list[NewRevoke]
) -> None:
    assert missing_lines([granted(0, 30)], [], now=hour(now)) == expected


@pytest.mark.parametrize("now", [5, 20, 40])
def test_missing_lines__what_reaches_too_far_is_taken_back_from_the_wanted_end_even_in_the_past(
    now: int,
) -> None:
    assert missing_lines([granted(0, 30)], [wanted(0, 12)], now=hour(now)) == [new_revoke(12)]


def test_missing_lines__a_grant_without_end_is_taken_back() -> None:
    assert missing_lines([granted(0, None)], [], now=hour(9)) == [new_revoke(9)]
    assert missing_lines([granted(0, None)], [wanted(0, 12)], now=hour(9)) == [new_revoke(12)]


def test_missing_lines__each_number_that_reaches_too_far_is_taken_back() -> None:
    written = [granted(0, 20), granted(20, 30, "a~2"), granted(40, 50, "a~3")]
    assert missing_lines(written, [wanted(0, 12)], now=hour(0)) == [
        new_revoke(12),
        new_revoke(12, "a~2"),
        new_revoke(12, "a~3"),
    ]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([wanted(12, 30, "b")], []),
        ([wanted(0, 20, "b"), wanted(20, 30, "c")], []),
        ([wanted(12, 29, "b")], [new_revoke(12)]),
        ([wanted(13, 30, "b")], [new_revoke(12)]),
        ([wanted(12, 20, "b"), wanted(21, 30, "c")], [new_revoke(12)]),
    ],
)
def test_missing_lines__what_others_cover_wholly_is_left(
    others: list[Wanted], expected: list[NewRevoke]
) -> None:
    written = [granted(0, 30), *(granted_as(span) for span in others)]
    assert missing_lines(written, [wanted(0, 12), *others], now=hour(0)) == expected


def test_missing_lines__a_grant_that_others_cover_is_left_where_it_begins_behind_the_wanted_end() -> None:
    written = [granted(0, 12), granted(20, 30, "a~2"), granted(20, 30, "b")]
    assert missing_lines(written, [wanted(0, 12), wanted(20, 30, "b")], now=hour(0)) == []


def granted_as(span: Wanted) -> LedgerEntry:
    return LedgerEntry(
        is_revoke=False, reference=span.reference, starts_at=span.starts_at, ends_at=span.ends_at
    )


def test_missing_lines__the_past_of_what_is_not_wanted_need_not_be_covered_by_others() -> None:
    written = [granted(0, 30), granted(10, 30, "b")]
    assert missing_lines(written, [wanted(10, 30, "b")], now=hour(10)) == []
    assert missing_lines(written, [wanted(10, 30, "b")], now=hour(9)) == [new_revoke(9)]


def test_missing_lines__what_begins_too_early_ends_now_and_is_granted_anew() -> None:
    assert missing_lines([granted(0, 30)], [wanted(10, 30)], now=hour(5)) == [
        new_grant(10, 30, "a~2"),
        new_revoke(5),
    ]
    assert missing_lines([granted(0, 30)], [wanted(10, 30)], now=hour(10)) == []


def test_missing_lines__what_was_taken_back_is_not_taken_back_again() -> None:
    assert missing_lines([granted(0, 30), revoked(8)], [], now=hour(5)) == [new_revoke(5)]
    assert missing_lines([granted(0, 30), revoked(5)], [], now=hour(8)) == []
    assert missing_lines([granted(0, 30), revoked(-4)], [], now=hour(8)) == []


def test_missing_lines__a_second_and_earlier_refund_is_taken_back_too() -> None:
    written = [granted(0, 30), revoked(20)]
    assert missing_lines(written, [wanted(0, 12)], now=hour(22)) == [new_revoke(12)]


def test_missing_lines__what_was_won_back_is_granted_for_the_rest() -> None:
    lost = after([granted(0, 30)], missing_lines([granted(0, 30)], [wanted(0, 12)], now=hour(12)))
    won = missing_lines(lost, [wanted(0, 30)], now=hour(15))
    assert won == [new_grant(12, 30, "a~2")]
    lost_again = missing_lines(after(lost, won), [wanted(0, 20)], now=hour(20))
    assert lost_again == [new_revoke(20, "a~2")]


def test_missing_lines__grants_come_first_and_each_in_the_order_of_references() -> None:
    written = [granted(0, 30, "d"), granted(0, 30, "c")]
    assert missing_lines(written, [wanted(0, 9, "b"), wanted(0, 9)], now=hour(5)) == [
        new_grant(0, 9),
        new_grant(0, 9, "b"),
        new_revoke(5, "c"),
        new_revoke(5, "d"),
    ]


# --- whatever was written and whatever is wanted ------------------------------------------------------------


BASES = ["a", "b", "c"]


@st.composite
def ledgers(draw: st.DrawFn) -> list[LedgerEntry]:
    """Up to eight lines under a few references: without end, twice, taken back before or after."""
    lines = []
    for _ in range(draw(st.integers(0, 8))):
        reference = draw(st.sampled_from(["a", "a~2", "a~3", "b", "b~2", "gone"]))
        start = draw(st.integers(0, 40))
        if draw(st.sampled_from([False, False, True])):
            lines.append(revoked(start, reference))
        else:
            length = draw(st.none() | st.integers(1, 25))
            lines.append(granted(start, None if length is None else start + length, reference))
    return lines


@st.composite
def wishes(draw: st.DrawFn) -> list[Wanted]:
    """At most one span for each reference, now and then an empty one."""
    spans = []
    for reference in draw(st.sets(st.sampled_from(BASES))):
        start = draw(st.integers(0, 40))
        spans.append(wanted(start, start + draw(st.integers(0, 25)), reference))
    return spans


nows = st.integers(0, 60)


def is_lit(written: list[LedgerEntry], at: datetime) -> bool:
    return access_from_ledger(written, at).is_member


@given(written=ledgers(), spans=wishes(), now=nows)
def test_missing_lines__give_from_now_on_what_is_wanted_and_nothing_else(
    written: list[LedgerEntry], spans: list[Wanted], now: int
) -> None:
    lines = after(written, missing_lines(written, spans, now=hour(now)))
    for at in map(hour, range(now, HOURS.stop)):
        assert is_lit(lines, at) == any(span.starts_at <= at < span.ends_at for span in spans), at


@given(written=ledgers(), spans=wishes(), now=nows)
def test_missing_lines__leave_nothing_of_what_is_wanted_dark_not_even_in_the_past(
    written: list[LedgerEntry], spans: list[Wanted], now: int
) -> None:
    lines = after(written, missing_lines(written, spans, now=hour(now)))
    for span in spans:
        of_base = [line for line in lines if line.reference.partition("~")[0] == span.reference]
        assert all(is_lit(of_base, at) for at in map(hour, HOURS) if span.starts_at <= at < span.ends_at)


@given(written=ledgers(), spans=wishes(), now=nows)
def test_missing_lines__change_no_past_but_that_of_what_is_wanted(
    written: list[LedgerEntry], spans: list[Wanted], now: int
) -> None:
    answer = missing_lines(written, spans, now=hour(now))
    theirs = {span.reference for span in spans if span.starts_at < span.ends_at}
    for new in answer:
        if isinstance(new, NewRevoke) and new.reference.partition("~")[0] not in theirs:
            assert new.starts_at >= hour(now)
        elif isinstance(new, NewRevoke):
            (end,) = {span.ends_at for span in spans if new.reference.partition("~")[0] == span.reference}
            assert new.starts_at >= min(end, hour(now))


@given(written=ledgers(), spans=wishes(), now=nows, later=st.integers(0, 20))
def test_missing_lines__once_written_none_are_missing_now_or_later(
    written: list[LedgerEntry], spans: list[Wanted], now: int, later: int
) -> None:
    lines = after(written, missing_lines(written, spans, now=hour(now)))
    assert missing_lines(lines, spans, now=hour(now)) == []
    assert missing_lines(lines, spans, now=hour(now + later)) == []


@given(written=ledgers(), spans=wishes(), now=nows, data=st.data())
def test_missing_lines__are_the_same_in_any_order_of_what_is_given(
    written: list[LedgerEntry], spans: list[Wanted], now: int, data: st.DataObject
) -> None:
    answer = missing_lines(written, spans, now=hour(now))
    other_way = missing_lines(
        data.draw(st.permutations(written)), data.draw(st.permutations(spans)), now=hour(now)
    )
    assert other_way == answer


@given(steps=st.lists(st.tuples(wishes(), st.integers(0, 15)), min_size=1, max_size=5))
def test_missing_lines__whatever_was_wanted_before_the_last_wish_decides(
    steps: list[tuple[list[Wanted], int]],
) -> None:
    lines: list[LedgerEntry] = []
    now = 0
    for spans, later in steps:
        now += later
        lines = after(lines, missing_lines(lines, spans, now=hour(now)))
    directly = after([], missing_lines([], steps[-1][0], now=hour(now)))
    for at in map(hour, range(now, HOURS.stop + 20)):
        assert access_from_ledger(lines, at) == access_from_ledger(directly, at), at


@given(steps=st.lists(st.tuples(wishes(), st.integers(0, 15)), min_size=1, max_size=5))
def test_missing_lines__no_reference_is_granted_twice(steps: list[tuple[list[Wanted], int]]) -> None:
    lines: list[LedgerEntry] = []
    now = 0
    for spans, later in steps:
        now += later
        lines = after(lines, missing_lines(lines, spans, now=hour(now)))
    references = [line.reference for line in lines if not line.is_revoke]
    assert len(references) == len(set(references))
