"""The page where a customer stops, switches, pauses, changes the card and finds invoices."""

from html import escape
from typing import Any

from masthead.payments.local_stripe import cards, catalogue, html, schedules
from masthead.payments.local_stripe import subscription_changes as changes
from masthead.payments.local_stripe import subscriptions as life
from masthead.payments.local_stripe.failures import invalid
from masthead.payments.local_stripe.portal import CONFIGURATION
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World

Fields = dict[str, str]
RUNS = {"active", "trialing", "past_due", "paused", "unpaid"}
FLOWS = {
    "payment_method_update": "card",
    "subscription_cancel": "cancel",
    "subscription_pause": "pause",
    "subscription_update": "switch",
    "customer_update": "customer",
}


def show(world: World, ref: str, _typed: Fields, sentence: str) -> str:
    """What this customer has, and what may be done about it."""
    session = world.get("billing_portal.session", ref)
    features = world.get(CONFIGURATION, session["configuration"])["features"]
    only = FLOWS.get((session["flow"] or {}).get("type") or "", "")
    inside = html.wrong(sentence)
    for subscription in world.find("subscription", customer=session["customer"]):
        if subscription["status"] in RUNS:
            inside += _subscription(world, subscription, features, only)
    if features["payment_method_update"]["enabled"] and only in {"", "card"}:
        inside += f'<h2>Card</h2><form method="post">{html.card_fields()}'
        inside += html.button("Use this card from now on", "card") + f"</form>{html.numbers_to_try()}"
    if features["customer_update"]["enabled"] and only in {"", "customer"}:
        inside += _customer_form(world, session, features)
    if features["invoice_history"]["enabled"] and not only:
        inside += _invoices(world, session)
    back = f'<p><a href="{escape(session["return_url"])}">Go back</a></p>'
    return html.page("Your subscription", inside + back)


def send(world: World, ref: str, typed: Fields) -> str:
    """Something is changed; the address that comes next."""
    session = world.get("billing_portal.session", ref)
    features = world.get(CONFIGURATION, session["configuration"])["features"]
    what, _, about = typed.get("act", "").partition(":")
    if what == "card":
        _may(features["payment_method_update"])
        _replace_card(world, session, typed)
    elif what == "customer":
        _may(features["customer_update"])
        customer = world.get("customer", session["customer"])
        allowed = features["customer_update"]["allowed_updates"]
        catalogue.update_customer(world, customer, {name: typed[name] for name in allowed if typed.get(name)})
    else:
        _change(world, session, features, what, about, typed)
    after = (session["flow"] or {}).get("after_completion") or {}
    if after.get("type") == "redirect":
        return str(after["redirect"]["return_url"])
    return f"{world.address}/p/session/{ref}"


def _change(world: World, session: Obj, features: Obj, what: str, about: str, typed: Fields) -> None:
    subscription = world.get("subscription", about)
    if subscription["customer"] != session["customer"]:
        raise invalid("This is not yours to change.")
    world.request = None
    if what in {"stop", "keep"}:
        _stop(world, subscription, features["subscription_cancel"], typed, stop=what == "stop")
    elif what == "switch":
        _may(features["subscription_update"])
        _switch(world, subscription, features["subscription_update"], typed.get("price", ""))
    elif what == "pause":
        _may(features["subscription_pause"])
        changes.pause(world, subscription, {})
    elif what == "resume":
        _may(features["subscription_pause"])
        changes.resume(world, subscription, {"payment_behavior": "resume_on_payment_success"})
    else:
        raise invalid("That cannot be done here.")


def _may(feature: Obj) -> None:
    if not feature["enabled"]:
        raise invalid("That cannot be done here.")


def _stop(world: World, subscription: Obj, feature: Obj, typed: Fields, *, stop: bool) -> None:
    _may(feature)
    if subscription["schedule"]:
        schedules.release(world, world.get(schedules.KIND, subscription["schedule"]))
    if not stop:
        changes.update(world, subscription, {"cancel_at_period_end": False})
        return
    feedback = typed.get("feedback") or None
    details = {"feedback": feedback} if feedback in feature["cancellation_reason"]["options"] else {}
    if feature["mode"] == "immediately":
        prorate = feature["proration_behavior"] != "none"
        changes.cancel(world, subscription, {"cancellation_details": details, "prorate": prorate})
    else:
        changes.update(world, subscription, {"cancel_at_period_end": True, "cancellation_details": details})


