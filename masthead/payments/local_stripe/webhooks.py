"""Messages to endpoints: signed as Stripe signs them, sent again until somebody says 2xx."""

import hashlib
import hmac
import http.client
import json
import re
import time
from typing import Any
from urllib.parse import urlsplit

from masthead.payments.local_stripe import ids
from masthead.payments.local_stripe.failures import invalid
from masthead.payments.local_stripe.parameters import merged
from masthead.payments.local_stripe.periods import DAY, HOUR
from masthead.payments.local_stripe.rendering import rendered
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.store import Store
from masthead.payments.local_stripe.world import API_VERSION, World

WAITS = (60, 300, 1800, 2 * HOUR, 5 * HOUR, 10 * HOUR)  # then every twelve hours
GIVES_UP_AFTER = 3 * DAY
PATIENCE = 10.0
LOOPBACK = re.compile(r"127(\.[0-9]{1,3}){3}")
Waiting = tuple[int, int, str, str, int, int, str | None]


def create_endpoint(world: World, sent: dict[str, Any]) -> Obj:
    """An address that wants to be told; its secret is in this answer and in no other."""
    if urlsplit(sent["url"]).scheme not in {"http", "https"} or not urlsplit(sent["url"]).hostname:
        raise invalid("Invalid URL: must begin with http:// or https://", "url", "url_invalid")
    version = sent.get("api_version") or API_VERSION
    if version != API_VERSION:
        raise invalid(f"The local Stripe speaks {API_VERSION} only.", "api_version")
    secret = f"whsec_{ids.letters(32)}"
    endpoint = world.new(
        "webhook_endpoint",
        api_version=sent.get("api_version"),
        description=sent.get("description"),
        enabled_events=sent["enabled_events"],
        metadata=merged({}, sent.get("metadata")),
        status="enabled",
        url=sent["url"],
        _secret=secret,
    )
    return {**endpoint, "secret": secret}


def update_endpoint(world: World, endpoint: Obj, sent: dict[str, Any]) -> Obj:
    """An endpoint moves, listens to something else, or is switched off."""
    changes: dict[str, Any] = {
        name: sent[name] for name in ("description", "enabled_events", "url") if name in sent
    }
    if "disabled" in sent:
        changes["status"] = "disabled" if sent["disabled"] else "enabled"
    return world.change(endpoint, metadata=merged(endpoint["metadata"], sent.get("metadata")), **changes)


def delete_endpoint(world: World, endpoint: Obj) -> Obj:
    """An endpoint is not told any more."""
    world.store.delete(endpoint["id"])
    world.store.rows("delete from deliveries where endpoint = ? and state = 'waits'", endpoint["id"])
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def ensure_endpoint(world: World, url: str, secret: str) -> None:
    """The endpoint that the command line names is there, once, with the secret given."""
    for endpoint in world.find("webhook_endpoint", url=url):
        world.change(endpoint, _secret=secret)
        return
    made = create_endpoint(world, {"url": url, "enabled_events": ["*"]})
    world.change(world.get("webhook_endpoint", made["id"]), _secret=secret)


def spread(world: World, now: int) -> None:
    """Each event of the transaction goes on its way to every endpoint that listens, or has its accident."""
    chaos = world.setting("chaos", {})
    endpoints = [each for each in world.find("webhook_endpoint") if each["status"] == "enabled"]
    for ref in world.events if endpoints else []:
        event = world.get("event", ref)
        listening = [each for each in endpoints if {"*", event["type"]} & set(each["enabled_events"])]
        world.change(event, pending_webhooks=len(listening))
        for endpoint in listening:
            _send_off(world, event, endpoint, chaos, now)


def next_waiting(store: Store, until: int) -> Waiting | None:
    """The message that is to be sent first."""
    found = store.rows(
        "select seq, at, event, endpoint, tries, first_at, old from deliveries"
        " where state = 'waits' and at <= ? order by at, place, seq limit 1",
        until,
    )
    if not found:
        return None
    first: Waiting = found[0]
    return first


def waiting_of(store: Store, events: list[str]) -> list[Waiting]:
    """The messages about these events that nobody has sent yet."""
    found: list[Any] = []
    for event in events:
        found += store.rows(
            "select seq, at, event, endpoint, tries, first_at, old from deliveries"
            " where state = 'waits' and event = ? order by seq",
            event,
        )
    return found


