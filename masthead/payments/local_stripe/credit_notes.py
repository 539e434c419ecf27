"""Papers that say that less is owed than an invoice says, or that money goes back."""

from typing import Any

from masthead.payments.local_stripe import collecting, ids, invoices, refunds
from masthead.payments.local_stripe.failures import invalid, missing_parameter
from masthead.payments.local_stripe.parameters import merged
from masthead.payments.local_stripe.rendering import list_of
from masthead.payments.local_stripe.shapes import Obj, whole
from masthead.payments.local_stripe.world import World

WAYS = ("refund_amount", "credit_amount", "out_of_band_amount")


def create(world: World, sent: dict[str, Any]) -> Obj:
    """A credit note over an amount of an open or paid invoice."""
    invoice = world.get("invoice", sent["invoice"], "invoice")
    amount = sent.get("amount")
    if not amount:
        raise missing_parameter("amount")
    if invoice["status"] not in {"open", "paid"}:
        raise invalid(f"An invoice that is {invoice['status']} gets no credit note.", "invoice")
    invoices.refuse_while_processing(world, invoice)
    paid = invoice["status"] == "paid"
    given = {name: sent.get(name) or 0 for name in WAYS}
    if sum(given.values()) != (amount if paid else 0):
        raise invalid(
            "refund_amount, credit_amount and out_of_band_amount add up to what was paid.", "amount"
        )
    before = invoice["post_payment_credit_notes_amount"] if paid else 0
    if amount > (invoice["amount_paid"] - before if paid else invoice["amount_remaining"]):
        raise invalid("A credit note gives back no more than was asked for.", "amount")
    refunded = _refund(world, invoice, given["refund_amount"])
    note = _written(
        world, invoice, sent, amount, paid=paid, refunded=refunded, aside=given["out_of_band_amount"]
    )
    if paid:
        customer = world.get("customer", invoice["customer"])
        world.change(customer, balance=customer["balance"] - given["credit_amount"])
        world.change(invoice, post_payment_credit_notes_amount=before + amount)
    else:
        _owe_less(world, invoice, amount)
    world.emit("credit_note.created", note)
    return note


def void(world: World, note: Obj) -> Obj:
    """A credit note of an invoice that is still open is taken back."""
    if note["status"] == "void" or note["type"] != "pre_payment":
        raise invalid("Only an issued credit note of an open invoice can be voided.")
    invoice = world.get("invoice", note["invoice"])
    if invoice["status"] != "open":
        raise invalid("Only a credit note of an open invoice can be voided.")
    _owe_less(world, invoice, -note["amount"])
    return world.change(note, "credit_note.voided", status="void", voided_at=world.now)


def update(world: World, note: Obj, sent: dict[str, Any]) -> Obj:
    """What is noted beside a credit note changes."""
    return world.change(
        note,
        "credit_note.updated",
        memo=sent.get("memo", note["memo"]),
        metadata=merged(note["metadata"], sent.get("metadata")),
    )


def _refund(world: World, invoice: Obj, amount: int) -> list[Obj]:
    if not amount:
        return []
    intent = invoices.intent_of(world, invoice)
    refund = refunds.create(world, {"payment_intent": intent["id"], "amount": amount})
    shown = {
        "amount_refunded": amount,
        "payment_record_refund": None,
        "refund": refund["id"],
        "type": "refund",
    }
    return [shown]


def _written(
    world: World,
    invoice: Obj,
    sent: dict[str, Any],
    amount: int,
    *,
    paid: bool,
    refunded: list[Obj],
    aside: int,
) -> Obj:
    count = len(world.find("credit_note", invoice=invoice["id"])) + 1
    ref = ids.new_id("credit_note")
    line = whole(
        "credit_note_line_item",
        id=ids.new_id("credit_note_line_item"),
        amount=amount,
        description=sent.get("memo") or "Credit",
        discount_amount=0,
        discount_amounts=[],
        livemode=False,
        pretax_credit_amounts=[],
        quantity=1,
        tax_rates=[],
        taxes=[],
        type="custom_line_item",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )
    return world.new(
        "credit_note",
        id=ref,
        amount=amount,
        amount_shipping=0,
        currency=invoice["currency"],
        customer=invoice["customer"],
        discount_amount=0,
        discount_amounts=[],
        effective_at=world.now,
        invoice=invoice["id"],
        lines=list_of([line], f"/v1/credit_notes/{ref}/lines"),
        memo=sent.get("memo"),
        metadata=merged({}, sent.get("metadata")),
        number=f"{invoice['number']}-CN-{count:02}",
        out_of_band_amount=aside or None,
        pdf=invoice["hosted_invoice_url"],
        post_payment_amount=amount if paid else 0,
        pre_payment_amount=0 if paid else amount,
        pretax_credit_amounts=[],
        reason=sent.get("reason"),
        refunds=refunded,
        status="issued",
        subtotal=amount,
        subtotal_excluding_tax=amount,
        total=amount,
        total_excluding_tax=amount,
        total_taxes=[],
        type="post_payment" if paid else "pre_payment",
    )


def _owe_less(world: World, invoice: Obj, amount: int) -> None:
    left = invoice["amount_remaining"] - amount
    world.change(
        invoice,
        "invoice.updated",
        amount_due=invoice["amount_due"] - amount,
        amount_remaining=left,
        pre_payment_credit_notes_amount=invoice["pre_payment_credit_notes_amount"] + amount,
    )
    for paid_by in world.find("invoice_payment", invoice=invoice["id"]):
        if left:
            world.change(paid_by, amount_requested=left)
            world.change(world.get("payment_intent", paid_by["_intent"]), amount=left)
    if left == 0:
        invoices.settle(world, invoice, nothing_left=True)
        collecting.paid(world, invoice)
