"""The decision itself, over all inputs and at its edges."""

import ast
import inspect
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.paywall import decide as decide_module
from masthead.paywall import navigation
from masthead.paywall.decide import (
    UNCOUNTABLE_METER,
    Closed,
    Decision,
    Grant,
    Level,
    Meter,
    Metered,
    Open,
    Pass,
    Piece,
    Policy,
    Reason,
    decide,
    readable_levels,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = Policy()
MEMBERS_PIECE = Piece(id=7, level=Level.MEMBERS)
REGISTERED_PIECE = Piece(id=8, level=Level.REGISTERED)
PUBLIC_PIECE = Piece(id=9, level=Level.PUBLIC)
HARD_PIECE = Piece(id=10, level=Level.MEMBERS, metered=False)

moments = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2026, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
grants = st.frozensets(st.sampled_from([grant.value for grant in Grant]))
passes = st.builds(
    Pass,
    reader_id=st.integers(1, 9),
    grants=grants,
    version=st.integers(1, 9),
    expires_at=moments,
    member_until=st.none() | moments,
)
pieces = st.builds(Piece, id=st.integers(1, 12), level=st.sampled_from(Level), metered=st.booleans())
meters = st.builds(
    Meter,
    read=st.frozensets(st.integers(1, 12), max_size=8),
    countable=st.booleans(),
    ceiling_reached=st.booleans(),
    more_on=st.none() | st.dates(date(2026, 3, 1), date(2026, 3, 5)),
)
policies = st.builds(Policy, stranger_limit=st.integers(0, 8), registered_limit=st.integers(0, 8))


def a_pass(
    *granted: str, expires_at: datetime = NOON + timedelta(minutes=10), until: datetime | None = None
) -> Pass:
    return Pass(reader_id=1, grants=frozenset(granted), version=1, expires_at=expires_at, member_until=until)


RITA = a_pass("registered")
MINA = a_pass("registered", "members")
ADA = a_pass("registered", "staff")


def asked(
    pass_: Pass | None, piece: Piece, read: int = 0, policy: Policy = POLICY, now: datetime = NOON
) -> Decision:
    return decide(pass_, piece, Meter(read=frozenset(range(100, 100 + read))), policy, now)


# --- what each reader meets ------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", [None, RITA, MINA, ADA])
def test_decide__a_public_piece_is_open_to_everybody_and_never_counted(reader: Pass | None) -> None:
    assert decide(reader, PUBLIC_PIECE, UNCOUNTABLE_METER, POLICY, NOON) == Open()


def test_decide__the_registration_wall_asks_a_stranger_for_an_account_and_nothing_else() -> None:
    assert asked(None, REGISTERED_PIECE) == Closed(Reason.REGISTER, ("register",))


def test_decide__the_registration_wall_is_open_to_whoever_has_an_account_and_counts_nothing() -> None:
    assert decide(RITA, REGISTERED_PIECE, UNCOUNTABLE_METER, POLICY, NOON) == Open()


@pytest.mark.parametrize("reader", [MINA, ADA])
def test_decide__members_and_staff_read_everything_even_uncounted(reader: Pass) -> None:
    for piece in (MEMBERS_PIECE, HARD_PIECE, REGISTERED_PIECE):
        assert decide(reader, piece, Meter(countable=False, ceiling_reached=True), POLICY, NOON) == Open()


def test_decide__a_stranger_has_three_pieces_and_is_told_what_is_left() -> None:
    answers = [asked(None, MEMBERS_PIECE, read=read) for read in range(4)]
    assert answers == [
        Metered(left=2, counts=True),
        Metered(left=1, counts=True),
        Metered(left=0, counts=True),
        Closed(Reason.METER_SPENT, ("join", "register", "sign_in")),
    ]


def test_decide__a_registered_reader_has_five_and_then_the_offer_to_join() -> None:
    assert [asked(RITA, MEMBERS_PIECE, read=read).variant for read in range(6)] == [
        "metered-4",
        "metered-3",
        "metered-2",
        "metered-1",
        "metered-0",
        "closed-meter-spent-registered",
    ]
    assert asked(RITA, MEMBERS_PIECE, read=5) == Closed(Reason.METER_SPENT, ("join",), signed_in=True)


@given(
    st.lists(st.tuples(st.none() | passes, pieces, meters, policies, moments), min_size=2, max_size=8),
)
def test_variant__the_same_one_is_the_same_decision(asked_for: list[Any]) -> None:
    by_variant: dict[str, Decision] = {}
    for pass_, piece, meter, policy, now in asked_for:
        decision = decide(pass_, piece, meter, policy, now)
        if not isinstance(decision, Metered):  # a metered page is never kept
            assert by_variant.setdefault(decision.variant, decision) == decision


def test_variant__a_spent_meter_with_more_in_an_account_and_one_without_are_two_pages() -> None:
    with_more = asked(None, MEMBERS_PIECE, read=3)
    without = asked(None, MEMBERS_PIECE, read=5)
    generous = asked(None, MEMBERS_PIECE, read=3, policy=Policy(registered_limit=3))
    assert [with_more.variant, without.variant, generous.variant] == [
        "closed-meter-spent-account-helps",
        "closed-meter-spent",
        "closed-meter-spent",
    ]


def test_decide__the_hard_wall_opens_for_no_meter() -> None:
    assert asked(None, HARD_PIECE) == Closed(Reason.MEMBERS, ("join", "sign_in"))
    assert asked(RITA, HARD_PIECE) == Closed(Reason.MEMBERS, ("join",), signed_in=True)


def test_decide__a_meter_of_none_is_a_hard_wall() -> None:
    assert asked(None, MEMBERS_PIECE, policy=Policy(stranger_limit=0)) == Closed(
        Reason.MEMBERS, ("join", "sign_in")
    )


def test_decide__a_rereading_is_free_even_when_the_meter_is_spent_and_the_ceiling_reached() -> None:
    meter = Meter(read=frozenset({7, 1, 2, 3, 4}), ceiling_reached=True)
    assert decide(None, MEMBERS_PIECE, meter, POLICY, NOON) == Metered(left=0, counts=False)


def test_decide__what_cannot_be_counted_is_closed_rereading_included() -> None:
    meter = Meter(read=frozenset({7}), countable=False)
    assert decide(None, MEMBERS_PIECE, meter, POLICY, NOON) == Closed(Reason.NOT_COUNTED, ("join", "sign_in"))


def test_decide__a_network_at_its_ceiling_opens_nothing_new() -> None:
    answer = decide(None, MEMBERS_PIECE, Meter(ceiling_reached=True), POLICY, NOON)
    assert answer == Closed(Reason.CEILING, ("join", "sign_in"))


# --- time ------------------------------------------------------------------------------------------------


def test_decide__an_expired_pass_is_a_strangers() -> None:
    over = replace(MINA, expires_at=NOON)
    assert decide(over, HARD_PIECE, Meter(), POLICY, NOON) == decide(None, HARD_PIECE, Meter(), POLICY, NOON)


def test_decide__a_membership_that_ends_inside_the_passs_life_ends_at_that_moment() -> None:
    end = NOON + timedelta(minutes=3)
    pass_ = replace(MINA, member_until=end)
    assert asked(pass_, HARD_PIECE, now=end - timedelta(microseconds=1)).may_read
    assert asked(pass_, HARD_PIECE, now=end) == Closed(Reason.MEMBERS, ("join",), signed_in=True)


# --- over all inputs -------------------------------------------------------------------------------------


@given(st.none() | passes, pieces, meters, policies, moments)
def test_decide__a_members_piece_opens_only_for_members_staff_or_a_counted_reading(
    pass_: Pass | None, piece: Piece, meter: Meter, policy: Policy, now: datetime
) -> None:
    piece = replace(piece, level=Level.MEMBERS)
    held = pass_.grants_at(now) if pass_ else frozenset()
    answer = decide(pass_, piece, meter, policy, now)
    if held & {Grant.MEMBERS, Grant.STAFF} or not answer.may_read:
        return
    assert isinstance(answer, Metered)
    assert meter.countable
    assert piece.metered
    if answer.counts:
        assert piece.id not in meter.read
        assert len(meter.read) < policy.limit_for(held)
        assert not meter.ceiling_reached
        assert answer.left == policy.limit_for(held) - len(meter.read) - 1
    else:
        assert piece.id in meter.read


@given(passes, grants, pieces, meters, policies, moments)
def test_decide__more_grants_never_close_a_piece(
    pass_: Pass, more: frozenset[str], piece: Piece, meter: Meter, policy: Policy, now: datetime
) -> None:
    richer = replace(pass_, grants=pass_.grants | more)
    if decide(pass_, piece, meter, policy, now).may_read:
        assert decide(richer, piece, meter, policy, now).may_read
    if decide(None, piece, meter, policy, now).may_read:
        assert decide(pass_, piece, meter, policy, now).may_read


@given(passes, pieces, meters, policies, moments)
def test_decide__no_expired_pass_is_worth_more_than_none(
    pass_: Pass, piece: Piece, meter: Meter, policy: Policy, now: datetime
) -> None:
    over = replace(pass_, expires_at=min(pass_.expires_at, now))
    assert decide(over, piece, meter, policy, now) == decide(None, piece, meter, policy, now)


@given(st.none() | passes, pieces, meters, policies, moments)
def test_decide__a_navigation_to_a_piece_in_the_meter_always_reads_it(
    pass_: Pass | None, piece: Piece, meter: Meter, policy: Policy, now: datetime
) -> None:
    piece = replace(piece, level=Level.MEMBERS, metered=True)
    meter = replace(meter, read=meter.read | {piece.id}, countable=True)
    policy = replace(policy, stranger_limit=max(1, policy.stranger_limit))
    answer = decide(pass_, piece, meter, policy, now)
    assert answer.may_read
    assert not (isinstance(answer, Metered) and answer.counts)


@given(st.none() | passes, pieces, meters, policies, moments)
def test_decide__what_is_not_counted_is_answered_closed(
    pass_: Pass | None, piece: Piece, meter: Meter, policy: Policy, now: datetime
) -> None:
    answer = decide(pass_, piece, replace(meter, countable=False), policy, now)
    assert not isinstance(answer, Metered)


@given(st.none() | passes, pieces, meters, policies, moments)
def test_variant__names_everything_the_page_depends_on(
    pass_: Pass | None, piece: Piece, meter: Meter, policy: Policy, now: datetime
) -> None:
    answer = decide(pass_, piece, meter, policy, now)
    signed_in = bool(pass_ and Grant.REGISTERED in pass_.grants_at(now))
    if isinstance(answer, Closed):
        assert ("-registered" in answer.variant) == (signed_in and answer.reason != Reason.REGISTER)
    assert answer.may_read == (not answer.variant.startswith("closed"))


_seen: dict[str, Decision] = {}


@given(st.none() | passes, pieces, meters, policies, moments)
def test_variant__two_answers_of_one_are_the_same_answer(
    pass_: Pass | None, piece: Piece, meter: Meter, policy: Policy, now: datetime
) -> None:
    answer = decide(pass_, piece, meter, policy, now)
    if isinstance(answer, Closed):
        assert _seen.setdefault(answer.variant, answer) == answer


@pytest.mark.parametrize("module", [decide_module, navigation])
def test_decide__touches_no_database_no_clock_and_no_request(module: object) -> None:
    imported = {
        name
        for node in ast.walk(ast.parse(inspect.getsource(module)))  # type: ignore[arg-type]
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= {"collections.abc", "dataclasses", "datetime", "enum", "re"}
    assert ".now(" not in inspect.getsource(module)  # type: ignore[arg-type]


# --- what may be searched to its end ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reader", "levels"),
    [
        (None, {Level.PUBLIC}),
        (RITA, {Level.PUBLIC, Level.REGISTERED}),
        (MINA, set(Level)),
        (ADA, set(Level)),
        (a_pass("registered", "members", until=NOON), {Level.PUBLIC, Level.REGISTERED}),
        (a_pass("registered", "members", expires_at=NOON), {Level.PUBLIC}),
    ],
)
def test_readable_levels__a_level_is_open_to_those_who_read_all_of_it(
    reader: Pass | None, levels: set[Level]
) -> None:
    assert readable_levels(reader, NOON) == levels


@given(reader=st.none() | passes, piece=pieces, meter=meters, policy=policies, now=moments)
def test_readable_levels__every_piece_of_an_open_level_is_open_and_of_others_none(
    reader: Pass | None, piece: Piece, meter: Meter, policy: Policy, now: datetime
) -> None:
    is_open = decide(reader, piece, meter, policy, now) == Open()
    assert is_open == (piece.level in readable_levels(reader, now))
