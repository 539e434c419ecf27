"""The page of one invoice, where what is owed is paid or confirmed; and receipts."""

from html import escape

from masthead.payments.local_stripe import cards, catalogue, collecting, html, invoices
from masthead.payments.local_stripe.failures import declined, invalid
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World

Fields = dict[str, str]


def show(world: World, ref: str, _typed: Fields, sentence: str) -> str:
    """What an invoice is for, and, while it is owed, the form to pay it."""
    invoice = world.get("invoice", ref)
    rows = "".join(
        f"<dt>{escape(line['description'])}, {html.day(line['period']['start'])} to "
        f"{html.day(line['period']['end'])}</dt><dd>{html.money(line['amount'], line['currency'])}</dd>"
        for line in world.find("line_item", invoice=ref)
    )
    rows += f"<dt>Total</dt><dd>{html.money(invoice['total'], invoice['currency'])}</dd>"
    rows += f"<dt>Still owed</dt><dd>{html.money(invoice['amount_remaining'], invoice['currency'])}</dd>"
    inside = html.wrong(sentence) + f"<dl>{rows}</dl>"
    if invoice["status"] == "open":
        inside += _form(world, invoice)
    else:
        inside += f"<p>This invoice is {escape(invoice['status'])}.</p>"
    return html.page(f"Invoice {invoice['number'] or ''}", inside)


def send(world: World, ref: str, typed: Fields) -> str:
    """An owed invoice is paid from a new card, or its holder goes to confirm it."""
    invoice = world.get("invoice", ref)
    if invoice["status"] != "open":
        raise invalid("This invoice is not owed.")
    intent = invoices.intent_of(world, invoice)
    if typed.get("act") == "confirm" and intent["next_action"]:
        return str(intent["next_action"]["redirect_to_url"]["url"])
    invoices.refuse_while_processing(world, invoice)
    month, _, year = typed.get("expiry", "").replace(" ", "").partition("/")
    method = cards.card(world, typed.get("number", ""), month, year, typed.get("cvc", ""))
    customer = world.get("customer", invoice["customer"])
    catalogue.attach(world, method, customer, default=False)
    outcome = collecting.collect(world, invoice, method, holder_there=True)
    if outcome == "failed":
        error = world.get("payment_intent", intent["id"])["last_payment_error"]
        raise declined(error["message"], error["code"], error["decline_code"], param="number")
    if typed.get("keep") and invoice["_subscription"]:
        subscription = world.get("subscription", invoice["_subscription"])
        world.change(subscription, "customer.subscription.updated", default_payment_method=method["id"])
    if outcome == "action":
        return f"{world.address}/3ds/{intent['id']}"
    return f"{world.address}/i/{ref}"


def show_receipt(world: World, ref: str, _typed: Fields, _sentence: str) -> str:
    """What was paid, when and from what."""
    charge = world.get("charge", ref)
    method = world.get("payment_method", charge["payment_method"])
    paid = html.money(charge["amount"], charge["currency"])
    back = html.money(charge["amount_refunded"], charge["currency"])
    return html.page(
        "Receipt",
        f"<dl><dt>{html.day(charge['created'])}, {escape(cards.words(method))}</dt><dd>{paid}</dd>"
        f"<dt>Given back</dt><dd>{back}</dd></dl>",
    )


def _form(world: World, invoice: Obj) -> str:
    intent = _begun_intent(world, invoice)
    if intent and intent["status"] == "processing":
        return "<p>A payment is on its way.</p>"
    confirm = ""
    if intent and intent["next_action"]:
        confirm = '<form method="post">' + html.button("Confirm with your bank", "confirm") + "</form>"
    keep = html.tick_field("keep", "Use this card from now on", on=True) if invoice["_subscription"] else ""
    owed = html.money(invoice["amount_remaining"], invoice["currency"])
    pay = html.button(f"Pay {owed}", "pay")
    return f'{confirm}<form method="post">{html.card_fields()}{keep}{pay}</form>{html.numbers_to_try()}'


def _begun_intent(world: World, invoice: Obj) -> Obj | None:
    """The payment intent of an invoice, when there is one already."""
    for paid_by in world.find("invoice_payment", invoice=invoice["id"]):
        return world.get("payment_intent", paid_by["_intent"])
    return None
