"""What is paid is covered, what was taken back is not, and expecting money covers no more than it should."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from masthead.payments.coverage import (
    COLLECTING_PERIOD,
    GRACE_AFTER_TRY,
    LONGEST_GRACE,
    Coverage,
    Covered,
    InvoiceFacts,
    Line,
    SubscriptionFacts,
    TakenBack,
    coverage_of_invoice,
    coverage_of_subscription,
    paid_until,
)

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
STATES = ["starting", "never_started", "trial", "running", "behind", "unpaid", "paused", "over"]
WITHOUT_TRIAL = {"starting", "never_started"}
DAYS = range(-5, 75)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def line(
    start: float, end: float, *, amount: int = 600, item: str = "plan:1", reference: str = "line:1"
) -> Line:
    return Line(
        reference=reference,
        item_key=item,
        title="Monthly",
        starts_at=day(start),
        ends_at=day(end),
        amount_minor=amount,
    )


def paid(
    *lines: Line,
    key: str = "in:1",
    collected: int = 600,
    taken_back: dict[float, int] | None = None,
    made: float = 0,
    is_disputed: bool = False,
) -> InvoiceFacts:
    return InvoiceFacts(
        key=key,
        is_paid=True,
        is_collectable=False,
        collected_minor=collected,
        taken_back=tuple(
            TakenBack(at=day(at), amount_minor=amount) for at, amount in (taken_back or {}).items()
        ),
        failed_at=(),
        next_try_at=None,
        is_disputed=is_disputed,
        made_at=day(made),
        lines=lines,
    )


def owed(*failures: float, next_try: float | None = None, key: str = "in:2") -> InvoiceFacts:
    return InvoiceFacts(
        key=key,
        is_paid=False,
        is_collectable=True,
        collected_minor=0,
        taken_back=(),
        failed_at=tuple(map(day, failures)),
        next_try_at=None if next_try is None else day(next_try),
        is_disputed=False,
        made_at=day(30),
        lines=(line(30, 60, reference="line:2"),),
    )


def subscription(
    *invoices: InvoiceFacts,
    state: str = "running",
    renews: bool = True,
    trial: tuple[float, float] | None = None,
    paused: float | None = None,
    ended: float | None = None,
) -> SubscriptionFacts:
    return SubscriptionFacts(
        key="sub:1",
        item_key="plan:1",
        title="Monthly",
        state=state,
        renews=renews,
        trial_starts_at=None if trial is None else day(trial[0]),
        trial_ends_at=None if trial is None else day(trial[1]),
        paused_at=None if paused is None else day(paused),
        ended_at=None if ended is None else day(ended),
        invoices=invoices,
    )


def of_kind(kind: Coverage, facts: SubscriptionFacts) -> list[tuple[datetime, datetime]]:
    return [
        (covered.starts_at, covered.ends_at)
        for covered in coverage_of_subscription(facts)
        if covered.kind == kind
    ]


def references(kind: Coverage, facts: SubscriptionFacts) -> list[str]:
    return [covered.reference for covered in coverage_of_subscription(facts) if covered.kind == kind]


# --- paid lines ---------------------------------------------------------------------------------------------


def test_coverage_of_invoice__a_paid_line_covers_its_span_under_its_own_reference() -> None:
    assert coverage_of_invoice(paid(line(0, 30, reference="line:7", item="gift:1"))) == [
        Covered(
            kind=Coverage.PAID,
            reference="line:7",
            item_key="gift:1",
            title="Monthly",
            starts_at=day(0),
            ends_at=day(30),
        )
    ]


def test_coverage_of_invoice__what_is_not_paid_covers_nothing() -> None:
    assert coverage_of_invoice(owed()) == []


def test_coverage_of_invoice__a_free_line_covers_and_nothing_of_it_can_be_taken_back() -> None:
    free = paid(line(0, 30, amount=0), collected=0, taken_back={5: 1})
    assert [covered.ends_at for covered in coverage_of_invoice(free)] == [day(30)]


@pytest.mark.parametrize("empty", [line(3, 3), line(4, 3), line(0, 30, amount=-600)])
def test_coverage_of_invoice__credits_and_lines_without_length_cover_nothing(empty: Line) -> None:
    assert coverage_of_invoice(paid(empty)) == []


@pytest.mark.parametrize(
    ("taken_back", "end"),
    [
        ({}, 30),
        ({5: 599}, 30),
        ({5: 600}, 5),
        ({5: 700}, 5),
        ({5: 300, 9: 300}, 9),
        ({9: 300, 5: 300}, 9),
        ({9: 600, 5: 1}, 9),
        ({12: 600, 5: 600}, 5),
        ({40: 600}, 30),
    ],
)
def test_coverage_of_invoice__ends_when_the_last_of_the_money_went_back(
    taken_back: dict[float, int], end: float
) -> None:
    facts = paid(line(0, 30), taken_back=taken_back)
    assert [covered.ends_at for covered in coverage_of_invoice(facts)] == [day(end)]


@pytest.mark.parametrize("at", [-1, 0])
def test_coverage_of_invoice__money_taken_back_before_a_span_leaves_nothing_of_it(at: float) -> None:
    assert coverage_of_invoice(paid(line(0, 30), taken_back={at: 600})) == []


def test_coverage_of_invoice__spans_come_earliest_first() -> None:
    lines = [line(9, 12, reference="c"), line(0, 30, reference="b"), line(0, 9, reference="a")]
    assert [covered.reference for covered in coverage_of_invoice(paid(*lines))] == ["a", "b", "c"]


def switched(**changes: Any) -> SubscriptionFacts:
    """A month of plan 1, switched to plan 2 after ten days."""
    switch = paid(
        line(10, 30, amount=-400, reference="credit"),
        line(10, 30, item="plan:2", reference="line:2"),
        key="in:2",
        made=10,
    )
    return subscription(paid(line(0, 30)), dataclasses.replace(switch, **changes))


def ends(facts: SubscriptionFacts) -> dict[str, datetime]:
    return {
        covered.reference: covered.ends_at
        for covered in coverage_of_subscription(facts)
        if covered.kind == Coverage.PAID
    }


def test_coverage_of_subscription__a_credit_ends_what_was_paid_earlier_where_the_credit_starts() -> None:
    assert ends(switched()) == {"line:1": day(10), "line:2": day(30)}


@pytest.mark.parametrize(
    "changes",
    [
        {"is_paid": False},
        {"made_at": day(0)},
        {"lines": (line(10, 30, amount=-400, item="plan:9"), line(10, 30, reference="line:2"))},
        {"lines": (line(30, 60, amount=-400), line(10, 30, reference="line:2"))},
        {"lines": (line(-5, 30, amount=-400), line(10, 30, reference="line:2"))},
    ],
    ids=["not paid", "not later", "of something else", "starts behind it", "starts before it"],
)
def test_coverage_of_subscription__another_credit_cuts_nothing(changes: dict[str, object]) -> None:
    assert ends(switched(**changes))["line:1"] == day(30)


def test_coverage_of_subscription__a_credit_cuts_no_line_of_its_own_invoice() -> None:
    facts = subscription(paid(line(0, 30), line(10, 30, amount=-100, reference="credit")))
    assert ends(facts) == {"line:1": day(30)}


def test_coverage_of_subscription__a_credit_from_the_first_moment_leaves_nothing() -> None:
    credit = line(0, 30, amount=-600, reference="credit")
    assert ends(switched(lines=(credit, line(0, 30, item="plan:2", reference="line:2")))) == {
        "line:2": day(30)
    }


def test_coverage_of_subscription__switching_there_and_back_leaves_the_newest_line_whole() -> None:
    back = paid(
        line(20, 30, amount=-200, item="plan:2", reference="credit:2"),
        line(20, 30, reference="line:3"),
        key="in:3",
        made=20,
    )
    facts = switched()
    facts = dataclasses.replace(facts, invoices=(back, *facts.invoices))
    assert ends(facts) == {"line:1": day(10), "line:2": day(20), "line:3": day(30)}


@pytest.mark.parametrize(("state", "end"), [("paused", 12), ("running", 30), ("over", 30)])
def test_coverage_of_subscription__a_pause_ends_lines_for_as_long_as_it_lasts(state: str, end: float) -> None:
    assert ends(subscription(paid(line(0, 30)), state=state, paused=12)) == {"line:1": day(end)}


def test_coverage_of_subscription__a_line_from_after_the_pause_waits() -> None:
    assert ends(subscription(paid(line(12, 30)), state="paused", paused=12)) == {}


def test_coverage_of_subscription__stopping_takes_back_nothing_that_is_paid() -> None:
    facts = subscription(paid(line(0, 30)), state="over", ended=10, renews=False)
    assert ends(facts) == {"line:1": day(30)}


# --- the trial ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "expected"),
    [(state, [] if state in WITHOUT_TRIAL else [(day(0), day(14))]) for state in STATES],
)
def test_coverage_of_subscription__a_trial_covers_its_span_unless_it_never_began(
    state: str, expected: list[tuple[datetime, datetime]]
) -> None:
    facts = subscription(state=state, trial=(0, 14))
    assert of_kind(Coverage.TRIAL, facts) == expected
    assert references(Coverage.TRIAL, facts) == ["trial:sub:1"] * len(expected)


@pytest.mark.parametrize(
    ("state", "paused", "ended", "end"),
    [
        ("over", None, 5, 5),
        ("over", None, 20, 14),
        ("running", None, 5, 14),
        ("paused", 6, None, 6),
        ("paused", 20, None, 14),
        ("running", 6, None, 14),
        ("paused", 6, 5, 6),
    ],
)
def test_coverage_of_subscription__a_trial_ends_early_where_it_was_stopped_or_paused(
    state: str, paused: float | None, ended: float | None, end: float
) -> None:
    facts = subscription(state=state, trial=(0, 14), paused=paused, ended=ended)
    assert of_kind(Coverage.TRIAL, facts) == [(day(0), day(end))]


@pytest.mark.parametrize(("start", "end"), [(0, 14), (5, 14), (0, 9), (0, 30)])
def test_coverage_of_subscription__the_free_line_of_a_trial_covers_nothing_of_its_own(
    start: float, end: float
) -> None:
    free = paid(line(start, end, amount=0), collected=0)
    for state in ("trial", "starting", "over"):
        facts = subscription(free, state=state, trial=(0, 14), ended=3)
        assert of_kind(Coverage.PAID, facts) == []
        assert paid_until(facts) is None


@pytest.mark.parametrize(("start", "amount"), [(14, 0), (0, 600), (-1, 0)])
def test_coverage_of_subscription__a_line_beside_the_trial_or_one_that_was_paid_covers(
    start: float, amount: int
) -> None:
    facts = subscription(paid(line(start, 44, amount=amount)), trial=(0, 14))
    assert of_kind(Coverage.PAID, facts) == [(day(start), day(44))]


# --- collecting ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("renews", [True, False])
def test_coverage_of_subscription__collecting_is_for_what_runs_and_renews(
    state: str, *, renews: bool
) -> None:
    facts = subscription(paid(line(0, 30)), state=state, renews=renews)
    expected = [(day(30), day(30) + COLLECTING_PERIOD)]
    is_expected = renews and state in {"trial", "running", "behind"}
    assert of_kind(Coverage.COLLECTING, facts) == (expected if is_expected else [])


@pytest.mark.parametrize("state", ["running", "behind"])
@pytest.mark.parametrize(
    ("failures", "end"), [((), 33.125), ((31, 32), 31), ((32, 31), 31), ((40,), 33.125), ((30,), None)]
)
def test_coverage_of_subscription__collecting_lasts_until_the_first_failed_try(
    state: str, failures: tuple[float, ...], end: float | None
) -> None:
    facts = subscription(paid(line(0, 30)), owed(*failures), state=state)
    assert of_kind(Coverage.COLLECTING, facts) == ([] if end is None else [(day(30), day(end))])
    assert references(Coverage.COLLECTING, facts) == (
        [] if end is None else [f"collecting:sub:1:{day(30).isoformat()}"]
    )


def test_coverage_of_subscription__a_failure_of_what_is_owed_no_longer_ends_no_collecting() -> None:
    given_up = dataclasses.replace(owed(31), is_collectable=False)
    facts = subscription(paid(line(0, 30)), given_up)
    assert of_kind(Coverage.COLLECTING, facts) == [(day(30), day(30) + COLLECTING_PERIOD)]


@pytest.mark.parametrize("state", ["trial", "running"])
def test_coverage_of_subscription__collecting_follows_a_trial(state: str) -> None:
    facts = subscription(state=state, trial=(0, 14))
    assert of_kind(Coverage.COLLECTING, facts) == [(day(14), day(14) + COLLECTING_PERIOD)]


@pytest.mark.parametrize("state", STATES)
def test_coverage_of_subscription__nothing_is_expected_of_whom_nothing_was_ever_had(state: str) -> None:
    assert coverage_of_subscription(subscription(owed(31, next_try=33), state=state)) == []


def test_coverage_of_subscription__collecting_stands_at_the_end_of_the_latest_of_all() -> None:
    facts = subscription(paid(line(14, 44)), trial=(0, 14))
    assert of_kind(Coverage.COLLECTING, facts) == [(day(44), day(44) + COLLECTING_PERIOD)]


@pytest.mark.parametrize("state", ["running", "behind"])
def test_coverage_of_subscription__after_money_was_taken_back_none_is_expected(state: str) -> None:
    refunded = paid(line(0, 30), taken_back={29: 600})
    facts = subscription(refunded, owed(31, next_try=33), state=state)
    assert [covered.kind for covered in coverage_of_subscription(facts)] == [Coverage.PAID]


def test_coverage_of_subscription__a_refund_does_not_bring_back_the_trust_of_an_earlier_month() -> None:
    facts = subscription(
        paid(line(0, 30)), paid(line(30, 60, reference="line:2"), key="in:2", taken_back={31: 600})
    )
    assert [covered.ends_at for covered in coverage_of_subscription(facts)] == [day(30), day(31)]


# --- grace --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "next_try", "span"),
    [
        ((31,), 33, (31, 34)),
        ((31, 33), 38, (33, 39)),
        ((33, 31), 38, (33, 39)),
        ((31,), 60, (31, 44)),
        ((20,), 33, (30, 34)),
        ((45,), 47, None),
        ((20,), 29, None),
        ((31,), None, None),
        ((), 33, None),
    ],
)
def test_coverage_of_subscription__grace_lasts_a_day_past_the_next_try_and_never_past_its_limit(
    failures: tuple[float, ...], next_try: float | None, span: tuple[float, float] | None
) -> None:
    facts = subscription(paid(line(0, 30)), owed(*failures, next_try=next_try), state="behind")
    assert of_kind(Coverage.GRACE, facts) == ([] if span is None else [(day(span[0]), day(span[1]))])
    assert references(Coverage.GRACE, facts) == (
        [] if span is None else [f"grace:sub:1:in:2:{len(failures)}"]
    )


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("renews", [True, False])
def test_coverage_of_subscription__grace_is_for_what_is_behind_and_renews(
    state: str, *, renews: bool
) -> None:
    facts = subscription(paid(line(0, 30)), owed(31, next_try=33), state=state, renews=renews)
    assert bool(of_kind(Coverage.GRACE, facts)) == (state == "behind" and renews)


def test_coverage_of_subscription__there_is_no_grace_while_any_invoice_is_disputed() -> None:
    facts = subscription(paid(line(0, 30), is_disputed=True), owed(31, next_try=33), state="behind")
    assert of_kind(Coverage.GRACE, facts) == []


@pytest.mark.parametrize(("next_try", "expected"), [(36, [(day(32), day(37))]), (None, [])])
def test_coverage_of_subscription__grace_goes_by_the_invoice_that_failed_last(
    next_try: float | None, expected: list[tuple[datetime, datetime]]
) -> None:
    invoices = [owed(31, next_try=33), owed(32, next_try=next_try, key="in:0")]
    for order in (invoices, invoices[::-1]):
        facts = subscription(paid(line(0, 30)), *order, state="behind")
        assert of_kind(Coverage.GRACE, facts) == expected


def test_coverage_of_subscription__an_invoice_that_was_given_up_has_no_grace() -> None:
    given_up = dataclasses.replace(owed(31, next_try=33), is_collectable=False)
    facts = subscription(paid(line(0, 30)), given_up, state="behind")
    assert of_kind(Coverage.GRACE, facts) == []


def test_coverage_of_subscription__grace_follows_a_trial_that_could_not_be_paid() -> None:
    facts = subscription(owed(14.5, next_try=17), state="behind", trial=(0, 14))
    assert of_kind(Coverage.COLLECTING, facts) == [(day(14), day(14.5))]
    assert of_kind(Coverage.GRACE, facts) == [(day(14.5), day(18))]


# --- paid until ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (subscription(), None),
        (subscription(trial=(0, 14)), None),
        (subscription(paid(line(0, 30)), owed(31)), 30),
        (subscription(paid(line(0, 30)), paid(line(30, 60), taken_back={30: 600})), 30),
        (subscription(paid(line(0, 30)), paid(line(30, 60), taken_back={33: 600})), 33),
        (subscription(paid(line(30, 60)), paid(line(0, 30))), 60),
        (subscription(paid(line(0, 30)), state="over", ended=3), 30),
    ],
)
def test_paid_until__is_the_end_of_the_latest_span_that_money_still_covers(
    facts: SubscriptionFacts, expected: float | None
) -> None:
    assert paid_until(facts) == (None if expected is None else day(expected))


# --- whatever the facts -------------------------------------------------------------------------------------


moments = st.integers(0, 40).map(day)
optional_moments = st.none() | moments
items = st.sampled_from(["plan:1", "plan:2"])


@st.composite
def lines(draw: st.DrawFn) -> Line:
    start = draw(st.integers(0, 30))
    return line(
        start,
        start + draw(st.integers(-1, 30)),
        amount=draw(st.sampled_from([600, 100, 0, -200])),
        item=draw(items),
        reference=f"line:{draw(st.integers(0, 10**6))}",
    )


@st.composite
def invoices(draw: st.DrawFn) -> InvoiceFacts:
    is_paid = draw(st.booleans())
    return InvoiceFacts(
        key=f"in:{draw(st.integers(0, 10**6))}",
        is_paid=is_paid,
        is_collectable=not is_paid and draw(st.booleans()),
        collected_minor=draw(st.sampled_from([0, 600])),
        taken_back=tuple(
            draw(
                st.lists(
                    st.builds(TakenBack, at=moments, amount_minor=st.sampled_from([1, 300, 599, 600])),
                    max_size=3,
                )
            )
        ),
        failed_at=tuple(draw(st.lists(moments, max_size=3))),
        next_try_at=draw(optional_moments),
        is_disputed=draw(st.sampled_from([False, False, False, True])),
        made_at=draw(moments),
        lines=tuple(draw(st.lists(lines(), max_size=3))),
    )


subscriptions = st.builds(
    SubscriptionFacts,
    key=st.just("sub:1"),
    item_key=items,
    title=st.just("Monthly"),
    state=st.sampled_from([*STATES, "running", "behind"]),
    renews=st.sampled_from([True, True, False]),
    trial_starts_at=optional_moments,
    trial_ends_at=optional_moments,
    paused_at=optional_moments,
    ended_at=optional_moments,
    invoices=st.lists(invoices(), max_size=4, unique_by=lambda invoice: invoice.key).map(tuple),
)


def is_open(covered: list[Covered], at: datetime) -> bool:
    return any(span.starts_at <= at < span.ends_at for span in covered)


def is_gone(invoice: InvoiceFacts, at: datetime) -> bool:
    """Naively: by this moment, had as much gone back as was collected?"""
    back = sum(money.amount_minor for money in invoice.taken_back if money.at <= at)
    return 0 < invoice.collected_minor <= back


def is_credited(facts: SubscriptionFacts, invoice: InvoiceFacts, owned: Line, at: datetime) -> bool:
    return any(
        other.is_paid
        and other.made_at > invoice.made_at
        and credit.amount_minor < 0
        and credit.item_key == owned.item_key
        and owned.starts_at <= credit.starts_at <= at
        for other in facts.invoices
        for credit in other.lines
    )


def is_of_the_trial(facts: SubscriptionFacts, owned: Line) -> bool:
    if owned.amount_minor or facts.trial_starts_at is None or facts.trial_ends_at is None:
        return False
    return facts.trial_starts_at <= owned.starts_at < facts.trial_ends_at


def is_paid_for(facts: SubscriptionFacts, at: datetime) -> bool:
    """The naive oracle: is any line open at this moment for which the money is still here?"""
    if facts.state == "paused" and facts.paused_at is not None and at >= facts.paused_at:
        return False
    return any(
        invoice.is_paid
        and owned.amount_minor >= 0
        and owned.starts_at <= at < owned.ends_at
        and not is_gone(invoice, at)
        and not is_credited(facts, invoice, owned, at)
        and not is_of_the_trial(facts, owned)
        for invoice in facts.invoices
        for owned in invoice.lines
    )


@given(facts=subscriptions)
def test_coverage_of_subscription__money_that_is_here_covers_each_instant_of_its_lines_and_no_other(
    facts: SubscriptionFacts,
) -> None:
    paid_spans = [covered for covered in coverage_of_subscription(facts) if covered.kind == Coverage.PAID]
    for number in DAYS:
        assert is_open(paid_spans, day(number)) == is_paid_for(facts, day(number)), day(number)


@given(facts=subscriptions)
def test_coverage_of_subscription__nothing_is_covered_before_a_line_or_a_trial_begins(
    facts: SubscriptionFacts,
) -> None:
    covered = coverage_of_subscription(facts)
    begins = [owned.starts_at for invoice in facts.invoices for owned in invoice.lines]
    if facts.trial_starts_at is not None:
        begins.append(facts.trial_starts_at)
    assert all(span.starts_at >= min(begins) for span in covered)
    assert all(span.starts_at < span.ends_at for span in covered)


@given(facts=subscriptions)
def test_coverage_of_subscription__what_is_expected_follows_what_was_had_and_stays_within_its_limits(
    facts: SubscriptionFacts,
) -> None:
    covered = coverage_of_subscription(facts)
    had = [span for span in covered if span.kind in {Coverage.PAID, Coverage.TRIAL}]
    expected = [span for span in covered if span not in had]
    assert len(expected) <= 2
    for span in expected:
        assert facts.renews
        assert facts.state in {"trial", "running", "behind"}
        base = max(span.ends_at for span in had)
        assert base <= span.starts_at
        if span.kind == Coverage.COLLECTING:
            assert span.starts_at == base
            assert span.ends_at <= base + COLLECTING_PERIOD
        else:
            assert facts.state == "behind"
            tries = [invoice.next_try_at for invoice in facts.invoices if invoice.next_try_at]
            assert span.ends_at <= min(base + LONGEST_GRACE, max(tries) + GRACE_AFTER_TRY)


@given(facts=subscriptions, data=st.data())
def test_coverage_of_subscription__does_not_depend_on_the_order_of_anything(
    facts: SubscriptionFacts, data: st.DataObject
) -> None:
    def shuffled(invoice: InvoiceFacts) -> InvoiceFacts:
        return dataclasses.replace(
            invoice,
            taken_back=tuple(data.draw(st.permutations(invoice.taken_back))),
            failed_at=tuple(data.draw(st.permutations(invoice.failed_at))),
            lines=tuple(data.draw(st.permutations(invoice.lines))),
        )

    in_any_order = data.draw(st.permutations([shuffled(invoice) for invoice in facts.invoices]))
    again = dataclasses.replace(facts, invoices=tuple(in_any_order))
    names = [owned.reference for invoice in facts.invoices for owned in invoice.lines]
    assume(len(names) == len(set(names)))
    assert coverage_of_subscription(again) == coverage_of_subscription(facts)


@given(facts=subscriptions)
def test_paid_until__is_the_end_of_what_is_covered_as_paid(facts: SubscriptionFacts) -> None:
    ends = [span.ends_at for span in coverage_of_subscription(facts) if span.kind == Coverage.PAID]
    assert paid_until(facts) == max(ends, default=None)


@given(facts=subscriptions, part=st.integers(1, 600), at=moments)
def test_coverage_of_subscription__taking_back_a_part_takes_nothing(
    facts: SubscriptionFacts, part: int, at: datetime
) -> None:
    whole, parted = [], []
    for invoice in facts.invoices:
        money = TakenBack(at=at, amount_minor=min(part, max(invoice.collected_minor - 1, 0)))
        whole.append(dataclasses.replace(invoice, taken_back=()))
        parted.append(dataclasses.replace(invoice, taken_back=(money,)))
    assert coverage_of_subscription(
        dataclasses.replace(facts, invoices=tuple(parted))
    ) == coverage_of_subscription(dataclasses.replace(facts, invoices=tuple(whole)))


@given(start=st.integers(0, 10), length=st.integers(1, 30), at=st.integers(-5, 50))
def test_coverage_of_subscription__of_two_invoices_for_one_span_one_can_be_refunded(
    start: int, length: int, at: int
) -> None:
    owned = line(start, start + length)
    refunded = paid(dataclasses.replace(owned, reference="line:2"), key="in:2", taken_back={at: 600})
    covered = coverage_of_subscription(subscription(paid(owned), refunded))
    assert all(is_open(covered, day(number)) for number in range(start, start + length))