def _switch(world: World, subscription: Obj, feature: Obj, price: str) -> None:
    if price not in _prices(feature):
        raise invalid("This price is not offered here.")
    item = life.items_of(world, subscription)[0]
    sent = {
        "items": [{"id": item["id"], "price": price}],
        "proration_behavior": feature["proration_behavior"],
    }
    changes.update(world, subscription, sent)


def _replace_card(world: World, session: Obj, typed: Fields) -> None:
    month, _, year = typed.get("expiry", "").replace(" ", "").partition("/")
    method = cards.card(world, typed.get("number", ""), month, year, typed.get("cvc", ""))
    customer = world.get("customer", session["customer"])
    catalogue.attach(world, method, customer, default=True)
    for subscription in world.find("subscription", customer=customer["id"]):
        if subscription["status"] in RUNS and subscription["default_payment_method"]:
            changes.update(world, subscription, {"default_payment_method": method["id"]})


def _prices(feature: Obj) -> list[str]:
    return [price for product in feature["products"] or [] for price in product["prices"]]


def _subscription(world: World, subscription: Obj, features: dict[str, Any], only: str) -> str:
    item = life.items_of(world, subscription)[0]
    price = world.get("price", item["_price"])
    product = world.get("product", price["product"])
    ref = subscription["id"]
    ends = subscription["cancel_at"]
    when = f"Ends on {html.day(ends)}" if ends else f"Goes on after {html.day(item['current_period_end'])}"
    cost = html.money(price["unit_amount"] * item["quantity"], price["currency"])
    inside = f"<h2>{escape(product['name'])}</h2><p>{cost} {html.rhythm(price)}. {when}. "
    inside += f"It is {escape(subscription['status'].replace('_', ' '))}.</p>"
    forms = ""
    if features["subscription_cancel"]["enabled"] and only in {"", "cancel"}:
        forms += html.button("Go on after all", f"keep:{ref}") if ends else _cancel(features, ref)
    if features["subscription_pause"]["enabled"] and only in {"", "pause"}:
        paused = subscription["status"] == "paused"
        act = ("Go on", f"resume:{ref}") if paused else ("Pause", f"pause:{ref}")
        forms += html.button(*act, quiet=True)
    inside += f'<form method="post">{forms}</form>' if forms else ""
    if features["subscription_update"]["enabled"] and only in {"", "switch"}:
        inside += _switch_form(world, features, ref, price["id"])
    return inside


def _cancel(features: dict[str, Any], ref: str) -> str:
    reason = features["subscription_cancel"]["cancellation_reason"]
    words = "".join(f'<option value="{each}">{each.replace("_", " ")}</option>' for each in reason["options"])
    chosen = (
        f'<label for="feedback-{ref}">Why, if you like to say</label>'
        f'<select id="feedback-{ref}" name="feedback"><option value=""></option>{words}</select>'
        if reason["enabled"]
        else ""
    )
    return chosen + html.button("Cancel", f"stop:{ref}", quiet=True)


def _switch_form(world: World, features: dict[str, Any], ref: str, now: str) -> str:
    choices = ""
    for each in _prices(features["subscription_update"]):
        price = world.get("price", each)
        if each != now and price["active"]:
            name = world.get("product", price["product"])["name"]
            label = f"{name}, {html.money(price['unit_amount'], price['currency'])} {html.rhythm(price)}"
            choices += f'<option value="{each}">{escape(label)}</option>'
    if not choices:
        return ""
    return (
        f'<form method="post"><label for="price-{ref}">Another price</label>'
        f'<select id="price-{ref}" name="price">{choices}</select>'
        + html.button("Switch", f"switch:{ref}")
        + "</form>"
    )


def _customer_form(world: World, session: Obj, features: dict[str, Any]) -> str:
    customer = world.get("customer", session["customer"])
    offered = [
        name for name in ("email", "name", "phone") if name in features["customer_update"]["allowed_updates"]
    ]
    fields = "".join(html.text_field(name, name.title(), customer[name] or "") for name in offered)
    return f'<h2>About you</h2><form method="post">{fields}{html.button("Change", "customer")}</form>'


def _invoices(world: World, session: Obj) -> str:
    rows = ""
    for invoice in reversed(world.find("invoice", customer=session["customer"])):
        if invoice["status"] != "draft":
            total = html.money(invoice["total"], invoice["currency"])
            rows += (
                f'<tr><td><a href="/i/{invoice["id"]}">{escape(invoice["number"])}</a></td>'
                f"<td>{html.day(invoice['created'])}</td><td>{total}</td><td>{escape(invoice['status'])}</td></tr>"
            )
    head = "<tr><th>number</th><th>day</th><th>total</th><th>state</th></tr>"
    return f"<h2>Invoices</h2><table>{head}{rows}</table>"
