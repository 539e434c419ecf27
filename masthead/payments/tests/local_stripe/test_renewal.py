"""Renewals by time: on time, late because the endpoint is down, failed and mended; each end of dunning."""

import pytest
import stripe

from masthead.payments.tests.local_stripe.stage import (
    ASKS,
    DAY,
    GOOD,
    HOUR,
    ONCE,
    Endpoint,
    Shop,
    card,
    visit,
)

pytestmark = pytest.mark.one_database


def period_end(subscription: stripe.Subscription) -> int:
    return subscription["items"].data[0].current_period_end


def to_period_end(shop: Shop, ref: str) -> int:
    """Time passes to the very end of the period."""
    end = period_end(shop.subscription(ref))
    shop.pass_time(end - shop.local.now())
    return end


def test_renewal__rolls_at_once_and_is_collected_an_hour_later(shop: Shop) -> None:
    subscription = shop.join()
    end = to_period_end(shop, subscription.id)
    rolled = shop.subscription(subscription.id)
    assert rolled.status == "active"
    assert rolled["items"].data[0].current_period_start == end
    draft = shop.invoices(subscription.id)[0]
    assert (draft.status, draft.billing_reason, draft.created) == ("draft", "subscription_cycle", end)
    assert draft.automatically_finalizes_at == end + HOUR
    first = shop.invoices(subscription.id)[1]
    assert (draft.period_start, draft.period_end) == (first.lines.data[0].period.start, end)
    assert (draft.lines.data[0].period.start, draft.lines.data[0].period.end) == (end, period_end(rolled))
    shop.pass_time(HOUR)
    paid = shop.invoices(subscription.id)[0]
    assert (paid.status, paid.status_transitions.paid_at) == ("paid", end + HOUR)
    assert paid.number != first.number


def test_renewal__follows_the_calendar_from_its_anchor(shop: Shop) -> None:
    subscription = shop.join(price=shop.price(1500, "month", interval_count=3).id)
    anchor = subscription.billing_cycle_anchor
    for _ in range(4):
        to_period_end(shop, subscription.id)
    assert 365 * DAY <= shop.local.now() - anchor <= 366 * DAY
    shop.pass_time(HOUR)
    assert [each.amount_paid for each in shop.invoices(subscription.id)] == [1500] * 5


@pytest.mark.parametrize(("down_for", "collected_after"), [(10 * HOUR, 12 * HOUR), (80 * HOUR, 72 * HOUR)])
def test_late_renewal__waits_for_the_endpoint_and_72_hours_at_most(
    shop: Shop, endpoint: Endpoint, down_for: int, collected_after: int
) -> None:
    subscription = shop.join()
    shop.pass_time(0)
    endpoint.answers = 503
    end = to_period_end(shop, subscription.id)
    shop.pass_time(down_for)
    if down_for < 72 * HOUR:
        assert shop.invoices(subscription.id)[0].status == "draft"
        assert shop.subscription(subscription.id).status == "active"
    endpoint.answers = 200
    shop.pass_time(80 * HOUR)
    invoice = shop.invoices(subscription.id)[0]
    assert invoice.status == "paid"
    assert invoice.status_transitions.paid_at is not None
    late = invoice.status_transitions.paid_at - end
    assert down_for < late <= collected_after + 7 * HOUR if down_for < 72 * HOUR else late == collected_after


def test_failed_renewal__is_behind_until_a_retry_with_another_card_succeeds(shop: Shop) -> None:
    subscription = shop.join(ONCE)
    to_period_end(shop, subscription.id)
    shop.pass_time(HOUR)
    invoice = shop.invoices(subscription.id)[0]
    failed_at = shop.local.now()
    assert shop.subscription(subscription.id).status == "past_due"
    assert (invoice.status, invoice.attempt_count) == ("open", 1)
    assert invoice.next_payment_attempt is not None
    assert abs(invoice.next_payment_attempt - failed_at - 3 * DAY) < 60
    assert invoice.payments is not None
    first_try = str(invoice.payments.data[0].payment.payment_intent)
    shop.pass_time(3 * DAY + HOUR)
    assert shop.invoices(subscription.id)[0].attempt_count == 2
    replace_card(shop, str(subscription.customer), GOOD)
    shop.pass_time(5 * DAY + HOUR)
    mended = shop.invoices(subscription.id)[0]
    assert (mended.status, mended.attempt_count, mended.next_payment_attempt) == ("paid", 3, None)
    assert mended.payments is not None
    assert [str(each.payment.payment_intent) for each in mended.payments.data] == [first_try]
    assert shop.subscription(subscription.id).status == "active"
    assert [each.data.object["attempt_count"] for each in shop.events("invoice.payment_failed")] == [1, 2]


def replace_card(shop: Shop, customer: str, number: str) -> None:
    """The customer gives another card in the portal."""
    configuration = shop.v1.billing_portal.configurations.create(
        {"features": {"payment_method_update": {"enabled": True}}}
    )
    session = shop.v1.billing_portal.sessions.create(
        {"customer": customer, "configuration": configuration.id, "return_url": "http://127.0.0.1:9/"}
    )
    assert visit(session.url, card(number, act="card")).status == 303


