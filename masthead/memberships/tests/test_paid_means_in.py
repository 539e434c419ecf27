"""Messages duplicated, delayed, reordered, dropped, between any steps of the reader: always the same end."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masthead.memberships import operations, queries
from masthead.memberships.models import Entitlement, EntitlementKind, EntitlementSource, Plan
from masthead.notices.models import Delivery
from masthead.payments import operations as payments
from masthead.payments.coverage import COLLECTING_PERIOD
from masthead.payments.errors import AlreadySubscribed, CheckoutIsClosed
from masthead.payments.models import Checkout, Invoice, Subscription
from masthead.payments.providers.pretend import operations as pretend
from masthead.payments.providers.pretend.models import PretendEvent, PretendSession
from masthead.payments.queries import live_subscription_of
from masthead.payments.states import Interval, InvoiceState
from masthead.payments.tests.shop import tell
from masthead.people.models import Person
from masthead.people.operations import register_person

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
numbers: Iterator[int] = count()

pytestmark = pytest.mark.django_db
tried_often = settings(
    max_examples=settings().max_examples * 2 // 5,  # forty, and more in the long form
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def monthly(db: None) -> Plan:
    return Plan.objects.create(name="Monthly", slug="monthly", amount_minor=600, interval=Interval.MONTH)


class Story:
    """One reader on the way in, with a provider whose messages go astray."""

    def __init__(self) -> None:
        self.reader: Person = register_person(email=f"reader{next(numbers)}@example.org", now=NOON)
        self.now = NOON
        self.checkout: Checkout = operations.start_membership_checkout(
            person=self.reader, slug="monthly", return_to="/a/", now=self.now
        )

    def step(self, name: str, which: int) -> None:
        self.now += timedelta(seconds=1)
        getattr(self, name)(which)

    def decline(self, which: int) -> None:
        self._at_the_provider(pretend.decline)

    def pay(self, which: int) -> None:
        self._at_the_provider(pretend.pay)

    def confirm(self, which: int) -> None:
        pretend.ask_for_confirmation(self.checkout.ref)

    def come_back(self, which: int) -> None:
        payments.reconcile_checkout(checkout=self.checkout, now=self.now)

    def click_again(self, which: int) -> None:
        try:
            self.checkout = operations.start_membership_checkout(
                person=self.reader, slug="monthly", return_to="/a/", now=self.now
            )
        except AlreadySubscribed:
            assert Subscription.objects.filter(person=self.reader).count() == 1

    def cancel(self, which: int) -> None:
        if live_subscription_of(self.reader.pk, self.now):
            operations.cancel_membership(person=self.reader, now=self.now)

    def resume(self, which: int) -> None:
        if live_subscription_of(self.reader.pk, self.now):
            operations.resume_membership(person=self.reader, now=self.now)

    def message(self, which: int) -> None:
        """Any message sent so far arrives: the newest, an old one, one that arrived before."""
        sent = list(PretendEvent.objects.filter(session__account=str(self.reader.pk)).order_by("pk"))
        if sent:
            tell(sent[which % len(sent)], self.now)

    def month(self, which: int) -> None:
        """A month goes by at the provider, and nothing that it says arrives."""
        self.now += timedelta(days=31)
        for ref in PretendSession.objects.filter(account=str(self.reader.pk)).values_list("ref", flat=True):
            pretend.renew_or_end(ref, now=self.now)

    def clock(self, which: int) -> None:
        payments.reconcile_unsettled(now=self.now)

    def _at_the_provider(self, happening: Callable[..., object]) -> None:
        try:
            happening(self.checkout.ref, now=self.now)
        except CheckoutIsClosed:
            assert PretendSession.objects.get(ref=self.checkout.ref).state == "expired"


def steps(*names: str) -> st.SearchStrategy[list[tuple[str, int]]]:
    return st.lists(st.tuples(st.sampled_from(names), st.integers(0, 9)), max_size=14)


def assert_the_books_agree(story: Story) -> None:
    """Provider, payments, ledger, receipts and access all say the same."""
    truth = PretendSession.objects.filter(account=str(story.reader.pk), anchor__isnull=False)
    assert truth.count() <= 1
    paid = Invoice.objects.filter(person=story.reader, state=InvoiceState.PAID)
    grants = Entitlement.objects.filter(
        person=story.reader, kind=EntitlementKind.GRANT, source=EntitlementSource.SUBSCRIPTION
    )
    receipts = Delivery.objects.filter(person=story.reader, template="memberships/notices/receipt")
    at_provider = sum(session.payments.filter(succeeded=True).count() for session in truth)
    assert paid.count() == grants.count() == receipts.count() == at_provider
    for session in truth:
        ours = Subscription.objects.get(person=story.reader)
        assert (ours.stands, ours.period_end) == (session.is_running, session.period_end)
        assert ours.renews == (session.is_running and session.renews)
        assert session.period_end is not None
        access = queries.access_at(person_id=story.reader.pk, now=story.now)
        assert access.is_member == (session.period_end > story.now)
        if access.is_member:
            grace = COLLECTING_PERIOD if ours.renews else timedelta(0)
            assert access.until == session.period_end + grace
    if not truth:
        assert not queries.is_member(story.reader, story.now)


@tried_often
@given(happened=steps("decline", "confirm", "pay", "come_back", "click_again", "message"), last=st.booleans())
def test_webhooks_in_any_order__joining_ends_the_same_whatever_messages_do(
    monthly: Plan, happened: list[tuple[str, int]], last: bool
) -> None:
    story = Story()
    for name, which in happened:
        story.step(name, which)
    if last:
        story.step("come_back", 0)
    else:  # nobody returned: the clock finds out
        story.now += timedelta(minutes=11)
        story.clock(0)
    assert_the_books_agree(story)


@tried_often
@given(happened=steps("message", "come_back", "cancel", "resume", "month", "clock", "click_again"))
def test_webhooks_in_any_order__staying_and_leaving_end_the_same_whatever_messages_do(
    monthly: Plan, happened: list[tuple[str, int]]
) -> None:
    story = Story()
    story.step("pay", 0)
    story.step("come_back", 0)
    first = story.checkout
    for name, which in happened:
        story.step(name, which)
        story.checkout = first
        # Nothing a message does may ever take away what is paid.
        payments.reconcile_checkout(checkout=first, now=story.now)
        if not Checkout.objects.filter(person=story.reader).exclude(pk=first.pk).exists():
            assert_the_books_agree(story)


@tried_often
@given(which=st.permutations(range(4)), missing=st.sets(st.integers(0, 3)), back=st.integers(0, 4))
def test_webhooks_in_any_order__any_missing_and_the_return_anywhere_between(
    monthly: Plan, which: list[int], missing: set[int], back: int
) -> None:
    story = Story()
    story.step("decline", 0)
    story.step("pay", 0)
    for place, number in enumerate(which):
        if place == back:
            story.step("come_back", 0)
        if number not in missing:
            story.step("message", number)
    if back == 4:
        story.step("come_back", 0)
    assert_the_books_agree(story)
    assert queries.is_member(story.reader, story.now)
