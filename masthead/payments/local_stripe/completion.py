"""A checkout page is sent in: the money is asked for, and what was bought comes to be."""

import re
from collections.abc import Mapping
from typing import Any

from masthead.payments.local_stripe import (
    cards,
    catalogue,
    checkout,
    collecting,
    ids,
    invoices,
    payments,
)
from masthead.payments.local_stripe import subscriptions as life
from masthead.payments.local_stripe.failures import declined, invalid
from masthead.payments.local_stripe.shapes import Obj, shaped
from masthead.payments.local_stripe.world import World

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def submit(world: World, session: Obj, typed: Mapping[str, str]) -> str:
    """The page was sent in; the address where its reader goes next."""
    if session["status"] != "open":
        raise invalid("This page is not open any more.")
    email = known_email(world, session) or typed.get("email", "").strip()
    if not EMAIL.fullmatch(email):
        raise invalid("Please give an e-mail address.", "email")
    terms = (session["consent_collection"] or {}).get("terms_of_service") == "required"
    if terms and not typed.get("terms"):
        raise invalid("Please agree to the terms.", "terms")
    if session["allow_promotion_codes"] and "code" in typed:
        checkout.apply_code(world, session, typed.get("code", ""))
    email = typed.get("wallet_email", "").strip() or email
    world.change(session, _typed={"email": email, "name": typed.get("name", ""), "terms": terms})
    if not wants_method(session):
        return _complete(world, session, None, None, "succeeded")
    method = _typed_method(world, session, typed)
    world.change(session, _method=method["id"])
    if due(world, session) == 0:
        return _set_up(world, session, method)
    return _pay(world, session, method)


def known_email(world: World, session: Obj) -> str:
    """The address the page need not ask for."""
    if session["customer"]:
        return world.get("customer", session["customer"])["email"] or ""
    return session["customer_email"] or ""


def due(world: World, session: Obj) -> int:
    """What is charged now: a subscription uses what the customer has in credit, or still owes, first."""
    if session["mode"] != "subscription" or not session["customer"] or session["amount_total"] == 0:
        return int(session["amount_total"])
    balance = world.get("customer", session["customer"])["balance"]
    return invoices.collectable(session["amount_total"] + balance, session["currency"])


def wants_method(session: Obj) -> bool:
    """Whether the page asks what the money shall be drawn from."""
    if session["amount_total"] > 0:
        return True
    return bool(session["mode"] == "subscription" and session["payment_method_collection"] == "always")


def answer_bank(world: World, ref: str, *, agreed: bool) -> str:
    """The holder answered the bank's question; the address where they go next."""
    found = world.store.get(ref)
    if found is None or found["object"] not in {"payment_intent", "setup_intent"}:
        raise invalid("There is no question of the bank here.")
    if found["status"] != "requires_action":
        raise invalid("The bank's question has been answered.")
    if found["object"] == "setup_intent":
        return _answer_set_up(world, world.get("setup_intent", ref), agreed=agreed)
    intent = world.get("payment_intent", ref)
    payments.authenticate(world, intent, agreed)
    method = world.get("payment_method", intent["payment_method"])
    if intent.get("_invoice"):
        invoice = world.get("invoice", intent["_invoice"])
        if agreed and invoice["status"] == "open":
            collecting.collect(world, invoice, method, holder_there=True)
        return str(invoice["hosted_invoice_url"])
    session = world.get("checkout.session", intent["_session"])
    if not agreed or session["status"] != "open":
        return f"{world.address}/c/pay/{session['id']}?not_confirmed=1"
    return _pay(world, session, method)


def _typed_method(world: World, session: Obj, typed: Mapping[str, str]) -> Obj:
    name = typed.get("name", "")
    debits = typed.get("method") == "sepa_debit" or (typed.get("iban") and not typed.get("number"))
    if debits and "sepa_debit" in session["payment_method_types"]:
        return cards.bank_account(world, typed.get("iban", ""), name)
    month, _, year = typed.get("expiry", "").replace(" ", "").partition("/")
    return cards.card(world, typed.get("number", ""), month, year, typed.get("cvc", ""), name)


def _pay(world: World, session: Obj, method: Obj) -> str:
    intent = _intent(world, session)
    outcome = payments.attempt(world, intent, method, holder_there=True)
    if outcome == "action":
        return f"{world.address}/3ds/{intent['id']}"
    if outcome == "failed":
        error = intent["last_payment_error"]
        raise declined(error["message"], error["code"], error["decline_code"], param="number")
    return _complete(world, session, method, intent, outcome)


def _intent(world: World, session: Obj) -> Obj:
    if session["_intent"]:
        intent = world.get("payment_intent", session["_intent"])
        if intent["status"] not in {"succeeded", "canceled", "processing"}:
            return world.change(intent, amount=due(world, session))
        raise invalid("This page has been paid.")
    data = session["_sent"]["pay"]
    subscribes = session["mode"] == "subscription"
    intent = payments.intend(
        world,
        due(world, session),
        session["currency"],
        session["customer"],
        description="Subscription creation" if subscribes else data.get("description"),
        metadata=data.get("metadata") or {},
        receipt_email=data.get("receipt_email"),
        setup_future_usage="off_session" if subscribes else data.get("setup_future_usage"),
        _session=session["id"],
    )
    world.change(session, _intent=intent["id"])
    return intent


