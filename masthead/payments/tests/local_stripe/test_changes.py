"""A running subscription is switched, paused, resumed and ended, by the client and in the portal."""

from typing import Any

import pytest
import stripe

from masthead.payments.tests.local_stripe.stage import (
    BACK,
    DAY,
    DECLINED,
    HOUR,
    ONCE,
    Fields,
    Shop,
    card,
    visit,
)

pytestmark = pytest.mark.one_database


def item_of(subscription: stripe.Subscription) -> stripe.SubscriptionItem:
    return subscription["items"].data[0]


def half_way(shop: Shop, subscription: stripe.Subscription) -> None:
    """Half of the period passes."""
    item = item_of(subscription)
    shop.pass_time(
        (item.current_period_end - item.current_period_start) // 2
        + item.current_period_start
        - shop.local.now()
    )


def amounts(invoice: stripe.Invoice) -> list[int]:
    return [line.amount for line in invoice.lines.data]


def test_switch__invoices_the_difference_at_once_when_asked_to(shop: Shop) -> None:
    subscription = shop.join()
    dear = shop.price(1000)
    half_way(shop, subscription)
    item = item_of(subscription)
    preview = shop.v1.invoices.create_preview(
        {
            "subscription": subscription.id,
            "subscription_details": {
                "items": [{"id": item.id, "price": dear.id}],
                "proration_behavior": "always_invoice",
            },
        }
    )
    assert preview.id.startswith("upcoming_in_")
    assert item_of(shop.subscription(subscription.id)).price.id != dear.id
    switched = shop.v1.subscriptions.update(
        subscription.id,
        {"items": [{"id": item.id, "price": dear.id}], "proration_behavior": "always_invoice"},
    )
    assert item_of(switched).price.id == dear.id
    assert item_of(switched).current_period_end == item.current_period_end
    invoice = shop.invoices(subscription.id)[0]
    assert (invoice.status, invoice.billing_reason) == ("paid", "subscription_update")
    assert amounts(invoice) == amounts(preview) == [-250, 500]
    details = invoice.lines.data[0].parent
    assert details is not None
    assert details.subscription_item_details is not None
    assert details.subscription_item_details.proration is True
    credited = details.subscription_item_details.proration_details
    assert credited is not None
    assert credited.credited_items is not None
    assert credited.credited_items.invoice == shop.invoices(subscription.id)[1].id


def test_switch__twice_in_one_period_gives_back_what_was_really_charged(shop: Shop) -> None:
    subscription = shop.join()
    item = item_of(subscription)
    half_way(shop, subscription)
    for amount in (1000, 2000):
        shop.v1.subscriptions.update(
            subscription.id,
            {
                "items": [{"id": item.id, "price": shop.price(amount).id}],
                "proration_behavior": "always_invoice",
            },
        )
    newest, before, _ = shop.invoices(subscription.id)
    assert amounts(before) == [-250, 500]
    assert amounts(newest) == [-500, 1000]


def test_switch__puts_the_difference_on_the_next_invoice_or_leaves_it(shop: Shop) -> None:
    subscription = shop.join()
    item = item_of(subscription)
    half_way(shop, subscription)
    preview = shop.v1.invoices.create_preview(
        {
            "subscription": subscription.id,
            "subscription_details": {"items": [{"id": item.id, "price": shop.price(1000).id}]},
        }
    )
    shop.v1.subscriptions.update(subscription.id, {"items": [{"id": item.id, "price": shop.price(1000).id}]})
    assert len(shop.invoices(subscription.id)) == 1
    waiting = shop.v1.invoice_items.list({"customer": str(subscription.customer)}).data
    assert sorted(each.amount for each in waiting) == [-250, 500]
    shop.v1.subscriptions.update(
        subscription.id,
        {"items": [{"id": item.id, "price": shop.price(700).id}], "proration_behavior": "none"},
    )
    shop.pass_time(item.current_period_end - shop.local.now() + HOUR)
    invoice = shop.invoices(subscription.id)[0]
    assert amounts(invoice) == [-250, 500, 700]
    assert amounts(preview) == [-250, 500, 1000]
    assert shop.v1.invoices.line_items.list(invoice.id, {"limit": 2}).has_more is True