def test_failed_renewal__is_paid_on_the_hosted_invoice_page(shop: Shop) -> None:
    subscription = shop.join(ONCE)
    to_period_end(shop, subscription.id)
    shop.pass_time(HOUR)
    page = str(shop.invoices(subscription.id)[0].hosted_invoice_url)
    assert "Still owed" in visit(page).text
    assert visit(page, card("4000000000000002")).status == 402
    assert visit(page, card(keep="1")).leads_to == page
    assert shop.subscription(subscription.id).status == "active"
    to_period_end(shop, subscription.id)
    shop.pass_time(HOUR)
    assert shop.invoices(subscription.id)[0].status == "paid"


def test_renewal__that_the_bank_asks_about_waits_for_the_holder(shop: Shop) -> None:
    subscription = shop.join(ASKS)
    to_period_end(shop, subscription.id)
    shop.pass_time(HOUR)
    assert shop.subscription(subscription.id).status == "past_due"
    assert shop.events("invoice.payment_action_required")
    page = str(shop.invoices(subscription.id)[0].hosted_invoice_url)
    asked = visit(page, {"act": "confirm"})
    assert visit(asked.leads_to, {"act": "yes"}).leads_to == page
    assert shop.subscription(subscription.id).status == "active"


@pytest.mark.parametrize(
    ("options", "status", "more"),
    [
        ({"dunning_end": "cancel"}, "canceled", "payment_failed"),
        ({"dunning_end": "unpaid"}, "unpaid", None),
        ({"dunning_end": "pause"}, "paused", "final_payment_failure"),
    ],
)
def test_dunning__ends_as_the_account_says(shop: Shop, status: str, more: str | None) -> None:
    subscription = shop.join(ONCE)
    to_period_end(shop, subscription.id)
    shop.pass_time(HOUR + 15 * DAY + HOUR)
    over = shop.subscription(subscription.id)
    invoice = shop.invoices(subscription.id)[0]
    assert over.status == status
    assert (invoice.status, invoice.attempt_count, invoice.next_payment_attempt) == ("open", 4, None)
    if status == "canceled":
        assert over.cancellation_details is not None
        assert over.cancellation_details.reason == more
        assert over.ended_at is not None
    if status == "paused":
        assert over.status_details is not None
        assert over.status_details.paused.subscription.type == more
    count = len(shop.invoices(subscription.id))
    shop.pass_time(40 * DAY)
    later = shop.invoices(subscription.id)
    if status == "unpaid":
        assert [each.status for each in later] == [
            "draft",
            *["draft"] * (len(later) - count - 1),
            "open",
            "paid",
        ]
    else:
        assert len(later) == count


@pytest.mark.parametrize("options", [{"dunning_end": "unpaid"}])
def test_unpaid__runs_again_when_the_newest_invoice_is_paid(shop: Shop) -> None:
    subscription = shop.join(ONCE)
    to_period_end(shop, subscription.id)
    shop.pass_time(16 * DAY)
    assert shop.subscription(subscription.id).status == "unpaid"
    newest = shop.invoices(subscription.id)[0]
    with pytest.raises(stripe.CardError) as refused:
        shop.v1.invoices.pay(newest.id)
    assert refused.value.code == "card_declined"
    assert shop.v1.invoices.pay(newest.id, {"paid_out_of_band": True}).status == "paid"
    assert shop.subscription(subscription.id).status == "active"


def test_invoices__are_voided_given_up_and_no_longer_collected(shop: Shop) -> None:
    subscription = shop.join(ONCE)
    to_period_end(shop, subscription.id)
    shop.pass_time(HOUR)
    owed = shop.invoices(subscription.id)[0]
    assert [each.id for each in shop.v1.invoices.list({"status": "open"}).data] == [owed.id]
    given_up = shop.v1.invoices.mark_uncollectible(owed.id)
    assert (given_up.status, given_up.next_payment_attempt) == ("uncollectible", None)
    voided = shop.v1.invoices.void_invoice(owed.id, {"expand": ["payments"]})
    assert (voided.status, voided.status_transitions.voided_at) == ("void", shop.local.now())
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.invoices.pay(owed.id)
    shop.pass_time(4 * DAY)
    assert shop.v1.invoices.retrieve(owed.id).attempt_count == 1


def test_coupon__for_three_months_runs_out(shop: Shop) -> None:
    coupon = shop.v1.coupons.create({"percent_off": 50, "duration": "repeating", "duration_in_months": 3})
    subscription = shop.join(discounts=[{"coupon": coupon.id}])
    for _ in range(4):
        to_period_end(shop, subscription.id)
        shop.pass_time(HOUR)
    assert [each.amount_paid for each in shop.invoices(subscription.id)] == [500, 500, 250, 250, 250]
    off = shop.invoices(subscription.id)[-1].total_discount_amounts
    assert off is not None
    assert [each.amount for each in off] == [250]


def test_small_amount__is_paid_at_once_and_owed_with_the_next_invoice(shop: Shop) -> None:
    customer = shop.v1.customers.create({"email": "rita@example.org"})
    made = shop.v1.subscriptions.create({"customer": customer.id, "items": [{"price": shop.price(20).id}]})
    assert made.status == "active"
    invoice = shop.invoices(made.id)[0]
    assert (invoice.status, invoice.amount_due, invoice.total) == ("paid", 0, 20)
    assert shop.v1.customers.retrieve(customer.id).balance == 20
