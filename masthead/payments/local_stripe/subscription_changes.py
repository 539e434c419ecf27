"""What is done to a subscription: switched, paused, resumed, cancelled, and what that would cost."""

import json
from typing import Any

from masthead.payments.local_stripe import collecting, discounts, invoices, prorations
from masthead.payments.local_stripe import subscriptions as life
from masthead.payments.local_stripe.failures import Failure, declined, invalid, missing_parameter
from masthead.payments.local_stripe.numerals import number
from masthead.payments.local_stripe.parameters import merged
from masthead.payments.local_stripe.periods import DAY
from masthead.payments.local_stripe.rendering import Tree, rendered
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World

OVER = {"canceled", "incomplete_expired"}
PLAIN = ("default_payment_method", "description", "pause_collection")


def create(world: World, sent: dict[str, Any]) -> Obj:
    """A subscription is made without a page; unless it is paid at once it waits 23 hours for its payment."""
    customer = world.get("customer", sent["customer"], "customer")
    chosen = [
        (world.get("price", each["price"], "items[0][price]"), each.get("quantity") or 1)
        for each in sent["items"]
    ]
    days = sent.get("trial_period_days")
    settings = (sent.get("trial_settings") or {}).get("end_behavior") or {}
    subscription, invoice = life.start(
        world,
        customer,
        chosen,
        method=sent.get("default_payment_method"),
        trial_end=sent.get("trial_end") or (world.now + days * DAY if days else None),
        missing_payment_method=settings.get("missing_payment_method"),
        metadata=sent.get("metadata"),
        description=sent.get("description"),
        coupons=[_coupon_and_code(world, customer["id"], each) for each in sent.get("discounts") or []],
    )
    behaviour = sent.get("payment_behavior") or "allow_incomplete"
    if invoice["status"] == "open" and behaviour == "default_incomplete":
        invoices.intent_of(world, invoice)
    elif invoice["status"] == "open":
        outcome = collecting.collect(world, invoice)
        if behaviour == "error_if_incomplete" and outcome not in {"succeeded", "processing"}:
            raise _nothing_kept()
    return world.get("subscription", subscription["id"])


def update(world: World, subscription: Obj, sent: dict[str, Any]) -> Obj:
    """A subscription is changed as asked."""
    if subscription["status"] in OVER and set(sent) - {"metadata", "cancellation_details", "expand"}:
        raise invalid("A canceled subscription can only update its cancellation_details and metadata.")
    before = rendered(world.store, subscription)
    if sent.get("default_payment_method"):
        world.get("payment_method", sent["default_payment_method"], "default_payment_method")
    if sent.get("pause_collection"):
        sent["pause_collection"] = {"resumes_at": None, **sent["pause_collection"]}
    changes = {name: sent[name] for name in PLAIN if name in sent}
    details = {**subscription["cancellation_details"], **(sent.get("cancellation_details") or {})}
    metadata = merged(subscription["metadata"], sent.get("metadata"))
    world.change(subscription, metadata=metadata, cancellation_details=details, **changes)
    if "discounts" in sent:
        applied = [_redeemed(world, subscription, each) for each in sent["discounts"] or []]
        world.change(subscription, discounts=applied)
    _plan_end(world, subscription, sent)
    if sent.get("items"):
        _switch(world, subscription, sent)
    subscription = world.get("subscription", subscription["id"])
    now = rendered(world.store, subscription)
    previous = {name: value for name, value in before.items() if now[name] != value}
    if previous:
        world.emit("customer.subscription.updated", subscription, previous)
    return subscription


def cancel(world: World, subscription: Obj, sent: dict[str, Any]) -> Obj:
    """A subscription ends at once."""
    if subscription["status"] in OVER:
        raise invalid(f"No such subscription: '{subscription['id']}'", code="resource_missing")
    if sent.get("prorate"):
        prorations.put_aside(world, subscription, _credits(world, subscription, world.now))
    if sent.get("invoice_now") and (lines := prorations.waiting_lines(world, subscription)):
        life.bill_now(world, subscription, lines)
    details = sent.get("cancellation_details") or {}
    return collecting.end(world, subscription, "cancellation_requested", **details)


