"""What happens by itself, one thing at a time, in order of its due time; and clocks for tests."""

from collections.abc import Callable
from typing import Any

from masthead.payments.local_stripe import checkout, collecting, disputes, fraud_warnings, refunds, schedules
from masthead.payments.local_stripe import subscriptions as life
from masthead.payments.local_stripe.failures import invalid
from masthead.payments.local_stripe.periods import DAY
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.store import Store
from masthead.payments.local_stripe.world import World

CLOCK = "test_helpers.test_clock"
FIRST = """
select seq, at, clock, what, ref from agenda where clock = ? and at <= ?
order by at, what in ('roll', 'trial_end'), seq limit 1
"""  # what ends or changes a subscription with its period comes before the next period
FARTHEST = 2 * 366 * DAY

HAPPENS: dict[str, tuple[str, Callable[[World, Obj], Any]]] = {
    "cancel_at": ("subscription", life.cancel_at),
    "dispute": ("charge", disputes.open_for),
    "dispute_due": ("dispute", disputes.due),
    "expire_incomplete": ("subscription", life.expire_incomplete),
    "expire_session": ("checkout.session", checkout.expire_if_open),
    "fraud_warning": ("charge", fraud_warnings.warn),
    "finalize": ("invoice", life.finalize_and_collect),
    "phase": (schedules.KIND, schedules.turn),
    "retry": ("invoice", collecting.retry),
    "roll": ("subscription", life.roll),
    "settle": ("payment_intent", collecting.settle_debit),
    "settle_refund": ("refund", refunds.settle),
    "trial_end": ("subscription", life.trial_end),
    "trial_will_end": ("subscription", life.trial_will_end),
}
Due = tuple[int, int, str, str, str]  # row, moment, clock, what, about which object


def next_due(store: Store, until: int) -> Due | None:
    """The earliest thing planned up to the moment, or up to the aim of a clock that advances."""
    found = store.rows(FIRST, "", until)
    for clock in store.find(CLOCK, status="advancing"):
        aim = clock["status_details"]["advancing"]["target_frozen_time"]
        found += store.rows(FIRST, clock["id"], aim) or [(0, aim, clock["id"], "", clock["id"])]
    return min(found, key=lambda row: (row[1], row[0])) if found else None


def happen(world: World, due: Due) -> None:
    """One planned thing happens."""
    row, at, clock, what, ref = due
    if clock:
        body = world.get(CLOCK, clock)
        world.change(body, frozen_time=max(at, body["frozen_time"]))
        if not what:
            done = {"advancing": None}
            world.change(body, f"{CLOCK}.ready", status="ready", status_details=done)
            return
    world.store.rows("delete from agenda where seq = ?", row)
    kind, handler = HAPPENS[what]
    about = world.store.get(ref)
    if about is not None and about["object"] == kind:
        handler(world, about)


def give_up(store: Store, due: Due) -> None:
    """What could not happen is not tried for ever; it is counted, and the server's output says why."""
    store.rows("delete from agenda where seq = ?", due[0])
    store.set("faults", store.setting("faults", 0) + 1)


def create_clock(world: World, sent: dict[str, Any]) -> Obj:
    """A clock for the customers that are made under it."""
    clock = world.new(
        CLOCK,
        deletes_after=world.now + 30 * DAY,
        frozen_time=sent["frozen_time"],
        name=sent.get("name"),
        status="ready",
        status_details={"advancing": None},
    )
    world.emit(f"{CLOCK}.created", clock)
    return clock


def advance_clock(world: World, clock: Obj, sent: dict[str, Any]) -> Obj:
    """A clock begins to move to a moment ahead; everything due on the way happens by itself."""
    aim = sent["frozen_time"]
    if clock["status"] != "ready":
        raise invalid("Test clock advancement underway.", "frozen_time", "test_clock_advancing")
    if not clock["frozen_time"] < aim <= clock["frozen_time"] + FARTHEST:
        raise invalid("frozen_time lies ahead of the clock, and at most two years.", "frozen_time")
    details = {"advancing": {"target_frozen_time": aim}}
    return world.change(clock, f"{CLOCK}.advancing", status="advancing", status_details=details)


def delete_clock(world: World, clock: Obj) -> Obj:
    """A clock is gone, with everybody under it."""
    world.store.rows("delete from agenda where clock = ?", clock["id"])
    for kind in ("subscription", "invoice", "customer"):
        for body in world.find(kind, test_clock=clock["id"]):
            world.store.delete(body["id"])
    world.store.delete(clock["id"])
    world.emit(f"{CLOCK}.deleted", clock)
    return {"id": clock["id"], "object": CLOCK, "deleted": True}
