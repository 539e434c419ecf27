"""A subscription lives: it starts, tries, rolls from period to period, and ends when it was to end."""

from typing import Any

from masthead.payments.local_stripe import collecting, discounts, ids, invoices, prorations
from masthead.payments.local_stripe.failures import invalid
from masthead.payments.local_stripe.parameters import merged
from masthead.payments.local_stripe.periods import DAY, HOUR, last_boundary, next_boundary
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World

INCOMPLETE_FOR = 23 * HOUR
ROLLS = {"active", "past_due", "unpaid", "trialing"}
NOT_CANCELED = {"comment": None, "feedback": None, "feedback_option": None, "reason": None}
Chosen = list[tuple[Obj, int]]  # prices and how many of each


def items_of(world: World, subscription: Obj) -> list[Obj]:
    """The items of a subscription, in the order they came."""
    return world.find("subscription_item", subscription=subscription["id"])


def start(world: World, customer: Obj, chosen: Chosen, **given: Any) -> tuple[Obj, Obj]:
    """A subscription and its first invoice, finalised but not yet collected."""
    trial_end = given.get("trial_end")
    recurring = _one_rhythm(chosen)
    currency = chosen[0][0]["currency"]
    if customer["currency"] and customer["currency"] != currency:
        refuse_currency(customer, currency)
    world.change(customer, currency=currency)
    anchor = trial_end or world.now
    end = trial_end or next_boundary(anchor, recurring["interval"], recurring["interval_count"], world.now)
    subscription = _made(world, customer, currency, anchor, given)
    for price, quantity in chosen:
        world.new(
            "subscription_item",
            current_period_end=end,
            current_period_start=world.now,
            discounts=[],
            metadata={},
            quantity=quantity,
            subscription=subscription["id"],
            tax_rates=[],
            _price=price["id"],
        )
    applied = [
        discounts.redeem(world, subscription, coupon, promotion, given.get("session"))
        for coupon, promotion in given.get("coupons") or []
    ]
    world.change(subscription, discounts=applied)
    lines = [
        prorations.service_line(world, item, world.now, end, free=bool(trial_end))
        for item in items_of(world, subscription)
    ]
    invoice = invoices.draft(
        world, customer, currency, lines, "subscription_create", subscription=subscription
    )
    world.change(subscription, latest_invoice=invoice["id"])
    world.emit("customer.subscription.created", subscription)
    invoices.announce(world, invoice, waits=False)
    invoices.finalize(world, invoice)
    if trial_end:
        world.plan(max(world.now, trial_end - 3 * DAY), "trial_will_end", subscription["id"])
        world.plan(trial_end, "trial_end", subscription["id"])
    else:
        world.plan(end, "roll", subscription["id"])
    if invoice["status"] == "paid" and subscription["status"] == "incomplete":
        world.change(subscription, "customer.subscription.updated", status="active")
    if subscription["status"] == "incomplete":
        world.plan(world.now + INCOMPLETE_FOR, "expire_incomplete", subscription["id"])
    return subscription, invoice


def refuse_currency(customer: Obj, currency: str) -> None:
    """A customer pays in one currency for good."""
    raise invalid(
        f"You cannot combine currencies on a single customer. This customer has {customer['currency']}, "
        f"not {currency}.",
        "currency",
    )


def roll(world: World, subscription: Obj) -> None:
    """The period is over: the next one begins, with a draft that is collected an hour later."""
    if subscription["status"] not in ROLLS:
        return
    if subscription["cancel_at"] and subscription["cancel_at"] <= world.now:
        collecting.end(world, subscription, "cancellation_requested")
        return
    _next_period(world, subscription)


def trial_will_end(world: World, subscription: Obj) -> None:
    """The trial ends in three days, or sooner when it is shorter."""
    if subscription["status"] == "trialing":
        world.emit("customer.subscription.trial_will_end", subscription)


def trial_end(world: World, subscription: Obj) -> None:
    """The trial is over: it is paid from now, or, without anything to pay from, what was chosen happens."""
    if subscription["status"] != "trialing":
        return
    if subscription["cancel_at"] and subscription["cancel_at"] <= world.now:
        collecting.end(world, subscription, "cancellation_requested")
        return
    missing = collecting.method_for(world, subscription["customer"], subscription) is None
    choice = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
    if missing and choice == "cancel":
        collecting.end(world, subscription, "payment_failed")
    elif missing and choice == "pause":
        collecting.pause(world, subscription, "trial_end_without_payment_method")
    else:
        world.change(subscription, status="active")
        _next_period(world, subscription, {"status": "trialing"})


def expire_incomplete(world: World, subscription: Obj) -> None:
    """Nobody paid the first invoice in time: the subscription never was."""
    if subscription["status"] != "incomplete":
        return
    world.unplan(subscription["id"], "roll")
    invoice = world.get("invoice", subscription["latest_invoice"])
    if invoice["status"] == "open":
        invoices.void(world, invoice)
    world.change(
        subscription,
        "customer.subscription.updated",
        status="incomplete_expired",
        ended_at=world.now,
    )