def test_switch__to_a_year_begins_a_new_period_at_once(shop: Shop) -> None:
    subscription = shop.join()
    half_way(shop, subscription)
    shop.v1.subscriptions.update(
        subscription.id, {"items": [{"id": item_of(subscription).id, "price": shop.price(6000, "year").id}]}
    )
    now = shop.subscription(subscription.id)
    assert now.billing_cycle_anchor == shop.local.now()
    assert 365 * DAY <= item_of(now).current_period_end - item_of(now).current_period_start <= 366 * DAY
    assert amounts(shop.invoices(subscription.id)[0]) == [-250, 6000]


def test_switch__that_cannot_be_paid_is_undone_when_asked_to(shop: Shop) -> None:
    subscription = shop.join(ONCE)
    item = item_of(subscription)
    half_way(shop, subscription)
    with pytest.raises(stripe.CardError):
        shop.v1.subscriptions.update(
            subscription.id,
            {
                "items": [{"id": item.id, "price": shop.price(1000).id}],
                "proration_behavior": "always_invoice",
                "payment_behavior": "error_if_incomplete",
            },
        )
    assert item_of(shop.subscription(subscription.id)).price.id == item.price.id
    assert len(shop.invoices(subscription.id)) == 1


def test_cancelling_at_the_end__keeps_the_paid_time_and_can_be_taken_back(shop: Shop) -> None:
    subscription = shop.join()
    stopped = shop.v1.subscriptions.update(
        subscription.id, {"cancel_at_period_end": True, "cancellation_details": {"feedback": "unused"}}
    )
    end = item_of(subscription).current_period_end
    assert (stopped.status, stopped.cancel_at_period_end, stopped.cancel_at) == ("active", True, end)
    assert stopped.canceled_at == shop.local.now()
    back = shop.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": False})
    assert (back.cancel_at, back.canceled_at) == (None, None)
    shop.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    shop.pass_time(end - shop.local.now() - HOUR)
    assert shop.subscription(subscription.id).status == "active"
    shop.pass_time(HOUR)
    over = shop.subscription(subscription.id)
    assert (over.status, over.ended_at) == ("canceled", end)
    assert over.cancellation_details is not None
    assert (over.cancellation_details.reason, over.cancellation_details.feedback) == (
        "cancellation_requested",
        "unused",
    )
    assert len(shop.invoices(subscription.id)) == 1


