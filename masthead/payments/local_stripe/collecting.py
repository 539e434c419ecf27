"""Collecting what is owed, and what follows for a subscription when it works and when it does not."""

from typing import Any

from masthead.payments.local_stripe import invoices, payments
from masthead.payments.local_stripe.periods import DAY
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World

GAPS_IN_DAYS = (3, 5, 7)
ENDS = ("cancel", "unpaid", "pause")


def method_for(world: World, customer: str | None, subscription: Obj | None) -> Obj | None:
    """What money is drawn from: the subscription's own method, else the customer's."""
    ref = subscription and subscription["default_payment_method"]
    if not ref and customer:
        ref = world.get("customer", customer)["invoice_settings"]["default_payment_method"]
    return world.get("payment_method", ref) if ref else None


def collect(
    world: World,
    invoice: Obj,
    method: Obj | None = None,
    *,
    holder_there: bool = False,
    intent: Obj | None = None,
) -> payments.Outcome:
    """One try to collect an open invoice."""
    intent = invoices.intent_of(world, invoice, intent)
    subscription = world.store.get(invoice["_subscription"] or "")
    method = method or method_for(world, invoice["customer"], subscription)
    outcome: payments.Outcome = "failed"
    if method:
        outcome = payments.attempt(world, intent, method, holder_there=holder_there)
    counts = not holder_there or invoice["attempt_count"] == 0
    world.change(invoice, attempted=True, attempt_count=invoice["attempt_count"] + counts)
    follow(world, invoice, outcome, by_itself=not holder_there)
    return outcome


def follow(world: World, invoice: Obj, outcome: payments.Outcome, *, by_itself: bool) -> None:
    """What a try means for its invoice and subscription."""
    subscription = world.store.get(invoice["_subscription"] or "")
    if outcome == "succeeded":
        invoices.settle(world, invoice)
        paid(world, invoice)
    elif outcome == "processing":
        world.unplan(invoice["id"], "retry")
        world.change(invoice, next_payment_attempt=None)
        if subscription and subscription["status"] == "incomplete":
            _activate(world, subscription)
    else:
        _failed(world, invoice, subscription, asks_holder=outcome == "action", by_itself=by_itself)


def paid(world: World, invoice: Obj) -> None:
    """An invoice was paid: its subscription runs, unless a newer one is still owed."""
    subscription = world.store.get(invoice["_subscription"] or "")
    if not subscription:
        return
    if subscription.get("_resumes_with") == invoice["id"]:
        reactivate(world, subscription)
    elif subscription["status"] == "incomplete":
        _activate(world, subscription)
    elif subscription["status"] in {"past_due", "unpaid"} and subscription["latest_invoice"] == invoice["id"]:
        world.change(subscription, "customer.subscription.updated", status="active")


def settle_debit(world: World, intent: Obj) -> None:
    """A direct debit for an invoice has come to its end."""
    arrived = payments.settle(world, intent)
    invoice = world.store.get(intent.get("_invoice") or "")
    if invoice and invoice["status"] == "open":
        follow(world, invoice, "succeeded" if arrived else "failed", by_itself=True)
    session = world.store.get(intent.get("_session") or "")
    if session and session["status"] == "complete" and session["payment_status"] == "unpaid":
        world.change(session, payment_status="paid" if arrived else "unpaid")
        word = "succeeded" if arrived else "failed"
        world.emit(f"checkout.session.async_payment_{word}", session)


def retry(world: World, invoice: Obj) -> None:
    """The next try of the schedule."""
    if invoice["status"] == "open" and invoice["next_payment_attempt"]:
        collect(world, invoice)


def reactivate(world: World, subscription: Obj) -> None:
    """A paused subscription runs again."""
    before = {"status": subscription["status"]}
    world.change(subscription, status="active", status_details=None, _resumes_with=None)
    world.emit("customer.subscription.resumed", subscription)
    world.emit("customer.subscription.updated", subscription, before)


def pause(world: World, subscription: Obj, why: str) -> None:
    """A subscription rests: no invoices, no new period."""
    world.unplan(subscription["id"], "roll", "trial_end")
    before = {"status": subscription["status"], "status_details": subscription["status_details"]}
    details: dict[str, Any] = {
        "paused": {"subscription": {"type": why}, "transitioned_at": world.now, "type": "subscription"}
    }
    world.change(subscription, status="paused", status_details=details, _paused_at=world.now)
    world.emit("customer.subscription.paused", subscription)
    world.emit("customer.subscription.updated", subscription, before)


def end(world: World, subscription: Obj, reason: str, **details: str | None) -> Obj:
    """A subscription is over now; what it owes stays owed, and nobody asks again."""
    world.unplan(subscription["id"], "roll", "trial_end", "trial_will_end", "cancel_at", "expire_incomplete")
    for invoice in world.find("invoice", _subscription=subscription["id"]):
        if invoice["status"] in {"draft", "open"}:
            world.unplan(invoice["id"], "finalize", "retry")
            world.change(invoice, auto_advance=False, next_payment_attempt=None)
    schedule = world.store.get(subscription["schedule"] or "")
    if schedule and schedule["status"] == "active":
        world.unplan(schedule["id"], "phase")
        world.change(
            schedule,
            "subscription_schedule.canceled",
            canceled_at=world.now,
            current_phase=None,
            status="canceled",
        )
    about = {**subscription["cancellation_details"], **details}
    about["reason"] = about["reason"] or reason
    return world.change(
        subscription,
        "customer.subscription.deleted",
        status="canceled",
        status_details=None,
        canceled_at=subscription["canceled_at"] or world.now,
        ended_at=world.now,
        cancellation_details=about,
        _resumes_with=None,
    )


def _activate(world: World, subscription: Obj) -> None:
    world.unplan(subscription["id"], "expire_incomplete")
    world.change(subscription, "customer.subscription.updated", status="active")


def _failed(
    world: World, invoice: Obj, subscription: Obj | None, *, asks_holder: bool, by_itself: bool
) -> None:
    waits = subscription is not None and subscription.get("_resumes_with") == invoice["id"]
    rests = subscription is None or subscription["status"] in {"incomplete", "canceled", "paused"}
    starting = rests and not waits
    tries = invoice["attempt_count"]
    gaps = world.setting("dunning_gaps", list(GAPS_IN_DAYS))
    gives_up = False
    if (by_itself or tries == 1) and not starting:
        world.unplan(invoice["id"], "retry")
        again = 0 < tries <= len(gaps) and not invoice.get("_tried_once")
        following = world.now + gaps[tries - 1] * DAY if again else None
        world.change(invoice, next_payment_attempt=following)
        gives_up = following is None and not invoice.get("_tried_once")
        if following:
            world.plan(following, "retry", invoice["id"])
    world.emit("invoice.payment_failed", invoice)
    if asks_holder:
        world.emit("invoice.payment_action_required", invoice)
    world.emit("invoice.updated", invoice)
    if subscription is None or starting or waits:
        return
    if gives_up and invoice["id"] == subscription["latest_invoice"]:
        _give_up(world, invoice, subscription)
    elif subscription["status"] in {"active", "trialing"}:
        world.change(subscription, "customer.subscription.updated", status="past_due")


def _give_up(world: World, invoice: Obj, subscription: Obj) -> None:
    world.change(invoice, auto_advance=False)
    ending = world.setting("dunning_end", "cancel")
    if ending == "cancel":
        end(world, subscription, "payment_failed")
    elif ending == "pause":
        pause(world, subscription, "final_payment_failure")
    else:
        world.change(subscription, "customer.subscription.updated", status="unpaid")
