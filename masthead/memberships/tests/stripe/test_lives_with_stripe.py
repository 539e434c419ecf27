"""The whole life of a membership with the official client: money and access agree at every turn."""

from datetime import timedelta
from itertools import pairwise

import pytest

from masthead.memberships import operations as memberships
from masthead.memberships.tests.stripe.story import Story
from masthead.payments import operations
from masthead.payments.errors import AlreadySubscribed, PaymentIsOnItsWay
from masthead.payments.models import Attempt, Buyer, Checkout, Invoice, ProviderAccount, Subscription
from masthead.payments.providers.stripe.truths import PERSON, word
from masthead.payments.states import CheckoutState, SubscriptionState
from masthead.payments.tests.local_stripe.stage import (
    ASKS,
    DECLINED,
    IBAN_FAILS,
    IBAN_PAYS,
    ONCE,
    card,
    debit,
    visit,
)

pytestmark = pytest.mark.django_db


def test_stripe__whoever_pays_is_in(story: Story) -> None:
    subscription = story.join()
    assert subscription.state == SubscriptionState.RUNNING
    assert story.is_in
    invoice = Invoice.objects.get()
    assert (invoice.amount_minor, invoice.currency, invoice.state) == (600, "EUR", "paid")
    assert [line.item_key for line in invoice.lines.all()] == [subscription.item_key]
    assert invoice.span == (subscription.period_start, subscription.period_end)
    account, buyer = ProviderAccount.objects.get(), Buyer.objects.get()
    assert (account.provider, account.is_live) == ("stripe", False)
    assert account.ref.startswith("acct_")
    assert word(story.api.customers.retrieve(buyer.ref).metadata, PERSON) == str(story.reader.pk)


def test_stripe__a_second_click_leads_to_the_same_page_and_coming_back_again_changes_nothing(
    story: Story,
) -> None:
    first, second = story.begin(), story.begin()
    assert first.hosted_url == second.hosted_url
    story.pay(first)
    for _ in range(3):
        assert story.come_back(first).state == CheckoutState.PAID
    assert Invoice.objects.count() == Attempt.objects.count() == 1
    with pytest.raises(AlreadySubscribed):
        story.begin()


def test_stripe__a_declined_card_is_followed_by_a_good_one(story: Story) -> None:
    checkout = story.begin()
    story.pay(checkout, card(DECLINED))
    assert story.come_back(checkout).state == CheckoutState.OPEN
    assert not story.is_in
    story.pay(checkout)
    assert story.come_back(checkout).state == CheckoutState.PAID
    assert story.is_in


def test_stripe__the_bank_asks_and_is_answered(story: Story) -> None:
    checkout = story.begin()
    question = story.pay(checkout, card(ASKS)).leads_to
    assert not story.is_in
    visit(question, {"act": "yes"})
    assert story.come_back(checkout).state == CheckoutState.PAID
    assert story.is_in


def test_stripe__a_question_of_the_bank_left_unanswered_costs_nothing_and_bars_nobody(story: Story) -> None:
    checkout = story.begin()
    story.pay(checkout, card(ASKS))
    story.passes(days=2)
    assert story.come_back(checkout).state == CheckoutState.CLOSED
    assert not story.is_in
    assert story.join().state == SubscriptionState.RUNNING
    assert Invoice.objects.filter(state="paid").count() == 1


def test_stripe__a_debit_is_on_its_way_for_days_and_then_there(story: Story) -> None:
    checkout = story.begin()
    story.pay(checkout, debit(IBAN_PAYS))
    assert story.come_back(checkout).state == CheckoutState.PENDING
    assert not story.is_in
    with pytest.raises((PaymentIsOnItsWay, AlreadySubscribed)):
        story.begin()
    story.passes(days=7)
    operations.reconcile_unsettled(now=story.now)
    assert Checkout.objects.get().state == CheckoutState.PAID
    assert story.is_in


def test_stripe__a_debit_that_fails_after_days_opens_nothing(story: Story) -> None:
    checkout = story.begin()
    story.pay(checkout, debit(IBAN_FAILS))
    assert story.come_back(checkout).state == CheckoutState.PENDING
    story.passes(days=7)
    assert story.come_back(checkout).state == CheckoutState.CLOSED
    assert not story.is_in