def test_cancelling__at_a_moment_or_now(shop: Shop) -> None:
    later, now = shop.join(), shop.join()
    shop.v1.subscriptions.update(later.id, {"cancel_at": shop.local.now() + 5 * DAY})
    over = shop.v1.subscriptions.cancel(now.id, {"cancellation_details": {"comment": "moved away"}})
    assert (over.status, over.ended_at) == ("canceled", shop.local.now())
    assert [each.id for each in shop.v1.subscriptions.list().data] == [later.id]
    assert len(shop.v1.subscriptions.list({"status": "all"}).data) == 2
    assert [each.id for each in shop.v1.subscriptions.list({"status": "canceled"}).data] == [now.id]
    shop.pass_time(5 * DAY)
    assert shop.subscription(later.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.subscriptions.update(later.id, {"cancel_at_period_end": True})
    assert shop.v1.subscriptions.update(later.id, {"metadata": {"why": "moved"}}).metadata["why"] == "moved"


def test_cancelling__now_with_proration_credits_the_customer(shop: Shop) -> None:
    subscription = shop.join()
    half_way(shop, subscription)
    shop.v1.subscriptions.cancel(subscription.id, {"prorate": True, "invoice_now": True})
    assert shop.invoices(subscription.id)[0].total == -250
    assert shop.v1.customers.retrieve(str(subscription.customer)).balance == -250


def test_pause__gives_credit_and_makes_no_invoices_until_resumed(shop: Shop) -> None:
    subscription = shop.join()
    half_way(shop, subscription)
    paused = shop.v1.subscriptions.pause(subscription.id)
    assert paused.status == "paused"
    assert paused.status_details is not None
    assert paused.status_details.paused.subscription.type == "pause_requested"
    assert shop.events("customer.subscription.paused")
    shop.pass_time(90 * DAY)
    assert len(shop.invoices(subscription.id)) == 1
    resumed = shop.v1.subscriptions.resume(subscription.id, {"payment_behavior": "resume_on_payment_success"})
    assert (resumed.status, resumed.status_details) == ("active", None)
    assert item_of(resumed).current_period_start == shop.local.now()
    invoice = shop.invoices(subscription.id)[0]
    assert (amounts(invoice), invoice.amount_paid) == ([-250, 500], 250)
    assert shop.events("customer.subscription.resumed")


def test_pause__resumes_within_the_old_period(shop: Shop) -> None:
    subscription = shop.join()
    item = item_of(subscription)
    half_way(shop, subscription)
    shop.v1.subscriptions.pause(subscription.id, {"bill_for": {"unused_time_from": {"type": "none"}}})
    resumed = shop.v1.subscriptions.resume(
        subscription.id, {"billing_cycle_anchor": {"type": "unchanged"}, "proration_behavior": "none"}
    )
    assert item_of(resumed).current_period_end == item.current_period_end
    assert len(shop.invoices(subscription.id)) == 1


def test_resume__stays_paused_until_it_is_paid(shop: Shop) -> None:
    subscription = shop.join(ONCE)
    shop.v1.subscriptions.pause(subscription.id, {"bill_for": {"unused_time_from": {"type": "none"}}})
    resumed = shop.v1.subscriptions.resume(subscription.id, {"payment_behavior": "resume_on_payment_success"})
    assert resumed.status == "paused"
    shop.pass_time(4 * DAY)
    owed = shop.invoices(subscription.id)[0]
    assert (owed.attempt_count, owed.next_payment_attempt is None) == (2, False)
    page = str(owed.hosted_invoice_url)
    assert visit(page, card(keep="1")).leads_to == page
    assert shop.subscription(subscription.id).status == "active"


def test_resume__by_default_goes_on_and_may_be_behind_without_a_retry(shop: Shop) -> None:
    subscription = shop.join(ONCE)
    shop.v1.subscriptions.pause(subscription.id, {"bill_for": {"unused_time_from": {"type": "none"}}})
    assert shop.v1.subscriptions.resume(subscription.id).status == "past_due"
    owed = shop.invoices(subscription.id)[0]
    assert (owed.status, owed.attempt_count, owed.next_payment_attempt) == ("open", 1, None)


def test_lines__of_a_long_invoice_come_ten_at_a_time(shop: Shop) -> None:
    subscription = shop.join()
    item = item_of(subscription)
    for amount in range(600, 1200, 100):
        shop.pass_time(DAY)
        price = shop.price(amount).id
        shop.v1.subscriptions.update(subscription.id, {"items": [{"id": item.id, "price": price}]})
    shop.pass_time(item.current_period_end - shop.local.now())
    invoice = shop.invoices(subscription.id)[0]
    assert (len(invoice.lines.data), invoice.lines.has_more) == (10, True)
    every = list(shop.v1.invoices.line_items.list(invoice.id).auto_paging_iter())
    assert len(every) == 13
    assert sum(line.amount for line in every) == invoice.total


def test_collection_paused__makes_invoices_that_nobody_collects(shop: Shop) -> None:
    subscription = shop.join()
    shop.v1.subscriptions.update(subscription.id, {"pause_collection": {"behavior": "void"}})
    shop.pass_time(item_of(subscription).current_period_end - shop.local.now() + HOUR)
    assert [each.status for each in shop.invoices(subscription.id)] == ["void", "paid"]
    assert shop.subscription(subscription.id).status == "active"


def portal(shop: Shop, customer: str, **more: Any) -> stripe.billing_portal.Session:
    """A visit to a portal in which everything is on."""
    configuration = shop.v1.billing_portal.configurations.create(
        {
            "features": {
                "customer_update": {"enabled": True, "allowed_updates": ["email", "name"]},
                "invoice_history": {"enabled": True},
                "payment_method_update": {"enabled": True},
                "subscription_cancel": {
                    "enabled": True,
                    "cancellation_reason": {"enabled": True, "options": ["unused", "other"]},
                },
                "subscription_pause": {"enabled": True},
                "subscription_update": {
                    "enabled": True,
                    "default_allowed_updates": ["price"],
                    "proration_behavior": "always_invoice",
                    "products": [
                        {
                            "product": shop.product.id,
                            "prices": [each.id for each in shop.v1.prices.list().data],
                        }
                    ],
                },
            }
        }
    )
    given: Any = {"customer": customer, "configuration": configuration.id, "return_url": BACK}
    given.update(more)
    return shop.v1.billing_portal.sessions.create(given)


def test_portal__stops_takes_back_switches_pauses_and_resumes(shop: Shop) -> None:
    subscription = shop.join()
    dear = shop.price(1000, nickname="Patron")
    session = portal(shop, str(subscription.customer))
    shown = visit(session.url)
    assert "Goes on after" in shown.text
    assert BACK in shown.text
    assert Fields(shown.text).fields <= Fields(shown.text).labels
    assert visit(session.url, {"act": f"stop:{subscription.id}", "feedback": "unused"}).status == 303
    stopped = shop.subscription(subscription.id)
    assert stopped.cancel_at_period_end is True
    assert stopped.cancellation_details is not None
    assert stopped.cancellation_details.feedback == "unused"
    assert "Ends on" in visit(session.url).text
    visit(session.url, {"act": f"keep:{subscription.id}"})
    assert shop.subscription(subscription.id).cancel_at is None
    half_way(shop, subscription)
    visit(session.url, {"act": f"switch:{subscription.id}", "price": dear.id})
    assert item_of(shop.subscription(subscription.id)).price.id == dear.id
    assert amounts(shop.invoices(subscription.id)[0]) == [-250, 500]
    visit(session.url, {"act": f"pause:{subscription.id}"})
    assert shop.subscription(subscription.id).status == "paused"
    visit(session.url, {"act": f"resume:{subscription.id}"})
    assert shop.subscription(subscription.id).status == "active"


def test_portal__changes_the_card_the_address_and_shows_invoices(shop: Shop) -> None:
    subscription = shop.join()
    session = portal(shop, str(subscription.customer))
    assert visit(session.url, card("1234", act="card")).status == 402
    assert visit(session.url, card("5555555555554444", act="card")).status == 303
    own = str(shop.subscription(subscription.id).default_payment_method)
    method = shop.v1.payment_methods.retrieve(own)
    assert method.card is not None
    assert method.card.brand == "mastercard"
    visit(session.url, {"act": "customer", "email": "new@example.org"})
    assert shop.v1.customers.retrieve(str(subscription.customer)).email == "new@example.org"
    invoice = shop.invoices(subscription.id)[0]
    assert str(invoice.number) in visit(session.url).text


def test_portal__does_only_what_is_on_and_only_for_its_customer(shop: Shop) -> None:
    mine, other = shop.join(), shop.join()
    bare = shop.v1.billing_portal.configurations.create({"features": {"invoice_history": {"enabled": True}}})
    session = shop.v1.billing_portal.sessions.create(
        {"customer": str(mine.customer), "configuration": bare.id, "return_url": BACK}
    )
    assert visit(session.url, {"act": f"stop:{mine.id}"}).status == 402
    assert visit(session.url, card(DECLINED, act="card")).status == 402
    full = portal(shop, str(mine.customer))
    assert visit(full.url, {"act": f"stop:{other.id}"}).status == 402
    assert shop.subscription(other.id).cancel_at_period_end is False
    changed = shop.v1.billing_portal.configurations.update(
        bare.id, {"features": {"subscription_pause": {"enabled": True}}}
    )
    assert (changed.features.subscription_pause.enabled, changed.features.invoice_history.enabled) == (
        True,
        True,
    )


def test_portal__leads_straight_to_one_thing_and_back(shop: Shop) -> None:
    subscription = shop.join()
    session = portal(
        shop,
        str(subscription.customer),
        flow_data={
            "type": "subscription_cancel",
            "subscription_cancel": {"subscription": subscription.id},
            "after_completion": {"type": "redirect", "redirect": {"return_url": f"{BACK}?done=1"}},
        },
    )
    assert "Card number" not in visit(session.url).text
    assert visit(session.url, {"act": f"stop:{subscription.id}"}).leads_to == f"{BACK}?done=1"
