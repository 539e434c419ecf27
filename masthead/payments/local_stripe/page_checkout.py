"""The page where something is bought, and the bank's question to the holder of a card."""

from html import escape

from masthead.payments.local_stripe import checkout, completion, html
from masthead.payments.local_stripe.cards import words
from masthead.payments.local_stripe.failures import no_such
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World

Fields = dict[str, str]
NOT_CONFIRMED = "The payment was not confirmed. Nothing was charged; you can try again."


def show(world: World, ref: str, typed: Fields, sentence: str) -> str:
    """What is sold, what it costs, and the form to pay it."""
    session = world.get("checkout.session", ref)
    if session["status"] != "open":
        gone = "This page is over." if session["status"] == "expired" else "This has been paid."
        return html.page(gone, _back(session))
    said = sentence or (NOT_CONFIRMED if typed.get("not_confirmed") else "")
    inside = html.wrong(said) + _sold(world, session)
    if session["allow_promotion_codes"]:
        inside += _code_form(world, session, typed)
    inside += f'<form method="post">{_fields(world, session, typed)}'
    inside += html.button(_button(world, session), "pay") + "</form>"
    return html.page("Pay", inside + html.numbers_to_try() + _back(session))


def send(world: World, ref: str, typed: Fields) -> str:
    """The page is sent in; the address that comes next."""
    session = world.get("checkout.session", ref)
    if typed.get("act") == "code":
        checkout.apply_code(world, session, typed.get("code", ""))
        return f"{world.address}/c/pay/{ref}"
    return completion.submit(world, session, typed)


def show_question(world: World, ref: str, _typed: Fields, sentence: str) -> str:
    """The bank asks the holder."""
    intent = world.store.get(ref)
    if intent is None or intent["object"] not in {"payment_intent", "setup_intent"}:
        raise no_such("payment_intent", ref)
    method = world.get("payment_method", intent["payment_method"])
    amount = html.money(intent["amount"], intent["currency"]) if "amount" in intent else "later payments"
    leave = (
        f"{world.address}/i/{intent['_invoice']}"
        if intent.get("_invoice")
        else f"{world.address}/c/pay/{intent['_session']}?not_confirmed=1"
    )
    inside = html.wrong(sentence)
    inside += f"<p>Do you confirm {escape(amount)} with {escape(words(method))}?</p>"
    inside += (
        '<form method="post">' + html.button("Yes, I confirm", "yes") + html.button("No", "no", quiet=True)
    )
    inside += f'</form><p><a href="{escape(leave)}">Leave without an answer</a></p>'
    return html.page("Your bank asks", inside)


def answer(world: World, ref: str, typed: Fields) -> str:
    """The holder answered; the address that comes next."""
    return completion.answer_bank(world, ref, agreed=typed.get("act") == "yes")


def _sold(world: World, session: Obj) -> str:
    rows = ""
    for item in checkout.items_of(world, session):
        price = world.get("price", item["_price"])
        name = f"{item['quantity']} × {item['description']}" if item["quantity"] > 1 else item["description"]
        each = html.money(price["unit_amount"] * item["quantity"], price["currency"])
        rows += f"<dt>{escape(name)}</dt><dd>{each} {html.rhythm(price)}</dd>"
    off = session["total_details"]["amount_discount"]
    if off:
        rows += f"<dt>Discount</dt><dd>−{html.money(off, session['currency'])}</dd>"
    now = completion.due(world, session)
    if now != session["amount_total"]:
        credit = html.money(now - session["amount_total"], session["currency"])
        rows += f"<dt>Your balance</dt><dd>{credit}</dd>"
    rows += f"<dt>To pay now</dt><dd>{html.money(now, session['currency'])}</dd>"
    end = checkout.trial_end_of(world, session) if session["mode"] == "subscription" else None
    until = (
        f"<p>Free until {html.day(end)}; paid from then on unless it is cancelled before.</p>" if end else ""
    )
    return f"<dl>{rows}</dl>{until}"


def _code_form(world: World, session: Obj, typed: Fields) -> str:
    """A form of its own: whoever presses Enter among the card's fields wants to pay."""
    given = [world.get("promotion_code", code)["code"] for _, code in session["_coupons"] if code]
    field = html.text_field("code", "Promotion code", typed.get("code", given[0] if given else ""))
    return f'<form method="post">{field}{html.button("Apply the code", "code", quiet=True)}</form>'


def _fields(world: World, session: Obj, typed: Fields) -> str:
    known = completion.known_email(world, session)
    fields = (
        f"<p>For {escape(known)}</p>"
        if known
        else html.text_field("email", "E-mail", typed.get("email", ""), type="email", autocomplete="email")
    )
    fields += html.text_field("name", "Name", typed.get("name", ""), autocomplete="name")
    if completion.wants_method(session):
        fields += _method_fields(session, typed)
    if known:
        fields += f"<details><summary>Pay as a wallet would</summary>{_wallet_field(typed)}</details>"
    if (session["consent_collection"] or {}).get("terms_of_service") == "required":
        fields += html.tick_field("terms", "I agree to the terms")
    return fields


def _wallet_field(typed: Fields) -> str:
    """A wallet may bring an address of its own, which is the customer's nowhere else."""
    return html.text_field("wallet_email", "The wallet's e-mail", typed.get("wallet_email", ""), type="email")


def _method_fields(session: Obj, typed: Fields) -> str:
    if "sepa_debit" not in session["payment_method_types"] or session["amount_total"] == 0:
        return html.card_fields()
    debit = typed.get("method") == "sepa_debit"
    card = html.tick_field("method", "Pay by card", kind="radio", value="card", on=not debit)
    bank = html.tick_field("method", "Pay by direct debit", kind="radio", value="sepa_debit", on=debit)
    iban = html.text_field("iban", "IBAN", typed.get("iban", ""))
    return (
        f"<fieldset><legend>Card</legend>{card}{html.card_fields()}</fieldset>"
        f"<fieldset><legend>Bank account</legend>{bank}{iban}</fieldset>"
    )


def _button(world: World, session: Obj) -> str:
    now = completion.due(world, session)
    if now == 0:
        return "Begin"
    kinds = {"donate": "Donate", "book": "Book", "subscribe": "Subscribe"}
    word = kinds.get(
        session["submit_type"] or "", "Subscribe" if session["mode"] == "subscription" else "Pay"
    )
    return f"{word} for {html.money(now, session['currency'])}"


def _back(session: Obj) -> str:
    if not session["cancel_url"]:
        return ""
    return f'<p><a href="{escape(session["cancel_url"])}">Go back without paying</a></p>'