def pause(world: World, subscription: Obj, sent: dict[str, Any]) -> Obj:
    """A subscription rests from now; unused time is given back as asked."""
    if subscription["schedule"]:
        raise invalid("You cannot pause a subscription with a schedule.")
    if subscription["status"] not in {"active", "past_due"}:
        raise invalid(f"You cannot pause a subscription that is {subscription['status']}.")
    bill_for = sent.get("bill_for") or {}
    since = (bill_for.get("unused_time_from") or {}).get("type", "now")
    lines: list[invoices.Line] = []
    if since != "none":
        begin = min(item["current_period_start"] for item in life.items_of(world, subscription))
        lines = _credits(world, subscription, begin if since == "item_current_period_start" else world.now)
    _give(world, subscription, lines, at_once=sent.get("invoicing_behavior") == "invoice")
    collecting.pause(world, subscription, "pause_requested")
    return subscription


def resume(world: World, subscription: Obj, sent: dict[str, Any]) -> Obj:
    """A paused subscription goes on, at once or when its invoice is paid."""
    if subscription["status"] != "paused":
        raise invalid(f"You cannot resume a subscription that is {subscription['status']}.")
    anew = (sent.get("billing_cycle_anchor") or {}).get("type", "now") == "now"
    anchor = world.now if anew else subscription["billing_cycle_anchor"]
    world.change(subscription, billing_cycle_anchor=anchor)
    begin, end = life.begin_period(world, subscription, anchor)
    items = life.items_of(world, subscription)
    behaviour = sent.get("proration_behavior") or "create_prorations"
    if anew:
        lines = [prorations.service_line(world, item, begin, end) for item in items]
    elif behaviour == "none":
        lines = []
    else:
        lines = [prorations.debit_line(world, subscription, item, world.now, (begin, end)) for item in items]
        if behaviour == "create_prorations":
            prorations.put_aside(world, subscription, lines)
            lines = []
    if not lines:
        collecting.reactivate(world, subscription)
        return subscription
    return _resume_with(
        world, subscription, lines, wait=sent.get("payment_behavior") == "resume_on_payment_success"
    )


def preview(world: World, sent: dict[str, Any], tree: Tree) -> Obj:
    """The invoice that would come, without anything of it happening."""
    if not sent.get("subscription"):
        raise missing_parameter("subscription")
    told = list(world.events)
    now = world.now
    world.store.rows("savepoint preview")
    try:
        subscription = world.get("subscription", sent["subscription"], "subscription")
        now = world.now
        invoice = _would_be(world, subscription, sent.get("subscription_details") or {})
        text = json.dumps(rendered(world.store, invoice, tree))
        shown: Obj = json.loads(text.replace(invoice["id"], f"upcoming_{invoice['id']}"))
    finally:
        world.store.rows("rollback to preview")
        world.store.rows("release preview")
        world.events, world.now = told, now
    return {**shown, "billing_reason": "upcoming"}


def _would_be(world: World, subscription: Obj, wanted: dict[str, Any]) -> Obj:
    if wanted.get("items"):
        invoice = _switch(world, subscription, wanted, collect=False)
        if invoice:
            return invoice
    if subscription["status"] not in life.ROLLS:
        raise invalid("No upcoming invoices for this subscription.", code="invoice_upcoming_none")
    items = life.items_of(world, subscription)
    world.now = items[0]["current_period_end"]
    life.roll(world, {**world.get("subscription", subscription["id"]), "cancel_at": None})
    return world.get("invoice", world.get("subscription", subscription["id"])["latest_invoice"])


def _resume_with(world: World, subscription: Obj, lines: list[invoices.Line], *, wait: bool) -> Obj:
    lines = prorations.waiting_lines(world, subscription) + lines
    if not wait:
        collecting.reactivate(world, subscription)
        life.bill_now(world, subscription, lines, tried_once=True)
        return world.get("subscription", subscription["id"])
    invoice = life.bill_now(world, subscription, lines, collect=False)
    world.change(subscription, _resumes_with=invoice["id"])
    invoices.announce(world, invoice, waits=False)
    invoices.finalize(world, invoice)
    if invoice["status"] == "open":
        collecting.collect(world, invoice)
    else:
        collecting.paid(world, invoice)
    return world.get("subscription", subscription["id"])


