"""One call to the interface is answered: who asks, which version, once per key, with its accident."""

import hashlib
import hmac
import json
import logging
import time
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from masthead.payments.local_stripe import chaos, ids, webhooks
from masthead.payments.local_stripe.calls import Call, call_for
from masthead.payments.local_stripe.failures import Failure
from masthead.payments.local_stripe.forms import decode
from masthead.payments.local_stripe.parameters import read
from masthead.payments.local_stripe.periods import DAY
from masthead.payments.local_stripe.rendering import expansion
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.store import Store
from masthead.payments.local_stripe.world import API_VERSION, World

KEPT_FOR = DAY  # Stripe may forget a key then, so this one does
KEY_PREFIX = "sk_test_local_"
OTHER_PARAMETERS = (
    "Keys for idempotent requests can only be used with the same parameters they were first used with."
)
logger = logging.getLogger(__name__)


@dataclass
class Request:
    """What came over the wire."""

    method: str
    path: str
    query: str
    body: str
    headers: Mapping[str, str]
    ref: str = field(default_factory=lambda: f"req_{ids.letters(14)}")


@dataclass
class Answer:
    """What goes back; `cut` says that the connection is closed instead."""

    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


class Desk:
    """Answers the calls of the interface."""

    def __init__(
        self,
        store: Store,
        address: str,
        now: Callable[[], int],
        deliver: Callable[[list[str]], None],
        key: str,
    ) -> None:
        self.store = store
        self.address = address
        self.now = now
        self.deliver = deliver
        self.key = key
        self.busy: set[str] = set()
        self.guard = Lock()

    def answer(self, came: Request) -> Answer:
        """The answer to a call, whatever happens inside."""
        try:
            self._admit(came)
            found = call_for(came.method, came.path)
            answer = self._once(came, *found) if found else _nobody(came)
        except Failure as refusal:
            answer = Answer(refusal.status, json.dumps({"error": refusal.error}))
        except Exception:
            logger.exception("%s %s", came.method, came.path)
            answer = _server_error("The local Stripe has a fault; its own output says which.")
        answer.headers |= {"Request-Id": came.ref, "Stripe-Version": API_VERSION}
        return answer

    def _admit(self, came: Request) -> None:
        scheme, _, given = came.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            given = b64decode(given + "==", validate=False).decode("utf-8", "replace").partition(":")[0]
        right = given.startswith(KEY_PREFIX)
        if self.key:
            right = hmac.compare_digest(given.encode(), self.key.encode())
        if not right:
            raise Failure(f"Invalid API Key provided: {given[:8]}***", status=401)
        version = came.headers.get("Stripe-Version", API_VERSION)
        if version != API_VERSION:
            raise Failure(f"Invalid Stripe API version: {version}. The local Stripe speaks {API_VERSION}.")

    def _once(self, came: Request, call: Call, refs: list[str]) -> Answer:
        key = came.headers.get("Idempotency-Key", "") if came.method == "POST" else ""
        if not key:
            return self._run(came, call, refs, "", "")
        text = f"{came.method} {came.path}?{came.query}\n{came.body}"
        digest = hashlib.sha256(text.encode()).hexdigest()
        with self.guard:
            if key in self.busy:
                message = "There is currently another in-progress request using this Idempotent Key."
                raise Failure(message, status=409, kind="idempotency_error", code="idempotency_key_in_use")
            self.busy.add(key)
        try:
            return self._stored(key, digest) or self._run(came, call, refs, key, digest)
        finally:
            with self.guard:
                self.busy.discard(key)

    def _stored(self, key: str, digest: str) -> Answer | None:
        found = self.store.rows("select digest, status, body, at from requests where key = ?", key)
        if not found:
            return None
        before, status, text, at = found[0]
        if at + KEPT_FOR <= self.now():
            self.store.rows("delete from requests where key = ?", key)
            return None
        if before != digest:
            raise Failure(OTHER_PARAMETERS, kind="idempotency_error")
        return Answer(status, text, {"Idempotent-Replayed": "true"})

    def _run(self, came: Request, call: Call, refs: list[str], key: str, digest: str) -> Answer:
        writes = came.method != "GET"
        accidents = self._accidents() if writes else {}
        if accidents.get("error_before"):
            return _server_error("An accident before anything was written.")
        with self.store.transaction():
            now = self.now()
            world = World(self.store, now, self.address)
            world.request = {"id": came.ref, "idempotency_key": key or None}
            status, body = _do(world, came, call, refs)
            answer = Answer(status, json.dumps(body))
            if accidents.get("error_after"):
                answer = _server_error("An accident after everything was written.")
            if writes:
                webhooks.spread(world, now)
            if key:
                self.store.rows(
                    "insert into requests (key, digest, status, body, at) values (?, ?, ?, ?, ?)",
                    key,
                    digest,
                    answer.status,
                    answer.text,
                    now,
                )
        answer.cut = bool(accidents.get("cut_after"))
        if accidents.get("webhook_first"):
            self.deliver(world.events)
        if hold := accidents.get("hold"):
            time.sleep(hold)
        return answer

    def _accidents(self) -> dict[str, Any]:
        with self.store.transaction():
            counted = ("error_before", "error_after", "cut_after", "webhook_first")
            turns = {name: chaos.takes_turn(self.store, name) for name in counted}
            return {**turns, "hold": self.store.setting("chaos", {}).get("hold", 0)}


def _do(world: World, came: Request, call: Call, refs: list[str]) -> tuple[int, Obj]:
    text = came.body if came.method == "POST" else came.query
    sent = read(call.parameters, decode(text))
    tree = expansion(sent.pop("expand", []))
    try:
        return 200, call.handler(world, sent, tree, refs)
    except Failure as refusal:
        if not refusal.keeps:
            raise
        return refusal.status, {"error": refusal.error}


def _nobody(came: Request) -> Answer:
    message = f"Unrecognized request URL ({came.method}: {came.path})."
    refusal = Failure(message, status=404)
    return Answer(refusal.status, json.dumps({"error": refusal.error}))


def _server_error(message: str) -> Answer:
    error = {"type": "api_error", "message": message, "code": None, "param": None, "decline_code": None}
    return Answer(500, json.dumps({"error": error}))
