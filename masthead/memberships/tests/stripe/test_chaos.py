"""Many lives with messages lost, doubled, out of order, and Stripe failing: money and access agree."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import stripe

from masthead.kit.refusals import Refusal
from masthead.memberships import operations as memberships
from masthead.memberships import queries
from masthead.memberships.models import Plan
from masthead.memberships.tests.stripe.story import Story
from masthead.payments import operations
from masthead.payments import queries as payments
from masthead.payments.coverage import COLLECTING_PERIOD
from masthead.payments.local_stripe import LocalStripe
from masthead.payments.models import Attempt, Buyer, Checkout, Invoice, Subscription
from masthead.payments.providers import About, WebhookMessage
from masthead.payments.providers.stripe.provider import THINGS
from masthead.payments.tests.local_stripe.stage import DECLINED, IBAN_FAILS, IBAN_PAYS, ONCE, card, debit
from masthead.people.operations import register_person

pytestmark = pytest.mark.django_db
CHARGING = {"active", "trialing"}


class Life(Story):
    """One reader among many, whom anything may befall; `chance` repeats it."""

    def __init__(self, local: LocalStripe, chance: random.Random, number: int) -> None:
        super().__init__(local, register_person(email=f"r{number}@mail.example", now=datetime.now(UTC)))
        self.chance = chance
        self.seen: list[str] = []

    def happens(self) -> None:
        """Something, or nothing where it cannot."""
        what: Callable[[], object] = self.chance.choice(
            [self.joins, self.joins, self.waits, self.waits, self.leaves, self.stays, self.is_refunded,
             self.pauses, self.goes_on, self.is_told, self.is_told, self.looks, self.breaks]
        )  # fmt: skip
        with suppress(Refusal, stripe.StripeError, Subscription.DoesNotExist):
            what()

    def joins(self) -> None:
        checkout = self.begin()
        fields = self.chance.choice(
            [card(), card(), card(ONCE), card(DECLINED), debit(IBAN_PAYS), debit(IBAN_FAILS)]
        )
        self.pay(checkout, fields)
        if self.chance.random() < 0.5:  # some close the window and never come back
            self.come_back(checkout)

    def waits(self) -> None:
        self.passes(days=self.chance.choice([0.1, 2, 9, 20, 31]))

    def leaves(self) -> None:
        memberships.cancel_membership(person=self.reader, now=self.now)

    def stays(self) -> None:
        memberships.resume_membership(person=self.reader, now=self.now)

    def is_refunded(self) -> None:
        paid = Attempt.objects.filter(invoice__person=self.reader, state="succeeded").first()
        if paid is not None:
            amount = self.chance.choice([600, 100])
            self.api.refunds.create({"payment_intent": paid.ref, "amount": amount})

    def pauses(self) -> None:
        self.api.subscriptions.pause(self._own().ref, {"type": "subscription"})

    def goes_on(self) -> None:
        self.api.subscriptions.resume(self._own().ref, {"billing_cycle_anchor": {"type": "unchanged"}})

    def is_told(self) -> None:
        """Some of Stripe's messages arrive, old ones again, in any order."""
        events = list(self.api.events.list({"limit": 30}).data)
        for event in self.chance.choices(events, k=4 if events else 0):
            thing = event.data.object
            kind = THINGS.get(thing.get("object", "") if isinstance(thing, dict) else thing["object"])
            about = About(kind, thing["id"]) if kind else None
            told = WebhookMessage(ref=event.id, kind=event.type, about=about)
            heard = operations.record_webhook(provider_name="stripe", message=told, body=b"{}", now=self.now)
            operations.process_webhook(message=heard, now=self.now)

    def looks(self) -> None:
        operations.reconcile_unsettled(now=self.now)

    def breaks(self) -> None:
        accident = self.chance.choice(["error_before", "error_after", "cut_after", "webhook_first"])
        self.local.control("chaos", {accident: self.chance.randint(1, 3)})

    def _own(self) -> Subscription:
        return Subscription.objects.filter(person=self.reader).latest("pk")


def live_through(local: LocalStripe, *, readers: int, steps: int, seed: int) -> list[Life]:
    """So many readers, one after the other at random; in the end everything is compared."""
    chance = random.Random(seed)
    lives = [Life(local, chance, number) for number in range(readers)]
    for _ in range(readers * steps):
        chance.choice(lives).happens()
    local.control("chaos", {})
    now = lives[0].now
    operations.reconcile_unsettled(now=now)
    run = operations.reconcile_everything(now=now)
    assert run.failed == run.unknown == 0
    return lives


def assert_money_and_access_agree(life: Life) -> None:
    """What Stripe has of this reader, asked for anew, against what we say."""
    customers = [
        one
        for one in life.api.customers.list({"email": life.reader.email}).data
        if one.email == life.reader.email
    ]
    assert len(customers) <= 1
    assert [buyer.ref for buyer in Buyer.objects.filter(person=life.reader)] == [one.id for one in customers]
    if not customers:
        return
    told = life.api.subscriptions.list({"customer": customers[0].id, "status": "all"}).data
    charging = [one.id for one in told if one.status in CHARGING and not one.cancel_at_period_end]
    # A second one can come of one that was paused or given up and goes on at Stripe: then it is found.
    assert sorted(charging) == sorted(
        payments.people_charged().filter(person=life.reader).values_list("ref", flat=True)
    )
    assert (len(charging) > 1) <= (queries.money_line(life.now).paying_twice > 0)
    covering, lately = [], []
    for one in told:
        ours = Subscription.objects.get(ref=one.id)
        assert ours.person_id == life.reader.pk
        for invoice in life.api.invoices.list({"subscription": one.id, "limit": 100}).data:
            row = Invoice.objects.get(ref=invoice.id)
            assert (row.state == "paid", row.amount_minor) == (invoice.status == "paid", invoice.total)
            if invoice.status != "paid" or one.status == "paused" or _is_given_back(life, row):
                continue
            for line in invoice.lines.data:
                if line.amount > 0:
                    start, end = (
                        datetime.fromtimestamp(at, UTC) for at in (line.period.start, line.period.end)
                    )
                    covering.append(start <= life.now < end)
                    lately.append(start <= life.now < end + COLLECTING_PERIOD)
        lately.append(one.status == "past_due")
    is_in = queries.is_member(life.reader, life.now)
    if any(covering):
        assert is_in, "paid, and locked out"
    elif not any(lately):
        assert not is_in, "in, and nothing paid"


def _is_given_back(life: Life, row: Invoice) -> bool:
    refs = row.attempts.values_list("ref", flat=True)
    back = [one for ref in refs for one in life.api.refunds.list({"payment_intent": ref}).data]
    return bool(back) and sum(one.amount for one in back if one.status == "succeeded") >= row.amount_minor


@pytest.mark.parametrize("seed", range(3))
def test_chaos__money_and_access_agree_in_every_life(seed: int, local: LocalStripe, plan: Plan) -> None:
    for life in live_through(local, readers=6, steps=9, seed=seed):
        assert_money_and_access_agree(life)
    assert not Checkout.objects.filter(
        state="paid", invoices__isnull=True, subscription__isnull=True
    ).exists()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 140))
def test_chaos__two_hundred_and_forty_lives(seed: int, local: LocalStripe, plan: Plan) -> None:
    for life in live_through(local, readers=6, steps=12, seed=seed):
        assert_money_and_access_agree(life)
