"""What is done to an invoice from outside: paid, voided, given up, finalised."""

from typing import Any

from masthead.payments.local_stripe import collecting, invoices
from masthead.payments.local_stripe.failures import declined, invalid
from masthead.payments.local_stripe.parameters import merged
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World


def update(world: World, invoice: Obj, sent: dict[str, Any]) -> Obj:
    """What is noted beside an invoice changes, and whether it goes on by itself."""
    return world.change(
        invoice,
        "invoice.updated",
        auto_advance=sent.get("auto_advance", invoice["auto_advance"]),
        description=sent.get("description", invoice["description"]),
        metadata=merged(invoice["metadata"], sent.get("metadata")),
    )


def finalize(world: World, invoice: Obj, sent: dict[str, Any]) -> Obj:
    """A draft is owed from now; it is collected by itself unless that was switched off."""
    invoices.finalize(world, invoice)
    goes_on = sent.get("auto_advance", invoice["auto_advance"])
    if invoice["status"] == "paid":
        collecting.paid(world, invoice)
    elif goes_on:
        collecting.collect(world, invoice)
    return world.get("invoice", invoice["id"])


def pay(world: World, invoice: Obj, sent: dict[str, Any]) -> Obj:
    """An invoice is paid now, from what is there or outside of Stripe."""
    if invoice["status"] == "draft":
        invoices.finalize(world, invoice)
    if invoice["status"] == "paid":
        raise invalid("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] not in {"open", "uncollectible"}:
        raise invalid(f"This invoice is {invoice['status']}.", code="invoice_not_editable")
    invoices.refuse_while_processing(world, invoice)
    if sent.get("paid_out_of_band"):
        invoices.settle(world, invoice, outside=True)
        collecting.paid(world, invoice)
        return invoice
    method = None
    if sent.get("payment_method"):
        method = world.get("payment_method", sent["payment_method"], "payment_method")
    there = sent.get("off_session") is False
    outcome = collecting.collect(world, invoice, method, holder_there=there)
    if outcome in {"action", "failed"}:
        raise _refusal(world, invoice, outcome)
    return world.get("invoice", invoice["id"])


def void(world: World, invoice: Obj) -> Obj:
    """An invoice is not owed any more."""
    return invoices.void(world, invoice)


def mark_uncollectible(world: World, invoice: Obj) -> Obj:
    """An invoice stays owed, but nobody counts on it."""
    return invoices.mark_uncollectible(world, invoice)


def _refusal(world: World, invoice: Obj, outcome: str) -> Exception:
    intent = invoices.intent_of(world, invoice)
    if outcome == "action":
        sentence = "This payment requires additional user action before it can be completed successfully."
        return declined(sentence, "invoice_payment_intent_requires_action", None)
    error = intent["last_payment_error"]
    if error is None:
        return invalid("This customer has no attached payment source or default payment method.")
    return declined(error["message"], error["code"], error["decline_code"])