def claim(store: Store, waiting: Waiting) -> bool:
    """Whether the message is ours to send; nobody else sends it meanwhile."""
    taken = store.rows(
        "update deliveries set state = 'sending' where seq = ? and state = 'waits' returning seq", waiting[0]
    )
    return bool(taken)


def send(store: Store, waiting: Waiting) -> int | None:
    """The message is sent once; the answer's status, or nothing when there was none."""
    endpoint, event = store.get(waiting[3]), store.get(waiting[2])
    if endpoint is None or event is None or not _is_local(endpoint["url"]):
        return None
    shown = rendered(store, event)
    if waiting[6]:
        shown["data"] = {**shown["data"], "object": json.loads(waiting[6])}
    body = json.dumps(shown, indent=2).encode()
    return _post(endpoint["url"], body, signature(body, endpoint["_secret"], int(time.time())))


def signature(body: bytes, secret: str, moment: int) -> str:
    """The header by which the receiver knows that the message is ours."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def note(world: World, waiting: Waiting, answer: int | None, now: int) -> None:
    """What came of sending: it is done, it is tried again later, or it is given up."""
    row, _, ref, _, tries, first_at, _ = waiting
    event = world.get("event", ref)
    if answer is not None and 200 <= answer < 300:
        world.store.rows(
            "update deliveries set state = 'sent', tries = ?, answer = ? where seq = ?",
            tries + 1,
            answer,
            row,
        )
        world.change(event, pending_webhooks=max(0, event["pending_webhooks"] - 1))
        if event["type"] == "invoice.created":
            _hour_begins(world, event, now)
        return
    following = now + (WAITS[tries] if tries < len(WAITS) else 12 * HOUR)
    state = "waits" if following <= first_at + GIVES_UP_AFTER else "given_up"
    world.store.rows(
        "update deliveries set state = ?, tries = ?, answer = ?, at = ? where seq = ?",
        state,
        tries + 1,
        answer,
        following,
        row,
    )


def _hour_begins(world: World, event: Obj, now: int) -> None:
    """The endpoint answered, so the draft it was told of is finalised in an hour."""
    open_still = world.store.rows(
        "select 1 from deliveries where event = ? and state in ('waits', 'sending', 'dropped')", event["id"]
    )
    invoice = world.store.get(event["_about"])
    if open_still or not invoice or invoice["status"] != "draft":
        return
    invoice = world.get("invoice", invoice["id"])
    moment = world.now if world.clock else now
    world.change(invoice, webhooks_delivered_at=moment)
    if world.store.rows("select 1 from agenda where ref = ? and what = 'finalize'", invoice["id"]):
        world.unplan(invoice["id"], "finalize")
        world.plan(moment + HOUR, "finalize", invoice["id"])


def _send_off(world: World, event: Obj, endpoint: Obj, chaos: dict[str, Any], now: int) -> None:
    chance = world.dice() if chaos else None
    copies, at, place, old, state = 1, now, 0.0, None, "waits"
    if chance:
        state = "dropped" if chance.random() < chaos.get("drop", 0) else "waits"
        copies = 2 if chance.random() < chaos.get("duplicate", 0) else 1
        at = now + round(chance.random() * chaos.get("delay", 0))
        place = chance.random() if chaos.get("reorder") else 0.0
        if chance.random() < chaos.get("old_snapshot", 0):
            old = _snapshot_before(world, event)
    for _ in range(copies):
        world.store.rows(
            "insert into deliveries (at, place, event, endpoint, state, tries, first_at, old)"
            " values (?, ?, ?, ?, ?, 0, ?, ?)",
            at,
            place,
            event["id"],
            endpoint["id"],
            state,
            now,
            old,
        )


def _snapshot_before(world: World, event: Obj) -> str | None:
    told = [each for each in world.find("event", _about=event["_about"]) if each["id"] != event["id"]]
    return json.dumps(told[-1]["data"]["object"]) if told else None


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host in {"localhost", "::1"} or LOOPBACK.fullmatch(host) is not None


def _post(url: str, body: bytes, signed: str) -> int | None:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signed,
        "User-Agent": "Stripe/1.0 (local)",
    }
    try:
        connection.request(
            "POST", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", body, headers
        )
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
