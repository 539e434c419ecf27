"""Accidents on request, each of them one that happened to somebody; a seed makes them come out alike."""

from typing import Any

from masthead.payments.local_stripe.failures import invalid
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.store import Store

SHARES = ("duplicate", "drop", "old_snapshot")  # of the messages, 0 to 1
MEANINGS = {
    "seed": "makes chance come out alike",
    "duplicate": "share of messages that are sent twice",
    "drop": "share of messages that are never sent",
    "old_snapshot": "share of messages that carry the object as the event before told it",
    "delay": "longest delay of a message in seconds",
    "reorder": "messages of one second come in any order",
    "error_before": "so many writing calls are answered 500, write nothing, and the answer is not kept",
    "error_after": "so many writing calls are answered 500 after they wrote, and the answer is kept",
    "cut_after": "so many writing calls write, and the connection is cut without an answer",
    "webhook_first": "so many writing calls are answered after their messages were delivered",
    "hold": "seconds for which every writing call holds its answer back after it wrote",
}


def set_chaos(store: Store, wanted: Obj) -> Obj:
    """From now on these accidents happen; what is not named does not."""
    if unknown := set(wanted) - set(MEANINGS):
        raise invalid(f"No such accident: {', '.join(sorted(unknown))}")
    for name, value in wanted.items():
        if isinstance(value, bool) != (name == "reorder") or not isinstance(value, int | float):
            raise invalid(f"{name} is not of that form", name)
        if value < 0 or (name in SHARES and value > 1):
            raise invalid(f"{name} is out of bounds", name)
    store.set("chaos", wanted)
    store.set("throws", 0)
    return wanted


def takes_turn(store: Store, name: str) -> bool:
    """Whether this accident befalls the present call; it is then counted."""
    chaos: dict[str, Any] = store.setting("chaos", {})
    left = chaos.get(name, 0)
    if left <= 0:
        return False
    store.set("chaos", {**chaos, name: left - 1})
    return True