def _plan_end(world: World, subscription: Obj, sent: dict[str, Any]) -> None:
    if "cancel_at_period_end" not in sent and "cancel_at" not in sent:
        return
    if subscription["schedule"]:
        raise invalid(
            "The subscription is managed by a schedule; its end is said there, or after its release.",
            "cancel_at",
        )
    if "cancel_at_period_end" in sent and "cancel_at" in sent:
        raise invalid("You can only set one of cancel_at and cancel_at_period_end.", "cancel_at")
    moments = [item["current_period_end"] for item in life.items_of(world, subscription)]
    at_end = bool(sent.get("cancel_at_period_end"))
    asked = sent.get("cancel_at")
    named = {"min_period_end": min(moments), "max_period_end": max(moments)}
    if asked and asked not in named and number(asked) is None:
        raise invalid("cancel_at is a moment, min_period_end or max_period_end", "cancel_at")
    moment = min(moments) if at_end else (named.get(asked) or int(asked) if asked else None)
    world.unplan(subscription["id"], "cancel_at")
    if moment and not at_end:
        world.plan(max(moment, world.now), "cancel_at", subscription["id"])
    details = dict(subscription["cancellation_details"])
    details["reason"] = "cancellation_requested" if moment else None
    world.change(
        subscription,
        cancel_at=moment,
        cancel_at_period_end=at_end,
        canceled_at=world.now if moment else None,
        cancellation_details=details,
    )


def _switch(world: World, subscription: Obj, sent: dict[str, Any], *, collect: bool = True) -> Obj | None:
    """Prices or quantities change; the invoice, when one is made at once."""
    behaviour = sent.get("proration_behavior") or "create_prorations"
    since = sent.get("proration_date") or world.now
    quiet = behaviour == "none" or subscription["status"] in {"trialing", "paused", "unpaid", "incomplete"}
    changes = _wanted_items(world, subscription, sent["items"])
    old = world.get("price", life.items_of(world, subscription)[0]["_price"])["recurring"]
    lines: list[invoices.Line] = []
    for item, price, quantity in changes:
        if not quiet:
            lines += prorations.credit_lines(world, subscription, item, since)
        world.change(item, _price=price["id"], quantity=quantity)
    new = changes[0][1]["recurring"]
    rhythm = (new["interval"], new["interval_count"]) != (old["interval"], old["interval_count"])
    span = (changes[0][0]["current_period_start"], changes[0][0]["current_period_end"])
    if rhythm and subscription["status"] != "trialing":
        world.change(subscription, billing_cycle_anchor=world.now)
        span = life.begin_period(world, subscription, world.now)
        lines += [prorations.service_line(world, item, *span) for item in life.items_of(world, subscription)]
    elif not quiet:
        lines += [prorations.debit_line(world, subscription, item, since, span) for item, _, _ in changes]
    if not lines or not (rhythm or behaviour == "always_invoice"):
        prorations.put_aside(world, subscription, lines)
        return None
    lines = prorations.waiting_lines(world, subscription) + lines
    invoice = life.bill_now(world, subscription, lines, collect=collect)
    if sent.get("payment_behavior") == "error_if_incomplete" and invoice["status"] == "open":
        raise _nothing_kept()
    return invoice


def _nothing_kept() -> Failure:
    failure = declined("Your card was declined.", "card_declined", "generic_decline")
    failure.keeps = False
    return failure


def _wanted_items(world: World, subscription: Obj, wanted: list[Obj]) -> list[tuple[Obj, Obj, int]]:
    items = {item["id"]: item for item in life.items_of(world, subscription)}
    changes = []
    for each in wanted:
        item = items.get(each.get("id") or "")
        if item is None:
            raise invalid("The local Stripe changes items by their id; it adds none.", "items")
        price = world.get("price", each.get("price") or item["_price"], "items[0][price]")
        if not price["recurring"] or price["currency"] != subscription["currency"] or not price["active"]:
            raise invalid("The price must be active, recurring and in the same currency.", "items[0][price]")
        quantity = each["quantity"] if each.get("quantity") is not None else item["quantity"]
        changes.append((item, price, quantity))
    return changes


def _credits(world: World, subscription: Obj, since: int) -> list[invoices.Line]:
    items = life.items_of(world, subscription)
    return [line for item in items for line in prorations.credit_lines(world, subscription, item, since)]


def _give(world: World, subscription: Obj, lines: list[invoices.Line], *, at_once: bool) -> None:
    if at_once and lines:
        life.bill_now(world, subscription, prorations.waiting_lines(world, subscription) + lines)
    else:
        prorations.put_aside(world, subscription, lines)


def _redeemed(world: World, subscription: Obj, wanted: Obj) -> str:
    coupon, promotion = _coupon_and_code(world, subscription["customer"], wanted)
    return discounts.redeem(world, subscription, coupon, promotion, None)


def _coupon_and_code(world: World, customer: str, wanted: Obj) -> tuple[str, str | None]:
    if wanted.get("promotion_code"):
        promotion = world.get("promotion_code", wanted["promotion_code"], "discounts")
        discounts.usable(world, promotion, customer, 0)
        return promotion["promotion"]["coupon"], promotion["id"]
    return discounts.coupon_called(world, wanted.get("coupon") or "", "discounts")["id"], None
