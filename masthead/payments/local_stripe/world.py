"""The present inside one transaction: what there is, what time it is, and what shall happen when."""

import random
from typing import Any

from masthead.payments.local_stripe import ids
from masthead.payments.local_stripe.failures import no_such
from masthead.payments.local_stripe.rendering import rendered
from masthead.payments.local_stripe.shapes import Obj, unknown_to, whole
from masthead.payments.local_stripe.store import Store

API_VERSION = "2026-10-28.endive"
ACCOUNT = "acct_1LocalStripe0000"


class World:
    """What a handler works with; it lives as long as its transaction."""

    def __init__(self, store: Store, now: int, address: str, clock: str = "") -> None:
        self.store = store
        self.now = now
        self.address = address
        self.clock = clock
        self.events: list[str] = []
        self.request: Obj | None = None

    def new(self, kind: str, **values: Any) -> Obj:
        """A new object is kept, with an id and the moment of its making unless they are given."""
        made: Obj = {"id": ids.new_id(kind)}
        fields = whole(kind)
        if "created" in fields:
            made["created"] = self.now
        if "livemode" in fields:
            made["livemode"] = False
        body = whole(kind, **{**made, **values})
        self.store.insert(body)
        return body

    def get(self, kind: str, ref: str | None, param: str = "id") -> Obj:
        """The object with this id, which must be of this kind; its test clock's time becomes ours."""
        body = self.store.get(ref) if ref else None
        if body is None or body["object"] != kind or (kind == "customer" and body.get("deleted")):
            raise no_such(kind.rpartition(".")[2], str(ref), param)
        self._enter(body)
        return body

    def find(self, kind: str, **equal: Any) -> list[Obj]:
        """The objects of this kind whose fields hold these values, oldest first."""
        return self.store.find(kind, **equal)

    def change(self, body: Obj, event: str | None = None, **values: Any) -> Obj:
        """An object gets new values; the event tells what they were before."""
        if unknown := unknown_to(body["object"], set(values)):
            raise KeyError(f"{body['object']} has no fields {unknown}")
        body.update(self.store.get(body["id"]) or {})  # somebody else may hold an older copy
        before = {name: body.get(name) for name in values if not name.startswith("_")}
        body.update(values)
        self.store.save(body)
        if event:
            previous = {name: value for name, value in before.items() if body[name] != value}
            self.emit(event, body, previous or None)
        return body

    def emit(self, kind: str, body: Obj, previous: Obj | None = None) -> Obj:
        """It is told that something happened, with the object as it is now."""
        snapshot = rendered(self.store, body)
        event = self.new(
            "event",
            account=None,
            api_version=API_VERSION,
            data={"object": snapshot, "previous_attributes": previous},
            pending_webhooks=0,
            request=self.request or {"id": None, "idempotency_key": None},
            type=kind,
            _about=body["id"],
        )
        self.events.append(event["id"])
        return event

    def plan(self, at: int, what: str, ref: str) -> None:
        """At this moment of the present clock, this happens to that object."""
        self.store.rows(
            "insert into agenda (at, clock, what, ref) values (?, ?, ?, ?)", at, self.clock, what, ref
        )

    def unplan(self, ref: str, *what: str) -> None:
        """What was planned for that object does not happen."""
        for each in what:
            self.store.rows("delete from agenda where ref = ? and what = ?", ref, each)

    def setting(self, name: str, default: Any) -> Any:
        """A value kept under a name."""
        return self.store.setting(name, default)

    def dice(self) -> random.Random:
        """Chance that comes out the same whenever the seed and the number of throws are the same."""
        throws = self.setting("throws", 0)
        self.store.set("throws", throws + 1)
        return random.Random(f"{self.setting('chaos', {}).get('seed', 0)}:{throws}")  # noqa: S311 - to be repeatable

    def _enter(self, body: Obj) -> None:
        clock = body.get("test_clock")
        if not clock and body["object"] not in {"customer", "test_helpers.test_clock"}:
            owner = body.get("customer")
            clock = (self.store.get(owner) or {}).get("test_clock") if isinstance(owner, str) else None
        if clock and not self.clock:
            self.clock = clock
            self.now = (self.store.get(clock) or {}).get("frozen_time", self.now)
