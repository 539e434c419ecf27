"""Every call that the server answers: its address, what it takes, and who does it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from masthead.payments.local_stripe import (
    agenda,
    catalogue,
    checkout,
    credit_notes,
    discounts,
    disputes,
    fraud_warnings,
    invoice_calls,
    portal,
    refunds,
    schedules,
    tax_ids,
    webhooks,
)
from masthead.payments.local_stripe import subscription_changes as changes
from masthead.payments.local_stripe.failures import no_such
from masthead.payments.local_stripe.lists import PAGING, Where, among, equals, page
from masthead.payments.local_stripe.parameters import Parameter, description
from masthead.payments.local_stripe.periods import DAY
from masthead.payments.local_stripe.rendering import Tree, rendered
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.takes import TAKES
from masthead.payments.local_stripe.world import World

PRICED = """
exists (
    select 1 from objects item where item.kind = 'subscription_item'
    and json_extract(item.body, '$.subscription') = objects.id and json_extract(item.body, '$._price') = ?
)
"""
Sent = dict[str, Any]
Handler = Callable[[World, Sent, Tree, list[str]], Obj]


@dataclass(frozen=True)
class Call:
    """One call: how it is recognised, what it takes, and what it does."""

    name: str  # "POST /v1/customers/{id}"
    pattern: re.Pattern[str]
    parameters: dict[str, Parameter]
    handler: Handler


def one(kind: str) -> Handler:
    """Answers the object with the id."""

    def answer(world: World, _sent: Sent, tree: Tree, refs: list[str]) -> Obj:
        return rendered(world.store, world.get(kind, refs[0]), tree)

    return answer


def make(work: Callable[[World, Sent], Obj]) -> Handler:
    """Does something new, and answers the object that came of it."""

    def answer(world: World, sent: Sent, tree: Tree, _refs: list[str]) -> Obj:
        return rendered(world.store, work(world, sent), tree)

    return answer


def change(kind: str, work: Callable[[World, Obj, Sent], Obj]) -> Handler:
    """Does something to the object with the id, and answers it as it is then."""

    def answer(world: World, sent: Sent, tree: Tree, refs: list[str]) -> Obj:
        return rendered(world.store, work(world, world.get(kind, refs[0]), sent), tree)

    return answer


def act(kind: str, work: Callable[[World, Obj], Obj]) -> Handler:
    """The same for what takes no parameters."""
    return change(kind, lambda world, body, _sent: work(world, body))


def many(
    kind: str, url: str, *fields: str, special: Callable[[World, Sent], list[Where]] | None = None
) -> Handler:
    """Answers a page of the objects of this kind, filtered by these fields."""

    def answer(world: World, sent: Sent, tree: Tree, _refs: list[str]) -> Obj:
        filters = [equals(name, sent[name]) for name in fields if name in sent]
        filters += special(world, sent) if special else []
        return page(world, kind, url, sent, filters, tree)

    return answer


def inside(kind: str, owner: str, field: str, url: str, *, forward: bool) -> Handler:
    """Answers a page of what belongs to the object with the id."""

    def answer(world: World, sent: Sent, tree: Tree, refs: list[str]) -> Obj:
        world.get(owner, refs[0])
        more = [equals("type", sent["type"])] if "type" in sent else []
        filters = [equals(field, refs[0]), *more]
        return page(world, kind, url.format(id=refs[0]), sent, filters, tree, forward=forward)

    return answer


def _preview(world: World, sent: Sent, tree: Tree, _refs: list[str]) -> Obj:
    return changes.preview(world, sent, tree)


def _customer(world: World, _sent: Sent, tree: Tree, refs: list[str]) -> Obj:
    body = world.store.get(refs[0])
    if body is None or body["object"] != "customer":
        raise no_such("customer", refs[0])
    return rendered(world.store, body, {} if body.get("deleted") else tree)


def _by_status(_world: World, sent: Sent) -> list[Where]:
    """Without a word about the status, the cancelled ones stay away."""
    status = sent.get("status")
    more = [_has_price(sent["price"])] if sent.get("price") else []
    if status == "all":
        return more
    if status == "ended":
        return [among("status", ["canceled", "incomplete_expired"]), *more]
    if status:
        return [equals("status", status), *more]
    return [("json_extract(body, '$.status') != ?", ["canceled"]), *more]


def _has_price(price: str) -> Where:
    return PRICED, [price]


def _prices(_world: World, sent: Sent) -> list[Where]:
    keys = [among("lookup_key", sent["lookup_keys"])] if sent.get("lookup_keys") else []
    rhythm = sent.get("recurring") or {}
    return keys + ([equals("recurring.interval", rhythm["interval"])] if "interval" in rhythm else [])


def _products(_world: World, sent: Sent) -> list[Where]:
    return [among("id", sent["ids"])] if sent.get("ids") else []


def _codes(_world: World, sent: Sent) -> list[Where]:
    found = [equals("promotion.coupon", sent["coupon"])] if sent.get("coupon") else []
    wanted = [("lower(json_extract(body, '$.code')) = ?", [sent["code"].lower()])] if sent.get("code") else []
    return [*found, *wanted]


def _coupons(_world: World, _sent: Sent) -> list[Where]:
    return [equals("_deleted", None)]


def _invoices(_world: World, sent: Sent) -> list[Where]:
    return [equals("_subscription", sent["subscription"])] if "subscription" in sent else []


def _invoice_payments(_world: World, sent: Sent) -> list[Where]:
    wanted = sent.get("payment") or {}
    return [equals("_intent", wanted["payment_intent"])] if wanted.get("payment_intent") else []


def _events(world: World, sent: Sent) -> list[Where]:
    """Stripe lists the events of thirty days."""
    found: list[Where] = [("created > ?", [world.now - 30 * DAY])]
    found += [among("type", sent["types"])] if sent.get("types") else []
    if "delivery_success" in sent:
        undone = "exists (select 1 from deliveries where event = objects.id and state != 'sent')"
        found.append((f"not {undone}" if sent["delivery_success"] else undone, []))
    return found


def _listing(kind: str, path: str, *fields: str, special: Any = None) -> tuple[str, Handler]:
    return f"GET /v1/{path}", many(kind, f"/v1/{path}", *fields, special=special)


HANDLERS: dict[str, Handler] = {
    "GET /v1/account": make(catalogue.account),
    "POST /v1/products": make(catalogue.create_product),
    "GET /v1/products/{id}": one("product"),
    "POST /v1/products/{id}": change("product", catalogue.update_product),
    "DELETE /v1/products/{id}": act("product", catalogue.delete_product),
    "POST /v1/prices": make(catalogue.create_price),
    "GET /v1/prices/{id}": one("price"),
    "POST /v1/prices/{id}": change("price", catalogue.update_price),
    "POST /v1/customers": make(catalogue.create_customer),
    "GET /v1/customers/{id}": _customer,
    "POST /v1/customers/{id}": change("customer", catalogue.update_customer),
    "DELETE /v1/customers/{id}": act("customer", catalogue.delete_customer),
    "GET /v1/customers/{id}/payment_methods": inside(
        "payment_method", "customer", "customer", "/v1/customers/{id}/payment_methods", forward=False
    ),
    "GET /v1/payment_methods/{id}": one("payment_method"),
    "POST /v1/checkout/sessions": make(checkout.create),
    "GET /v1/checkout/sessions/{id}": one("checkout.session"),
    "POST /v1/checkout/sessions/{id}": change("checkout.session", checkout.update),
    "POST /v1/checkout/sessions/{id}/expire": act("checkout.session", checkout.expire),
    "GET /v1/checkout/sessions/{id}/line_items": inside(
        "item", "checkout.session", "_session", "/v1/checkout/sessions/{id}/line_items", forward=True
    ),
    "POST /v1/subscriptions": make(changes.create),
    "GET /v1/subscriptions/{id}": one("subscription"),
    "POST /v1/subscriptions/{id}": change("subscription", changes.update),
    "DELETE /v1/subscriptions/{id}": change("subscription", changes.cancel),
    "POST /v1/subscriptions/{id}/pause": change("subscription", changes.pause),
    "POST /v1/subscriptions/{id}/resume": change("subscription", changes.resume),
    "POST /v1/invoices/create_preview": _preview,
    "GET /v1/invoices/{id}": one("invoice"),
    "POST /v1/invoices/{id}": change("invoice", invoice_calls.update),
    "POST /v1/invoices/{id}/finalize": change("invoice", invoice_calls.finalize),
    "POST /v1/invoices/{id}/pay": change("invoice", invoice_calls.pay),
    "POST /v1/invoices/{id}/void": act("invoice", invoice_calls.void),
    "POST /v1/invoices/{id}/mark_uncollectible": act("invoice", invoice_calls.mark_uncollectible),
    "GET /v1/invoices/{id}/lines": inside(
        "line_item", "invoice", "invoice", "/v1/invoices/{id}/lines", forward=True
    ),
    "GET /v1/invoice_payments/{id}": one("invoice_payment"),
    "GET /v1/invoiceitems/{id}": one("invoiceitem"),
    "GET /v1/payment_intents/{id}": one("payment_intent"),
    "GET /v1/setup_intents/{id}": one("setup_intent"),
    "GET /v1/charges/{id}": one("charge"),
    "GET /v1/balance_transactions/{id}": one("balance_transaction"),
    "POST /v1/refunds": make(refunds.create),
    "GET /v1/refunds/{id}": one("refund"),
    "POST /v1/refunds/{id}": change("refund", refunds.update),
    "GET /v1/disputes/{id}": one("dispute"),
    "POST /v1/disputes/{id}": change("dispute", disputes.update),
    "POST /v1/disputes/{id}/close": act("dispute", disputes.close),
    "POST /v1/coupons": make(discounts.create_coupon),
    "GET /v1/coupons/{id}": one("coupon"),
    "POST /v1/coupons/{id}": change("coupon", discounts.update_coupon),
    "DELETE /v1/coupons/{id}": act("coupon", discounts.delete_coupon),
    "POST /v1/promotion_codes": make(discounts.create_code),
    "GET /v1/promotion_codes/{id}": one("promotion_code"),
    "POST /v1/promotion_codes/{id}": change("promotion_code", discounts.update_code),
    "POST /v1/billing_portal/configurations": make(portal.create_configuration),
    "GET /v1/billing_portal/configurations/{id}": one(portal.CONFIGURATION),
    "POST /v1/billing_portal/configurations/{id}": change(portal.CONFIGURATION, portal.update_configuration),
    "POST /v1/billing_portal/sessions": make(portal.create_session),
    "POST /v1/webhook_endpoints": make(webhooks.create_endpoint),
    "GET /v1/webhook_endpoints/{id}": one("webhook_endpoint"),
    "POST /v1/webhook_endpoints/{id}": change("webhook_endpoint", webhooks.update_endpoint),
    "DELETE /v1/webhook_endpoints/{id}": act("webhook_endpoint", webhooks.delete_endpoint),
    "POST /v1/test_helpers/test_clocks": make(agenda.create_clock),
    "GET /v1/test_helpers/test_clocks/{id}": one(agenda.CLOCK),
    "POST /v1/test_helpers/test_clocks/{id}/advance": change(agenda.CLOCK, agenda.advance_clock),
    "DELETE /v1/test_helpers/test_clocks/{id}": act(agenda.CLOCK, agenda.delete_clock),
    "POST /v1/customers/{id}/tax_ids": tax_ids.create,
    "GET /v1/customers/{id}/tax_ids": inside(
        "tax_id", "customer", "customer", "/v1/customers/{id}/tax_ids", forward=False
    ),
    "DELETE /v1/customers/{id}/tax_ids/{id}": tax_ids.delete,
    "GET /v1/radar/early_fraud_warnings/{id}": one(fraud_warnings.KIND),
    "POST /v1/credit_notes": make(credit_notes.create),
    "GET /v1/credit_notes/{id}": one("credit_note"),
    "POST /v1/credit_notes/{id}": change("credit_note", credit_notes.update),
    "POST /v1/credit_notes/{id}/void": act("credit_note", credit_notes.void),
    "POST /v1/subscription_schedules": make(schedules.create),
    "GET /v1/subscription_schedules/{id}": one(schedules.KIND),
    "POST /v1/subscription_schedules/{id}": change(schedules.KIND, schedules.update),
    "POST /v1/subscription_schedules/{id}/release": act(schedules.KIND, schedules.release),
    "POST /v1/subscription_schedules/{id}/cancel": change(schedules.KIND, schedules.cancel),
    "GET /v1/events/{id}": one("event"),
}
HANDLERS |= dict(
    [
        _listing("product", "products", "active", special=_products),
        _listing("price", "prices", "active", "product", "type", "currency", special=_prices),
        _listing("customer", "customers", "email", "test_clock"),
        _listing("payment_method", "payment_methods", "customer", "type"),
        _listing(
            "checkout.session", "checkout/sessions", "customer", "status", "subscription", "payment_intent"
        ),
        _listing("subscription", "subscriptions", "customer", "test_clock", special=_by_status),
        _listing("invoice", "invoices", "customer", "status", special=_invoices),
        _listing("invoice_payment", "invoice_payments", "invoice", "status", special=_invoice_payments),
        _listing("invoiceitem", "invoiceitems", "customer", "invoice"),
        _listing("payment_intent", "payment_intents", "customer"),
        _listing("charge", "charges", "customer", "payment_intent"),
        _listing("balance_transaction", "balance_transactions", "source", "type"),
        _listing("refund", "refunds", "charge", "payment_intent"),
        _listing("dispute", "disputes", "charge", "payment_intent"),
        _listing("coupon", "coupons", special=_coupons),
        _listing("promotion_code", "promotion_codes", "active", "customer", special=_codes),
        _listing(portal.CONFIGURATION, "billing_portal/configurations", "active", "is_default"),
        _listing("webhook_endpoint", "webhook_endpoints"),
        _listing(agenda.CLOCK, "test_helpers/test_clocks"),
        _listing(fraud_warnings.KIND, "radar/early_fraud_warnings", "charge", "payment_intent"),
        _listing("credit_note", "credit_notes", "invoice", "customer"),
        _listing(schedules.KIND, "subscription_schedules", "customer"),
        _listing("event", "events", "type", special=_events),
    ]
)


# What is deleted has nothing left to expand; a subscription that is ended is still there.
ANSWERS_A_STUB = {name for name in HANDLERS if name.startswith("DELETE ")} - {"DELETE /v1/subscriptions/{id}"}


def all_calls() -> list[Call]:
    """Every call, those with fixed words before those with an id."""
    calls = []
    for name in sorted(HANDLERS, key=lambda name: name.count("{")):
        takes = TAKES.get(name, "").replace("PAGING", PAGING)
        pattern = re.compile(re.sub(r"\{\w+\}", "([^/]+)", name))
        expands = "" if name in ANSWERS_A_STUB else " expand[]"
        calls.append(Call(name, pattern, description(takes + expands), HANDLERS[name]))
    return calls


CALLS = all_calls()


def call_for(method: str, path: str) -> tuple[Call, list[str]] | None:
    """The call that an address means, with the ids in it."""
    for call in CALLS:
        if found := call.pattern.fullmatch(f"{method} {path}"):
            return call, list(found.groups())
    return None
