"""Objects as they go out: without what is ours alone, with what is derived, expanded where asked."""

from collections.abc import Callable
from typing import Any

from masthead.payments.local_stripe.failures import Failure, invalid
from masthead.payments.local_stripe.shapes import Obj, whole
from masthead.payments.local_stripe.store import Store

DEEPEST = 4
LINES_AT_ONCE = 10
Tree = dict[str, Any]


def list_of(data: list[Any], url: str, *, has_more: bool = False) -> Obj:
    """Stripe's envelope of a list."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def expansion(paths: list[str]) -> Tree:
    """The paths of `expand` as one tree."""
    tree: Tree = {}
    for path in paths:
        parts = path.split(".")
        if len(parts) > DEEPEST:  # `data` counts too
            raise invalid(
                f"You cannot expand more than {DEEPEST} levels of a property. Property: {path}", "expand"
            )
        here = tree
        for part in parts:
            here = here.setdefault(part, {})
    return tree


def rendered(store: Store, body: Obj, tree: Tree | None = None) -> Obj:
    """This object for others to see, expanded along the tree."""
    out = {name: value for name, value in body.items() if not name.startswith("_")}
    derive = DERIVED.get(body["object"])
    if derive:
        out.update(derive(store, body))
    return expanded(store, out, tree, "") if tree else out


def expanded(store: Store, value: Any, tree: Tree, path: str) -> Any:
    """The value with the objects themselves in place of their ids, wherever the tree leads."""
    if isinstance(value, list):
        return [expanded(store, each, tree, path) for each in value]
    if isinstance(value, str):
        target = store.get(value)
        if target is None:
            raise _cannot_expand(path)
        return rendered(store, target, tree)
    if not isinstance(value, dict):
        if value is None:
            return None
        raise _cannot_expand(path)
    for name, below in tree.items():
        here = f"{path}.{name}".lstrip(".")
        on_demand = ON_DEMAND.get((str(value.get("object")), name))
        if on_demand:
            value[name] = on_demand(store, value)
        elif name not in value:
            raise _cannot_expand(here)
        if below or not isinstance(value[name], dict):
            value[name] = expanded(store, value[name], below, here)
    return value


def _cannot_expand(path: str) -> Failure:
    return invalid(f"This property cannot be expanded ({path}).", "expand")


def plan_of(price: Obj) -> Obj:
    """A recurring price in its older form, which subscription items still carry."""
    recurring = price["recurring"]
    return whole(
        "plan",
        id=price["id"],
        active=price["active"],
        amount=price["unit_amount"],
        amount_decimal=price["unit_amount_decimal"],
        billing_scheme="per_unit",
        created=price["created"],
        currency=price["currency"],
        interval=recurring["interval"],
        interval_count=recurring["interval_count"],
        livemode=False,
        metadata=price["metadata"],
        nickname=price["nickname"],
        product=price["product"],
        usage_type="licensed",
    )


def _subscription(store: Store, body: Obj) -> Obj:
    items = [rendered(store, item) for item in store.find("subscription_item", subscription=body["id"])]
    return {"items": list_of(items, f"/v1/subscription_items?subscription={body['id']}")}


def _subscription_item(store: Store, body: Obj) -> Obj:
    price = rendered(store, store.get(body["_price"]) or {})
    return {"price": price, "plan": plan_of(price)}


def _invoice(store: Store, body: Obj) -> Obj:
    lines = [rendered(store, line) for line in store.find("line_item", invoice=body["id"])]
    first = lines[:LINES_AT_ONCE]
    url = f"/v1/invoices/{body['id']}/lines"
    return {"lines": list_of(first, url, has_more=len(lines) > LINES_AT_ONCE)}


def _checkout_item(store: Store, body: Obj) -> Obj:
    return {"price": rendered(store, store.get(body["_price"]) or {})}


def _dispute(store: Store, body: Obj) -> Obj:
    moves = [store.get(ref) for ref in body["_balance_transactions"]]
    return {"balance_transactions": [rendered(store, move) for move in moves if move]}


def _price(_store: Store, _body: Obj) -> Obj:
    return {"currency_options": None}


DERIVED: dict[str, Callable[[Store, Obj], Obj]] = {
    "subscription": _subscription,
    "subscription_item": _subscription_item,
    "invoice": _invoice,
    "item": _checkout_item,
    "dispute": _dispute,
    "price": _price,
}


def _payments(store: Store, body: Obj) -> Obj:
    found = [rendered(store, each) for each in store.find("invoice_payment", invoice=body["id"])]
    return list_of(found, f"/v1/invoice_payments?invoice={body['id']}")


def _line_items(store: Store, body: Obj) -> Obj:
    found = [rendered(store, each) for each in store.find("item", _session=body["id"])]
    return list_of(found, f"/v1/checkout/sessions/{body['id']}/line_items")


def _refunds(store: Store, body: Obj) -> Obj:
    found = [rendered(store, each) for each in reversed(store.find("refund", charge=body["id"]))]
    return list_of(found, f"/v1/charges/{body['id']}/refunds")


def _subscriptions(store: Store, body: Obj) -> Obj:
    found = store.find("subscription", customer=body["id"])
    live = [rendered(store, each) for each in reversed(found) if each["status"] != "canceled"]
    return list_of(live, f"/v1/customers/{body['id']}/subscriptions")


def _currency_options(store: Store, body: Obj) -> Obj:
    stored = store.get(body["id"]) or {}
    own = {
        "custom_unit_amount": None,
        "tax_behavior": body["tax_behavior"],
        "tiers": None,
        "unit_amount": body["unit_amount"],
        "unit_amount_decimal": body["unit_amount_decimal"],
    }
    return {body["currency"]: own, **stored.get("_currency_options", {})}


# Null until somebody asks for them.
ON_DEMAND: dict[tuple[str, str], Callable[[Store, Obj], Obj]] = {
    ("invoice", "payments"): _payments,
    ("checkout.session", "line_items"): _line_items,
    ("charge", "refunds"): _refunds,
    ("customer", "subscriptions"): _subscriptions,
    ("price", "currency_options"): _currency_options,
}
