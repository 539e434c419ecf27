"""A life of a subscription, heard of at any moments, in part and again: in the end access is what is true."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masthead.memberships import operations, queries
from masthead.memberships.models import Entitlement, Plan
from masthead.payments import queries as payments
from masthead.payments.models import Invoice
from masthead.payments.providers import (
    AttemptTruth,
    DisputeTruth,
    InvoiceTruth,
    RefundTruth,
    SubscriptionTruth,
    Truth,
)
from masthead.payments.states import DisputeState, InvoiceState, SubscriptionState, TransferState
from masthead.payments.tests.scripted import (
    MONTH,
    ScriptedProvider,
    attempt,
    follow,
    in_its_place,
    invoice,
    of,
    subscription,
)
from masthead.people.models import Person
from masthead.people.operations import register_person

pytestmark = pytest.mark.django_db
tried_often = settings(
    max_examples=settings().max_examples * 2 // 5,  # forty, and more in the long form
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
numbers: Iterator[int] = count()


@dataclass
class Life:
    """One subscription at the provider, which goes through whatever happens to it."""

    now: datetime
    ref: int
    told: SubscriptionTruth
    invoices: list[InvoiceTruth]

    def truth(self, person: Person) -> Truth:
        return of(person, self.told, *self.invoices)

    def happens(self, what: str, hours: int) -> None:
        """Some hours go by, and then it happens, where it can."""
        self.now += hours * HOUR
        getattr(self, what)()

    @property
    def latest(self) -> InvoiceTruth:
        return self.invoices[-1]

    def rolls(self) -> None:
        """A period is over: the next begins, and its invoice waits."""
        if self.told.state != "running" or not self.told.renews:
            return
        self.now = max(self.now, self.told.period_end)
        start = self.told.period_end
        self.told = replace(self.told, period_start=start, period_end=start + MONTH)
        made = invoice(since=start, state="draft", ref=f"in_{self.ref}_{len(self.invoices)}")
        self.invoices.append(made)

    def pays(self) -> None:
        if self.latest.state not in {"draft", "open"} or self.told.state not in {
            "running",
            "behind",
            "starting",
        }:
            return
        tried = tuple(one for one in self.latest.attempts if one.state != "failed")
        good = attempt(at=self.now, ref=self._attempt_ref())
        self._latest(state=InvoiceState.PAID, paid_at=self.now, next_try_at=None, attempts=(*tried, good))
        self.told = replace(self.told, state=SubscriptionState.RUNNING)

    def fails(self) -> None:
        if self.latest.state not in {"draft", "open"} or self.told.state not in {"running", "behind"}:
            return
        bad = attempt(at=self.now, state="failed", ref=self._attempt_ref())
        self._latest(state=InvoiceState.OPEN, next_try_at=self.now + 3 * DAY, attempts=(bad,))
        self.told = replace(self.told, state=SubscriptionState.BEHIND)

    def gives_up(self) -> None:
        if self.told.state == "behind":
            self._latest(state=InvoiceState.LOST, next_try_at=None)
            self.told = replace(self.told, state=SubscriptionState.UNPAID)

    def stops(self) -> None:
        if self.told.state in {"running", "behind"}:
            self.told = replace(self.told, renews=False, cancelled_at=self.now)

    def ends(self) -> None:
        self.told = replace(self.told, state=SubscriptionState.OVER, renews=False, ended_at=self.now)

    def pauses(self) -> None:
        if self.told.state == "running":
            self.told = replace(self.told, state=SubscriptionState.PAUSED, paused_at=self.now)

    def resumes(self) -> None:
        if self.told.state == "paused":
            self.told = replace(self.told, state=SubscriptionState.RUNNING, paused_at=None)

    def is_refunded(self) -> None:
        if paid := self._paid_attempt():
            back = RefundTruth(
                ref=f"re_{paid.ref}",
                amount_minor=paid.amount_minor,
                state=TransferState.SUCCEEDED,
                made_at=self.now,
            )
            self._latest(attempts=(replace(paid, refunds=(back,)),))

    def is_disputed(self) -> None:
        if paid := self._paid_attempt():
            lost = DisputeTruth(
                ref=f"dp_{paid.ref}",
                amount_minor=paid.amount_minor,
                state=DisputeState.LOST,
                opened_at=self.now,
                decided_at=self.now,
            )
            self._latest(attempts=(replace(paid, disputes=(lost,)),))

    def _paid_attempt(self) -> AttemptTruth | None:
        good = [one for one in self.latest.attempts if one.state == "succeeded"]
        return good[0] if good and not good[0].refunds and not good[0].disputes else None

    def _attempt_ref(self) -> str:
        """Providers keep one reference over all tries for an invoice."""
        return f"pi_{self.latest.ref}"

    def _latest(self, **changes: Any) -> None:
        self.invoices[-1] = replace(self.latest, **changes)


HAPPENINGS = [
    "rolls", "pays", "rolls", "pays", "fails", "gives_up", "stops", "ends", "pauses", "resumes",
    "is_refunded", "is_disputed",
]  # fmt: skip
lives = st.lists(
    st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 200), st.integers(0, 2)), min_size=1, max_size=14
)


def begin(plan: Plan) -> Life:
    number = next(numbers)
    told = subscription(since=NOON, ref=f"sub_{number}", item_key=plan.item_key)
    return Life(now=NOON, ref=number, told=told, invoices=[invoice(since=NOON, ref=f"in_{number}")])


def instants(person: Person, until: datetime) -> list[datetime]:
    """Every moment around which access of this person can change, and some days besides."""
    edges = {until + day * DAY for day in (0, 1, 4, 16, 40)}
    for start, end in Entitlement.objects.filter(person=person).values_list("starts_at", "ends_at"):
        edges |= {start, end or start}
    return sorted(edge + shift for edge in edges for shift in (-HOUR, timedelta(0), HOUR))


@tried_often
@given(life=lives)
def test_follow__whatever_was_heard_of_a_life_access_is_what_is_true_in_the_end(
    plan: Plan, life: list[tuple[str, int, int]]
) -> None:
    attentive, late = (register_person(email=f"r{next(numbers)}@mail.example", now=NOON) for _ in range(2))
    one, other = begin(plan), begin(plan)
    with in_its_place(ScriptedProvider()) as provider:
        for what, hours, heard in life:
            for story, person, times in ((one, attentive, 1), (other, late, heard)):
                story.happens(what, hours)
                provider.says(story.truth(person))
                for _ in range(times):  # not at all, once, or twice
                    follow(story.truth(person), now=story.now)
        for story, person in ((one, attentive), (other, late)):
            follow(story.truth(person), now=story.now)
    assert one.now == other.now
    for moment in instants(attentive, one.now):
        is_in = queries.is_member(attentive, moment)
        covered = [span for span in payments.coverage_of(late.pk) if span.starts_at <= moment < span.ends_at]
        if moment >= one.now:  # no moment that is to come is dark though covered, or lit though not
            assert is_in == queries.is_member(late, moment) == bool(covered)
        if any(span.kind == "paid" for span in covered):  # nor was one that is paid ever left dark
            assert is_in
            assert queries.is_member(late, moment)


def lived(plan: Plan, life: list[tuple[str, int, int]], *, at_least: int) -> tuple[Person, Life]:
    """Somebody to whom all this happened, heard of so often each time, and once more in the end."""
    person = register_person(email=f"r{next(numbers)}@mail.example", now=NOON)
    story = begin(plan)
    with in_its_place(ScriptedProvider()) as provider:
        for what, hours, heard in life:
            story.happens(what, hours)
            provider.says(story.truth(person))
            for _ in range(max(heard, at_least)):
                follow(story.truth(person), now=story.now)
        follow(story.truth(person), now=story.now)
    return person, story


@tried_often
@given(life=lives)
def test_follow__nothing_more_is_written_when_nothing_more_happens(
    plan: Plan, life: list[tuple[str, int, int]]
) -> None:
    person, story = lived(plan, life, at_least=0)
    written = list(Entitlement.objects.filter(person=person).values())
    with in_its_place(ScriptedProvider()) as provider:
        provider.says(story.truth(person))
        follow(story.truth(person), now=story.now + DAY)
    assert list(Entitlement.objects.filter(person=person).values()) == written
    operations.follow_coverage(person=person, now=story.now)
    assert list(Entitlement.objects.filter(person=person).values()) == written


@tried_often
@given(life=lives)
def test_follow__more_is_never_sent_back_than_was_collected_and_each_receipt_is_one(
    plan: Plan, life: list[tuple[str, int, int]]
) -> None:
    person, _ = lived(plan, life, at_least=1)
    for row in Invoice.objects.filter(person=person).prefetch_related("attempts__refunds"):
        good = [one for one in row.attempts.all() if one.state == "succeeded"]
        back = sum(refund.amount_minor for one in good for refund in one.refunds.all())
        assert back <= sum(one.amount_minor for one in good)
        assert bool(row.number) == (row.state == "paid")
        assert len(row.attempts.all()) <= 1
