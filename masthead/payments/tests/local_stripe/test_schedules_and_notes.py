"""Prices that move on a date, credit notes, tax numbers and issuers' warnings of fraud."""

from typing import Any

import pytest
import stripe

from masthead.payments.tests.local_stripe.stage import BACK, DAY, HOUR, ONCE, Shop, visit

pytestmark = pytest.mark.one_database
WARNED = "4000000000005423"


def moved(
    shop: Shop, subscription: stripe.Subscription, price: str, **more: Any
) -> stripe.SubscriptionSchedule:
    """An old subscriber moves to another price when the period ends."""
    schedule = shop.v1.subscription_schedules.create({"from_subscription": subscription.id})
    now = schedule.phases[0]
    old = {
        "start_date": now.start_date,
        "end_date": now.end_date,
        "items": [{"price": str(now["items"][0].price)}],
    }
    new = {"items": [{"price": price}], "proration_behavior": "none"}
    given: Any = {"phases": [old, new], "end_behavior": "release"}
    given.update(more)
    return shop.v1.subscription_schedules.update(schedule.id, given)


def test_schedule__moves_the_price_at_the_end_of_the_period_and_lets_go(shop: Shop) -> None:
    subscription = shop.join()
    end = subscription["items"].data[0].current_period_end
    new = shop.price(800)
    schedule = moved(shop, subscription, new.id)
    assert (schedule.status, len(schedule.phases), schedule.phases[1].start_date) == ("active", 2, end)
    assert shop.subscription(subscription.id).schedule == schedule.id
    with pytest.raises(stripe.InvalidRequestError, match="schedule"):
        shop.v1.subscriptions.pause(subscription.id)
    with pytest.raises(stripe.InvalidRequestError, match="schedule"):
        shop.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    shop.pass_time(end - shop.local.now() + HOUR)
    assert shop.subscription(subscription.id)["items"].data[0].price.id == new.id
    assert [each.amount_paid for each in shop.invoices(subscription.id)] == [800, 500]
    shop.pass_time(32 * DAY)
    after = shop.v1.subscription_schedules.retrieve(schedule.id)
    assert (after.status, after.released_subscription, after.subscription) == (
        "released",
        subscription.id,
        None,
    )
    assert shop.subscription(subscription.id).schedule is None
    assert [each.amount_paid for each in shop.invoices(subscription.id)] == [800, 800, 500]


def test_schedule__ends_with_its_subscription_or_before_it(shop: Shop) -> None:
    first, second = shop.join(), shop.join()
    new = shop.price(800)
    ending = moved(shop, first, new.id, end_behavior="cancel")
    shop.pass_time(65 * DAY)
    assert shop.subscription(first.id).status == "canceled"
    assert shop.v1.subscription_schedules.retrieve(ending.id).status == "completed"
    released = shop.v1.subscription_schedules.release(moved(shop, second, new.id).id)
    assert released.status == "released"
    again = shop.v1.subscription_schedules.create({"from_subscription": second.id})
    assert [
        each.id for each in shop.v1.subscription_schedules.list({"customer": str(second.customer)}).data
    ] == [
        again.id,
        released.id,
    ]
    assert shop.v1.subscription_schedules.cancel(again.id).status == "canceled"
    assert shop.subscription(second.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.subscription_schedules.release(again.id)


def test_portal__lets_a_planned_subscription_be_stopped(shop: Shop) -> None:
    subscription = shop.join()
    schedule = moved(shop, subscription, shop.price(800).id)
    configuration = shop.v1.billing_portal.configurations.create(
        {"features": {"subscription_cancel": {"enabled": True}}}
    )
    session = shop.v1.billing_portal.sessions.create(
        {"customer": str(subscription.customer), "configuration": configuration.id, "return_url": BACK}
    )
    assert visit(session.url, {"act": f"stop:{subscription.id}"}).status == 303
    assert shop.subscription(subscription.id).cancel_at_period_end is True
    assert shop.v1.subscription_schedules.retrieve(schedule.id).status == "released"


def test_credit_note__refunds_part_of_what_was_paid_and_credits_the_rest(shop: Shop) -> None:
    subscription = shop.join()
    invoice = shop.invoices(subscription.id)[0]
    note = shop.v1.credit_notes.create(
        {"invoice": invoice.id, "amount": 300, "refund_amount": 200, "credit_amount": 100, "memo": "Sorry"}
    )
    assert (note.type, note.status, note.number) == ("post_payment", "issued", f"{invoice.number}-CN-01")
    assert [each.amount_refunded for each in note.refunds] == [200]
    assert shop.charge_of(subscription.id).amount_refunded == 200
    assert shop.v1.customers.retrieve(str(subscription.customer)).balance == -100
    after = shop.v1.invoices.retrieve(invoice.id)
    assert (after.status, after.post_payment_credit_notes_amount) == ("paid", 300)
    for amount, back in ((201, 201), (100, 50)):
        with pytest.raises(stripe.InvalidRequestError):
            shop.v1.credit_notes.create({"invoice": invoice.id, "amount": amount, "refund_amount": back})
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.credit_notes.void_credit_note(note.id)
    assert [each.id for each in shop.v1.credit_notes.list({"invoice": invoice.id}).data] == [note.id]


def test_credit_note__of_an_open_invoice_lets_less_be_owed_until_nothing_is(shop: Shop) -> None:
    subscription = shop.join(ONCE)
    end = subscription["items"].data[0].current_period_end
    shop.pass_time(end - shop.local.now() + HOUR)
    invoice = shop.invoices(subscription.id)[0]
    note = shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 200, "reason": "order_change"})
    assert (note.type, shop.v1.invoices.retrieve(invoice.id).amount_remaining) == ("pre_payment", 300)
    assert shop.v1.credit_notes.void_credit_note(note.id).status == "void"
    assert shop.v1.invoices.retrieve(invoice.id).amount_remaining == 500
    shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 500})
    paid = shop.v1.invoices.retrieve(invoice.id)
    assert (paid.status, paid.amount_paid, paid.amount_remaining) == ("paid", 0, 0)
    assert shop.subscription(subscription.id).status == "active"


def test_tax_number__is_kept_with_the_customer_and_on_invoices(shop: Shop) -> None:
    customer = shop.v1.customers.create({"email": "rita@example.org"})
    number = shop.v1.customers.tax_ids.create(customer.id, {"type": "eu_vat", "value": "ATU12345678"})
    assert number.country == "AT"
    shop.v1.subscriptions.create({"customer": customer.id, "items": [{"price": shop.price().id}]})
    noted = shop.v1.invoices.list({"customer": customer.id}).data[0].customer_tax_ids
    assert [each.value for each in noted or []] == ["ATU12345678"]
    assert shop.v1.customers.tax_ids.delete(customer.id, number.id).deleted is True
    assert shop.v1.customers.tax_ids.list(customer.id).data == []


def test_warning__of_fraud_can_be_acted_on_until_the_money_is_back(shop: Shop) -> None:
    charge = shop.charge_of(shop.join(WARNED).id)
    shop.pass_time(2)
    warning = shop.v1.radar.early_fraud_warnings.list({"charge": charge.id}).data[0]
    assert (warning.actionable, warning.fraud_type) == (True, "made_with_stolen_card")
    assert shop.events("radar.early_fraud_warning.created")
    shop.v1.refunds.create({"charge": charge.id})
    assert shop.v1.radar.early_fraud_warnings.retrieve(warning.id).actionable is False
