"""What shall become of a subscription and when: schedules of two phases, the present one and the next."""

from typing import Any

from masthead.payments.local_stripe import collecting
from masthead.payments.local_stripe import subscription_changes as changes
from masthead.payments.local_stripe import subscriptions as life
from masthead.payments.local_stripe.failures import invalid
from masthead.payments.local_stripe.parameters import merged
from masthead.payments.local_stripe.periods import after
from masthead.payments.local_stripe.shapes import Obj, shaped
from masthead.payments.local_stripe.world import World

KIND = "subscription_schedule"


def create(world: World, sent: dict[str, Any]) -> Obj:
    """A schedule takes over a subscription as it is."""
    subscription = world.get("subscription", sent["from_subscription"], "from_subscription")
    if subscription["schedule"]:
        raise invalid("This subscription already has a schedule.", "from_subscription")
    if subscription["status"] not in life.ROLLS:
        raise invalid(
            f"A subscription that is {subscription['status']} gets no schedule.", "from_subscription"
        )
    items = life.items_of(world, subscription)
    begin, end = items[0]["current_period_start"], items[0]["current_period_end"]
    chosen = [{"price": item["_price"], "quantity": item["quantity"]} for item in items]
    phase = _phase(world, subscription, {"items": chosen, "start_date": begin, "end_date": end})
    schedule = world.new(
        KIND,
        billing_mode=subscription["billing_mode"],
        current_phase={"end_date": end, "start_date": begin},
        customer=subscription["customer"],
        default_settings=_settings(),
        end_behavior="release",
        metadata=merged({}, sent.get("metadata")),
        pause_schedules=[],
        phases=[phase],
        status="active",
        subscription=subscription["id"],
        test_clock=subscription["test_clock"],
    )
    world.change(subscription, schedule=schedule["id"])
    world.plan(end, "phase", schedule["id"])
    world.emit("subscription_schedule.created", schedule)
    return schedule


def update(world: World, schedule: Obj, sent: dict[str, Any]) -> Obj:
    """What shall become of the subscription is said anew."""
    _refuse_over(schedule)
    subscription = world.get("subscription", schedule["subscription"])
    phases = schedule["phases"]
    if sent.get("phases"):
        phases = _phases(world, subscription, schedule, sent["phases"])
        world.unplan(schedule["id"], "phase")
        world.plan(phases[0]["end_date"], "phase", schedule["id"])
    now = {"end_date": phases[0]["end_date"], "start_date": phases[0]["start_date"]}
    return world.change(
        schedule,
        "subscription_schedule.updated",
        current_phase=now,
        end_behavior=sent.get("end_behavior") or schedule["end_behavior"],
        metadata=merged(schedule["metadata"], sent.get("metadata")),
        phases=phases,
    )


def release(world: World, schedule: Obj) -> Obj:
    """The subscription goes on as it is, and nobody plans for it any more."""
    _refuse_over(schedule)
    subscription = world.get("subscription", schedule["subscription"])
    world.unplan(schedule["id"], "phase")
    world.change(subscription, "customer.subscription.updated", schedule=None)
    return world.change(
        schedule,
        "subscription_schedule.released",
        current_phase=None,
        released_at=world.now,
        released_subscription=subscription["id"],
        status="released",
        subscription=None,
    )


def cancel(world: World, schedule: Obj, sent: dict[str, Any]) -> Obj:
    """Schedule and subscription end at once."""
    _refuse_over(schedule)
    changes.cancel(world, world.get("subscription", schedule["subscription"]), sent)
    return world.get(KIND, schedule["id"])


def turn(world: World, schedule: Obj) -> None:
    """A phase is over: the next one begins, or the schedule has done its work."""
    if schedule["status"] != "active":
        return
    subscription = world.get("subscription", schedule["subscription"])
    following = [phase for phase in schedule["phases"] if phase["start_date"] >= world.now]
    if following:
        _begin(world, schedule, subscription, following[0])
    elif schedule["end_behavior"] == "cancel":
        world.change(schedule, "subscription_schedule.completed", status="completed", completed_at=world.now)
        collecting.end(world, subscription, "cancellation_requested")
    else:
        release(world, schedule)


def _begin(world: World, schedule: Obj, subscription: Obj, phase: Obj) -> None:
    now = {"end_date": phase["end_date"], "start_date": phase["start_date"]}
    world.change(schedule, "subscription_schedule.updated", current_phase=now)
    world.plan(phase["end_date"], "phase", schedule["id"])
    items = life.items_of(world, subscription)
    wanted = [
        {"id": item["id"], "price": new["price"], "quantity": new["quantity"]}
        for item, new in zip(items, phase["items"], strict=True)
    ]
    over = items[0]["current_period_end"] <= world.now
    behaviour = "none" if over else phase["proration_behavior"]
    changes.update(world, subscription, {"items": wanted, "proration_behavior": behaviour})


def _phases(world: World, subscription: Obj, schedule: Obj, wanted: list[Obj]) -> list[Obj]:
    if len(wanted) > 2:
        raise invalid("The local Stripe plans two phases: the present one and the next.", "phases")
    first = schedule["phases"][0]
    begins = wanted[0].get("start_date") or first["start_date"]
    if begins != schedule["current_phase"]["start_date"]:
        raise invalid("The present phase keeps its start_date.", "phases[0][start_date]")
    phases: list[Obj] = []
    for place, each in enumerate(wanted):
        where = f"phases[{place}]"
        start = phases[-1]["end_date"] if phases else begins
        if each.get("start_date") not in {None, start}:
            raise invalid("A phase starts where the one before it ends.", f"{where}[start_date]")
        phases.append(_phase(world, subscription, {**each, "start_date": start}, where))
    if phases[0]["end_date"] <= world.now:
        raise invalid("The present phase ends in the future.", "phases[0][end_date]")
    return phases


def _phase(world: World, subscription: Obj, wanted: Obj, where: str = "phases[0]") -> Obj:
    items = []
    if len(wanted["items"]) != len(life.items_of(world, subscription)):
        raise invalid(
            "The local Stripe plans other prices for the same items; it adds none.", f"{where}[items]"
        )
    for each in wanted["items"]:
        price = world.get("price", each["price"], f"{where}[items][0][price]")
        items.append(
            shaped(
                f"{KIND}.phases.items",
                discounts=[],
                metadata={},
                plan=price["id"],
                price=price["id"],
                quantity=each.get("quantity") or 1,
                tax_rates=[],
            )
        )
    rhythm = price["recurring"]
    usual = after(wanted["start_date"], rhythm["interval"], rhythm["interval_count"])
    if length := wanted.get("duration"):
        usual = after(wanted["start_date"], length["interval"], length.get("interval_count") or 1)
    return shaped(
        f"{KIND}.phases",
        add_invoice_items=[],
        currency=subscription["currency"],
        discounts=[],
        end_date=wanted.get("end_date") or usual,
        items=items,
        metadata=merged({}, wanted.get("metadata")),
        proration_behavior=wanted.get("proration_behavior") or "create_prorations",
        start_date=wanted["start_date"],
    )


def _settings() -> Obj:
    invoices = dict.fromkeys(("account_tax_ids", "custom_fields", "days_until_due", "description", "footer"))
    return shaped(
        f"{KIND}.default_settings",
        billing_cycle_anchor="automatic",
        collection_method="charge_automatically",
        invoice_settings={**invoices, "issuer": {"account": None, "type": "self"}},
    )


def _refuse_over(schedule: Obj) -> None:
    if schedule["status"] != "active":
        raise invalid(f"This schedule is {schedule['status']}.")
