"""Whatever is done in whatever order, the server has no fault and its books agree; a seed makes each life."""

import random
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
import stripe

from masthead.payments.local_stripe.cards import BEHAVIOURS
from masthead.payments.tests.local_stripe.stage import DAY, HOUR, Endpoint, Shop, card, debit, visit

pytestmark = pytest.mark.one_database
CARDS = [number for number in BEHAVIOURS if not number.startswith("AT")]
IBANS = [number for number in BEHAVIOURS if number.startswith("AT")]
STEPS = 25


class Life:
    """One reader and what they and the publisher do, by chance."""

    def __init__(self, shop: Shop, chance: random.Random) -> None:
        self.shop = shop
        self.v1 = shop.v1
        self.chance = chance
        self.prices = [
            shop.price(500),
            shop.price(900),
            shop.price(6000, "year"),
            shop.price(1400, interval_count=3),
        ]
        self.customer = self.v1.customers.create({"email": "rita@example.org"}).id

    def step(self) -> None:
        self.chance.choice(self.deeds())()

    def deeds(self) -> list[Callable[[], object]]:
        return [
            self.join,
            self.join,
            self.wait,
            self.wait,
            self.wait,
            self.stop_or_go_on,
            self.cancel,
            self.pause_or_resume,
            self.switch,
            self.pay,
            self.refund,
            self.close_dispute,
            self.give_up,
            self.plan,
            self.credit,
        ]

    def subscription(self) -> stripe.Subscription | None:
        found = self.v1.subscriptions.list({"customer": self.customer}).data
        return self.chance.choice(found) if found else None

    def join(self) -> None:
        more: dict[str, object] = (
            {"subscription_data": {"trial_period_days": 5}} if self.chance.random() < 0.3 else {}
        )
        page = self.shop.page(self.chance.choice(self.prices).id, customer=self.customer, **more)
        bank = self.chance.random() < 0.2 and not more
        typed = debit(self.chance.choice(IBANS)) if bank else card(self.chance.choice(CARDS))
        shown = visit(str(page.url), typed)
        if "/3ds/" in shown.leads_to and self.chance.random() < 0.8:
            visit(shown.leads_to, {"act": self.chance.choice(["yes", "yes", "no"])})

    def wait(self) -> None:
        self.shop.pass_time(self.chance.choice([HOUR, 3 * DAY, 9 * DAY, 31 * DAY]))

    def stop_or_go_on(self) -> None:
        one = self.subscription()
        if one and not one.schedule:
            self.v1.subscriptions.update(one.id, {"cancel_at_period_end": not one.cancel_at_period_end})

    def cancel(self) -> None:
        one = self.subscription()
        if one and self.chance.random() < 0.4:
            self.v1.subscriptions.cancel(one.id, {"prorate": True, "invoice_now": self.chance.random() < 0.5})

    def pause_or_resume(self) -> None:
        one = self.subscription()
        if one and one.status in {"active", "past_due"} and not one.schedule:
            self.v1.subscriptions.pause(
                one.id, {"invoicing_behavior": self.chance.choice(["invoice", "pending_invoice_item"])}
            )
        elif one and one.status == "paused":
            kind = self.chance.choice(["now", "unchanged"])
            behaviour = self.chance.choice(["resume_on_payment_success", "resume_on_payment_attempt"])
            self.v1.subscriptions.resume(
                one.id, {"billing_cycle_anchor": {"type": kind}, "payment_behavior": behaviour}
            )

    def switch(self) -> None:
        if one := self.subscription():
            behaviour = self.chance.choice(["none", "create_prorations", "always_invoice"])
            price = self.chance.choice(self.prices).id
            wanted: Any = {
                "items": [{"id": one["items"].data[0].id, "price": price}],
                "proration_behavior": behaviour,
            }
            if one.status in {"active", "trialing", "past_due"}:
                self.v1.invoices.create_preview({"subscription": one.id, "subscription_details": wanted})
            self.v1.subscriptions.update(one.id, wanted)

    def pay(self) -> None:
        owed = self.v1.invoices.list({"customer": self.customer, "status": "open"}).data
        if owed:
            visit(str(self.chance.choice(owed).hosted_invoice_url), card(self.chance.choice(CARDS), keep="1"))

    def refund(self) -> None:
        paid = [
            each
            for each in self.v1.charges.list({"customer": self.customer}).data
            if each.status == "succeeded"
        ]
        left = [each for each in paid if not each.refunded and not each.disputed]
        if left:
            one = self.chance.choice(left)
            self.v1.refunds.create(
                {"charge": one.id, "amount": self.chance.randint(1, one.amount - one.amount_refunded)}
            )

    def close_dispute(self) -> None:
        for dispute in self.v1.disputes.list().data:
            if dispute.status == "needs_response":
                sentence = self.chance.choice(["winning_evidence", "losing_evidence"])
                self.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": sentence}})

    def give_up(self) -> None:
        owed = self.v1.invoices.list({"customer": self.customer, "status": "open"}).data
        if owed and self.chance.random() < 0.3:
            on_its_way = any(each.status == "processing" for each in self.v1.payment_intents.list().data)
            with pytest.raises(stripe.InvalidRequestError) if on_its_way else nullcontext():
                self.v1.invoices.void_invoice(owed[0].id)

    def plan(self) -> None:
        one = self.subscription()
        if one and one.schedule:
            self.v1.subscription_schedules.release(str(one.schedule))
        elif one and one.status in {"active", "past_due", "trialing"}:
            schedule = self.v1.subscription_schedules.create({"from_subscription": one.id})
            now = schedule.phases[0]
            price = self.chance.choice(self.prices).id
            old = {"items": [{"price": str(now["items"][0].price)}], "end_date": now.end_date}
            given: Any = {"phases": [old, {"items": [{"price": price}]}]}
            given["end_behavior"] = self.chance.choice(["release", "cancel"])
            self.v1.subscription_schedules.update(schedule.id, given)

    def credit(self) -> None:
        owed = self.v1.invoices.list({"customer": self.customer, "status": "open"}).data
        on_its_way = any(each.status == "processing" for each in self.v1.payment_intents.list().data)
        if owed and not on_its_way:
            amount = self.chance.choice([owed[0].amount_remaining, owed[0].amount_remaining // 2])
            self.v1.credit_notes.create({"invoice": owed[0].id, "amount": amount})


def books_agree(shop: Shop, customer: str) -> None:
    """Money, invoices and subscriptions say the same."""
    charges = {
        each.id: each
        for each in shop.v1.charges.list({"customer": customer, "limit": 100}).auto_paging_iter()
    }
    for invoice in shop.v1.invoices.list(
        {"customer": customer, "expand": ["data.payments"]}
    ).auto_paging_iter():
        assert invoice.payments is not None
        intents = [str(each.payment.payment_intent) for each in invoice.payments.data]
        assert len(intents) <= 1, "one payment intent over all tries"
        taken = [
            each for each in charges.values() if each.payment_intent in intents and each.status == "succeeded"
        ]
        if invoice.status == "paid":
            assert sum(each.amount for each in taken) == invoice.amount_paid == invoice.amount_due
        else:
            assert taken == [], "money for what is not paid"
        lines = sum(line.amount for line in shop.v1.invoices.line_items.list(invoice.id).auto_paging_iter())
        assert invoice.subtotal == lines
    for charge in charges.values():
        back = [
            each.amount
            for each in shop.v1.refunds.list({"charge": charge.id}).data
            if each.status != "failed"
        ]
        assert sum(back) == charge.amount_refunded <= charge.amount
    for one in shop.v1.subscriptions.list({"customer": customer, "status": "all"}).auto_paging_iter():
        item = one["items"].data[0]
        assert item.current_period_start < item.current_period_end
        if one.status in {"active", "trialing", "past_due"}:
            assert item.current_period_start <= shop.local.now() < item.current_period_end


@pytest.mark.parametrize("seed", range(8))
def test_life__by_chance_leaves_books_that_agree(shop: Shop, endpoint: Endpoint, seed: int) -> None:
    live(shop, endpoint, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8, 200))
def test_life__by_chance_many_times(shop: Shop, endpoint: Endpoint, seed: int) -> None:
    live(shop, endpoint, seed)


def live(shop: Shop, endpoint: Endpoint, seed: int) -> None:
    chance = random.Random(seed)
    shop.local.control("dunning", {"end": chance.choice(["cancel", "unpaid", "pause"])})
    shop.local.control("chaos", {"seed": seed, "duplicate": 0.2, "drop": 0.1, "delay": 7200, "reorder": True})
    life = Life(shop, chance)
    for _ in range(STEPS):
        endpoint.answers = chance.choice([200, 200, 200, 500])
        life.step()
    books_agree(shop, life.customer)
    assert shop.local.state()["faults"] == 0