def test_stripe__renewals_leave_no_gap(story: Story) -> None:
    story.join()
    for _ in range(3):
        before = story.now
        story.passes(days=31)
        story.hear()
        assert story.is_in
        assert not Invoice.objects.filter(state="open").exists()
        assert story.now > before
    paid = Invoice.objects.filter(state="paid").order_by("made_at")
    spans = [span for invoice in paid if (span := invoice.span)]
    assert len(spans) >= 3
    assert all(one[1] == other[0] for one, other in pairwise(spans))
    for year in {invoice.number[:4] for invoice in paid}:
        of_year = [invoice.number for invoice in paid if invoice.number.startswith(year)]
        assert of_year == [f"{year}-{number:06d}" for number in range(1, len(of_year) + 1)]


def test_stripe__a_card_that_fails_later_has_grace_and_is_repaired(story: Story) -> None:
    subscription = story.join(card(ONCE))
    story.passes(days=31, hours=2)
    subscription = story.hear()
    assert subscription.state == SubscriptionState.BEHIND
    owed = Invoice.objects.get(state="open")
    assert owed.next_try_at is not None
    assert story.is_in
    assert visit(owed.confirm_url, card()).status in {200, 302, 303}
    subscription = story.hear()
    assert subscription.state == SubscriptionState.RUNNING
    assert story.is_in
    assert [attempt.state for attempt in Attempt.objects.order_by("pk")] == ["succeeded", "succeeded"]


@pytest.mark.parametrize("end", ["cancel", "unpaid", "pause"])
def test_stripe__each_end_of_dunning_ends_access_and_bars_nobody(end: str, story: Story) -> None:
    story.local.control("dunning", {"end": end})
    story.join(card(ONCE))
    story.passes(days=31 + 30)
    subscription = story.hear()
    assert subscription.state in {"over", "unpaid", "paused"}
    assert not story.is_in
    assert story.begin().state == CheckoutState.OPEN


def test_stripe__cancelled_keeps_what_is_paid_and_can_be_taken_back(story: Story) -> None:
    subscription = story.join()
    memberships.cancel_membership(person=story.reader, now=story.now)
    subscription.refresh_from_db()
    assert story.access.until == subscription.period_end
    memberships.resume_membership(person=story.reader, now=story.now)
    memberships.cancel_membership(person=story.reader, now=story.now)
    story.passes(days=32)
    assert story.hear().state == SubscriptionState.OVER
    assert not story.is_in
    assert Invoice.objects.count() == 1


@pytest.mark.parametrize(("amount", "is_in"), [(600, False), (200, True)])
def test_stripe__a_whole_refund_ends_access_and_a_part_of_it_does_not(
    amount: int, is_in: bool, story: Story
) -> None:
    story.join()
    story.api.subscriptions.update(Subscription.objects.get().ref, {"cancel_at_period_end": True})
    story.api.refunds.create({"payment_intent": Attempt.objects.get().ref, "amount": amount})
    story.passes(hours=1)
    story.hear()
    assert story.is_in is is_in


def test_stripe__a_pause_closes_and_going_on_opens(story: Story) -> None:
    ref = story.join().ref
    story.api.subscriptions.pause(ref, {"type": "subscription"})
    subscription = story.hear()
    assert subscription.state == SubscriptionState.PAUSED
    assert subscription.paused_at is not None
    story.passes(hours=1)
    assert not story.is_in
    story.api.subscriptions.resume(ref, {"billing_cycle_anchor": {"type": "unchanged"}})
    assert story.hear().state == SubscriptionState.RUNNING
    assert story.is_in


def test_stripe__a_subscription_made_in_its_dashboard_is_followed(story: Story) -> None:
    story.join()
    ref = Subscription.objects.get().ref
    told = story.api.subscriptions.retrieve(ref)
    assert told.metadata[PERSON] == str(story.reader.pk)
    story.passes(days=40)
    assert operations.reconcile_unsettled(now=story.now) == 1
    assert Subscription.objects.get().period_end > story.now - timedelta(days=1)