def _set_up(world: World, session: Obj, method: Obj) -> str:
    """Nothing is owed yet: the card is asked only whether it may be charged later."""
    acts = cards.behaviour(method)
    ref = ids.new_id("setup_intent")
    if acts.decline and not acts.only_once:
        code, decline_code, sentence = acts.decline
        raise declined(sentence, code, decline_code, param="number")
    action = {"return_url": None, "url": f"{world.address}/3ds/{ref}"}
    asked = shaped("setup_intent.next_action", type="redirect_to_url", redirect_to_url=action)
    setup = world.new(
        "setup_intent",
        id=ref,
        client_secret=f"{ref}_secret_{ids.letters(24)}",
        customer=session["customer"],
        metadata={},
        payment_method=method["id"],
        payment_method_types=["card"],
        status="requires_action" if acts.asks_holder else "succeeded",
        usage="off_session",
        next_action=asked if acts.asks_holder else None,
        _session=session["id"],
    )
    world.emit("setup_intent.created", setup)
    if acts.asks_holder:
        return str(action["url"])
    world.emit("setup_intent.succeeded", setup)
    return _complete(world, session, method, None, "succeeded")


def _answer_set_up(world: World, setup: Obj, *, agreed: bool) -> str:
    session = world.get("checkout.session", setup["_session"])
    if not agreed or session["status"] != "open":
        world.change(setup, "setup_intent.setup_failed", status="requires_payment_method", next_action=None)
        return f"{world.address}/c/pay/{session['id']}?not_confirmed=1"
    world.change(setup, "setup_intent.succeeded", status="succeeded", next_action=None)
    method = world.get("payment_method", setup["payment_method"])
    return _complete(world, session, method, None, "succeeded")


def _complete(
    world: World, session: Obj, method: Obj | None, intent: Obj | None, outcome: payments.Outcome
) -> str:
    customer = _customer(world, session)
    if customer and intent:
        world.change(intent, customer=customer["id"])
        charge = world.get("charge", intent["latest_charge"])
        world.change(charge, customer=customer["id"])
    if customer and method and session["mode"] == "subscription":
        catalogue.attach(world, method, customer, default=False)
    made: dict[str, Any] = {}
    if session["mode"] == "subscription" and customer:
        made = _subscribe(world, session, customer, method, intent, outcome)
    elif intent:
        made = {"payment_intent": intent["id"]}
        if session["invoice_creation"]["enabled"] and customer:
            made["invoice"] = _invoice_of_purchase(world, session, customer, intent, outcome)
    paid = "unpaid" if outcome == "processing" else "paid"
    typed = session["_typed"]
    world.unplan(session["id"], "expire_session")
    world.change(
        session,
        "checkout.session.completed",
        **made,
        consent={"promotions": None, "terms_of_service": "accepted"} if typed["terms"] else None,
        customer=customer["id"] if customer else None,
        customer_details=_details(typed),
        payment_status=paid if session["amount_total"] else "no_payment_required",
        status="complete",
        url=None,
    )
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _details(typed: Obj) -> Obj:
    return {
        "address": dict(checkout.NO_ADDRESS),
        "business_name": None,
        "email": typed["email"],
        "individual_name": None,
        "name": typed["name"] or None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _customer(world: World, session: Obj) -> Obj | None:
    if session["customer"]:
        return world.get("customer", session["customer"])
    wanted = session["customer_creation"] == "always" or (session["invoice_creation"] or {}).get("enabled")
    if not wanted:
        return None
    typed = session["_typed"]
    return catalogue.create_customer(world, {"email": typed["email"], "name": typed["name"] or None})


def _subscribe(
    world: World,
    session: Obj,
    customer: Obj,
    method: Obj | None,
    intent: Obj | None,
    outcome: payments.Outcome,
) -> dict[str, Any]:
    data = session["_sent"]["sub"]
    chosen = [
        (world.get("price", item["_price"]), item["quantity"]) for item in checkout.items_of(world, session)
    ]
    settings = (data.get("trial_settings") or {}).get("end_behavior") or {}
    subscription, invoice = life.start(
        world,
        customer,
        chosen,
        method=method["id"] if method else None,
        trial_end=checkout.trial_end_of(world, session),
        missing_payment_method=settings.get("missing_payment_method"),
        metadata=data.get("metadata"),
        description=data.get("description"),
        coupons=session["_coupons"],
        session=session["id"],
    )
    if intent:
        _credit(world, invoice, intent, outcome)
    return {"subscription": subscription["id"], "invoice": invoice["id"]}


def _invoice_of_purchase(
    world: World, session: Obj, customer: Obj, intent: Obj, outcome: payments.Outcome
) -> str:
    data = session["invoice_creation"]["invoice_data"]
    lines = [
        invoices.Line(
            item["amount_total"],
            item["description"],
            world.now,
            world.now,
            world.get("price", item["_price"]),
            item["quantity"],
        )
        for item in checkout.items_of(world, session)
    ]
    given = {name: data[name] for name in ("description", "footer", "metadata")}
    invoice = invoices.draft(world, customer, session["currency"], lines, "manual", _own_sum=True, **given)
    invoices.announce(world, invoice, waits=False)
    invoices.finalize(world, invoice)
    _credit(world, invoice, intent, outcome)
    return str(invoice["id"])


def _credit(world: World, invoice: Obj, intent: Obj, outcome: payments.Outcome) -> None:
    """The payment of the page is the payment of the invoice."""
    if world.get("invoice", invoice["id"])["status"] == "open":
        invoices.intent_of(world, invoice, intent)
        world.change(invoice, attempted=True, attempt_count=1)
        collecting.follow(world, invoice, outcome, by_itself=False)