def cancel_at(world: World, subscription: Obj) -> None:
    """The moment has come that was set for the end."""
    if subscription["status"] != "canceled" and (subscription["cancel_at"] or world.now + 1) <= world.now:
        collecting.end(world, subscription, "cancellation_requested")


def finalize_and_collect(world: World, invoice: Obj) -> None:
    """A draft's hour is over."""
    if invoice["status"] != "draft" or not invoice["auto_advance"]:
        return
    subscription = world.store.get(invoice["_subscription"] or "")
    resting = (subscription or {}).get("pause_collection")
    if resting and resting["behavior"] == "keep_as_draft":
        world.change(invoice, auto_advance=False, automatically_finalizes_at=None)
        return
    invoices.finalize(world, invoice)
    if resting and invoice["status"] == "open":
        close = invoices.void if resting["behavior"] == "void" else invoices.mark_uncollectible
        close(world, invoice)
    elif invoice["status"] == "open":
        collecting.collect(world, invoice)
    else:
        collecting.paid(world, invoice)


def bill_now(
    world: World,
    subscription: Obj,
    lines: list[invoices.Line],
    *,
    collect: bool = True,
    tried_once: bool = False,
) -> Obj:
    """An invoice over these lines at once; one that is tried once has no retries."""
    customer = world.get("customer", subscription["customer"])
    invoice = invoices.draft(
        world,
        customer,
        subscription["currency"],
        lines,
        "subscription_update",
        subscription=subscription,
        _tried_once=tried_once,
    )
    world.change(subscription, latest_invoice=invoice["id"])
    if collect:
        invoices.announce(world, invoice, waits=False)
        invoices.finalize(world, invoice)
        if invoice["status"] == "open":
            collecting.collect(world, invoice)
    return invoice


def begin_period(world: World, subscription: Obj, anchor: int) -> tuple[int, int]:
    """The items' period is the one of the anchor that holds now."""
    items = items_of(world, subscription)
    recurring = world.get("price", items[0]["_price"])["recurring"]
    rhythm = recurring["interval"], recurring["interval_count"]
    begin = last_boundary(anchor, *rhythm, world.now)
    end = next_boundary(anchor, *rhythm, world.now)
    for item in items:
        world.change(item, current_period_start=begin, current_period_end=end)
    world.unplan(subscription["id"], "roll")
    world.plan(end, "roll", subscription["id"])
    if subscription["cancel_at_period_end"]:
        world.change(subscription, cancel_at=end)
    return begin, end


def _next_period(world: World, subscription: Obj, before: Obj | None = None) -> None:
    items = items_of(world, subscription)
    over = items[0]["current_period_start"], items[0]["current_period_end"]
    begin, end = begin_period(world, subscription, subscription["billing_cycle_anchor"])
    lines = prorations.waiting_lines(world, subscription)
    lines += [prorations.service_line(world, item, begin, end) for item in items]
    customer = world.get("customer", subscription["customer"])
    uncollected = subscription["status"] == "unpaid"
    invoice = invoices.draft(
        world,
        customer,
        subscription["currency"],
        lines,
        "subscription_cycle",
        subscription=subscription,
        period=over,
        auto_advance=not uncollected,
    )
    previous = {**(before or {}), "latest_invoice": subscription["latest_invoice"]}
    world.change(subscription, latest_invoice=invoice["id"])
    world.emit("customer.subscription.updated", subscription, previous)
    invoices.announce(world, invoice, waits=not uncollected)


def _one_rhythm(chosen: Chosen) -> Obj:
    rhythms = [price["recurring"] for price, _ in chosen]
    if not all(rhythms):
        raise invalid("The price must be recurring.", "items")
    if len({(each["interval"], each["interval_count"]) for each in rhythms}) > 1:
        raise invalid("The prices must have one interval.", "items")
    first: Obj = rhythms[0]
    return first


def _made(world: World, customer: Obj, currency: str, anchor: int, given: dict[str, Any]) -> Obj:
    trial = given.get("trial_end")
    missing = given.get("missing_payment_method") or "create_invoice"
    ref = ids.new_id("subscription")
    return world.new(
        "subscription",
        id=ref,
        automatic_tax={"disabled_reason": None, "enabled": False, "liability": None},
        billing_cycle_anchor=anchor,
        billing_mode={
            "flexible": {"proration_discounts": "included"},
            "type": "flexible",
            "updated_at": None,
        },
        billing_schedules=[],
        cancel_at_period_end=False,
        cancellation_details=dict(NOT_CANCELED),
        collection_method="charge_automatically",
        currency=currency,
        customer=customer["id"],
        default_payment_method=given.get("method"),
        default_tax_rates=[],
        description=given.get("description"),
        discounts=[],
        invoice_settings={
            "account_tax_ids": None,
            "custom_fields": None,
            "description": None,
            "footer": None,
            "issuer": {"account": None, "type": "self"},
        },
        managed_payments={"enabled": False},
        metadata=merged({}, given.get("metadata")),
        payment_settings={
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        start_date=world.now,
        status="trialing" if trial else "incomplete",
        test_clock=customer["test_clock"],
        trial_end=trial,
        trial_settings={"end_behavior": {"billing_cycle_anchor": None, "missing_payment_method": missing}},
        trial_start=world.now if trial else None,
    )
