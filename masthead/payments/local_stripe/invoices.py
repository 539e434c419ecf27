"""Invoices as papers: lines, sums, numbers and states; whether money comes is told in `collecting`."""

from dataclasses import dataclass, field
from typing import Any

from masthead.payments.local_stripe import discounts, ids, payments, tax_ids
from masthead.payments.local_stripe.failures import invalid
from masthead.payments.local_stripe.periods import HOUR
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World

SMALLEST = {"eur": 50, "usd": 50, "chf": 50, "gbp": 30, "jpy": 50}  # below, it is put on the next invoice
WAITS_AT_MOST = 72 * HOUR  # for an endpoint that does not answer
NO_TAX = {
    "disabled_reason": None,
    "enabled": False,
    "liability": None,
    "provider": None,
    "status": None,
}


@dataclass
class Line:
    """What an invoice charges or gives back, before it is kept."""

    amount: int
    description: str
    start: int
    end: int
    price: Obj | None = None
    quantity: int = 1
    item: str | None = None  # the subscription's
    proration: bool = False
    credits: list[Obj] = field(default_factory=list)  # the lines whose unused time this gives back
    pending: str | None = None  # the invoice item it was before


def draft(
    world: World,
    customer: Obj,
    currency: str,
    lines: list[Line],
    reason: str,
    *,
    subscription: Obj | None = None,
    period: tuple[int, int] | None = None,
    **values: Any,
) -> Obj:
    """An invoice over these lines, still to be finalised."""
    start, end = period or (world.now, world.now)
    parent = subscription and {
        "quote_details": None,
        "subscription_details": {
            "metadata": subscription["metadata"],
            "subscription": subscription["id"],
            "subscription_proration_date": None,
        },
        "type": "subscription_details",
    }
    invoice = world.new(
        "invoice",
        **{
            **_as_every_invoice(world, customer),
            "billing_reason": reason,
            "currency": currency,
            "discounts": list(subscription["discounts"]) if subscription else [],
            "parent": parent,
            "period_end": end,
            "period_start": start,
            "_subscription": subscription and subscription["id"],
            **values,
        },
    )
    for line in lines:
        _keep_line(world, invoice, subscription, line)
    _sum_up(world, invoice, subscription)
    return invoice


def _as_every_invoice(world: World, customer: Obj) -> Obj:
    """What a draft says whatever it is for."""
    return {
        "account_country": "AT",
        "account_name": "Local Stripe",
        "amount_overpaid": 0,
        "amount_shipping": 0,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": dict(NO_TAX),
        "collection_method": "charge_automatically",
        "customer": customer["id"],
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_tax_exempt": "none",
        "customer_tax_ids": tax_ids.noted(world, customer),
        "default_tax_rates": [],
        "issuer": {"account": None, "type": "self"},
        "metadata": {},
        "payment_settings": dict.fromkeys(
            ("default_mandate", "payment_method_options", "payment_method_types")
        ),
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
        "status": "draft",
        "status_transitions": dict.fromkeys(
            ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
        ),
        "test_clock": customer["test_clock"],
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
    }


def announce(world: World, invoice: Obj, *, waits: bool) -> None:
    """A draft is told of; one that waits is finalised an hour later, or once the endpoint answers."""
    if waits:
        world.change(invoice, automatically_finalizes_at=world.now + HOUR)
        listened = any(
            each["status"] == "enabled" and {"*", "invoice.created"} & set(each["enabled_events"])
            for each in world.find("webhook_endpoint")
        )
        world.plan(world.now + (WAITS_AT_MOST if listened else HOUR), "finalize", invoice["id"])
    world.emit("invoice.created", invoice)


def finalize(world: World, invoice: Obj) -> None:
    """A draft gets its number and is owed, or is settled at once when nothing is to be collected."""
    if invoice["status"] != "draft":
        raise invalid("This invoice is already finalized.", code="invoice_not_editable")
    world.unplan(invoice["id"], "finalize")
    customer = world.get("customer", invoice["customer"])
    subscription = world.store.get(invoice["_subscription"] or "")
    if subscription:
        details = {**invoice["parent"]["subscription_details"], "metadata": subscription["metadata"]}
        world.change(invoice, parent={**invoice["parent"], "subscription_details": details})
    _sum_up(world, invoice, subscription, round_small=True)
    _use_up_discounts(world, invoice)
    count = customer["next_invoice_sequence"]
    kept = customer["balance"] if invoice.get("_own_sum") else invoice["ending_balance"]
    world.change(customer, balance=kept, next_invoice_sequence=count + 1)
    ref = f"{invoice['id']}_secret_{ids.letters(24)}"
    due = invoice["amount_due"] > 0
    world.change(
        invoice,
        "invoice.finalized",
        automatically_finalizes_at=None,
        confirmation_secret={"client_secret": ref, "type": "payment_intent"} if due else None,
        effective_at=world.now,
        hosted_invoice_url=f"{world.address}/i/{invoice['id']}",
        number=f"{customer['invoice_prefix']}-{count:04}",
        status="open",
        status_transitions={**invoice["status_transitions"], "finalized_at": world.now},
    )
    if not due:
        settle(world, invoice)


def collectable(amount: int, currency: str) -> int:
    """What is asked for of an amount: nothing of one that is too small, which goes on the next invoice."""
    return amount if amount >= SMALLEST.get(currency, 50) else 0


def intent_of(world: World, invoice: Obj, given: Obj | None = None) -> Obj:
    """The payment intent of an open invoice: one and the same over all tries."""
    for paid_by in world.find("invoice_payment", invoice=invoice["id"]):
        found = world.get("payment_intent", paid_by["payment"]["payment_intent"])
        if found["status"] != "canceled":
            return found
    words = (
        "Subscription creation"
        if invoice["billing_reason"] == "subscription_create"
        else "Subscription update"
    )
    intent = given or payments.intend(
        world,
        invoice["amount_remaining"],
        invoice["currency"],
        invoice["customer"],
        description=words if invoice["_subscription"] else f"Payment for Invoice {invoice['number']}",
        receipt_email=invoice["customer_email"],
        setup_future_usage="off_session" if invoice["_subscription"] else None,
        _invoice=invoice["id"],
    )
    if given:
        world.change(given, _invoice=invoice["id"])
    world.new(
        "invoice_payment",
        amount_requested=invoice["amount_remaining"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        payment={
            "charge": None,
            "payment_intent": intent["id"],
            "payment_record": None,
            "type": "payment_intent",
        },
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
        _intent=intent["id"],
    )
    secret = {"client_secret": intent["client_secret"], "type": "payment_intent"}
    world.change(invoice, confirmation_secret=secret)
    return intent


def settle(world: World, invoice: Obj, *, outside: bool = False, nothing_left: bool = False) -> None:
    """An invoice is paid; of nothing no payment is made."""
    for paid_by in world.find("invoice_payment", invoice=invoice["id"]):
        if nothing_left or outside:
            payments.cancel(world, world.get("payment_intent", paid_by["_intent"]), "automatic")
        elif paid_by["status"] == "open":
            moments = {**paid_by["status_transitions"], "paid_at": world.now}
            world.change(
                paid_by, status="paid", amount_paid=invoice["amount_remaining"], status_transitions=moments
            )
            world.emit("invoice_payment.paid", paid_by)
    world.unplan(invoice["id"], "retry", "end_dunning")
    world.change(
        invoice,
        amount_paid=0 if outside else invoice["amount_due"],
        amount_paid_off_stripe=invoice["amount_due"] if outside else 0,
        amount_remaining=0,
        attempted=True,
        auto_advance=False,
        next_payment_attempt=None,
        status="paid",
        status_transitions={**invoice["status_transitions"], "paid_at": world.now},
    )
    world.emit("invoice.paid", invoice)
    world.emit("invoice.payment_succeeded", invoice)


def void(world: World, invoice: Obj) -> Obj:
    """An invoice is not owed any more, as if it had never been sent."""
    if invoice["status"] not in {"open", "uncollectible"}:
        raise invalid("You can only void open or uncollectible invoices.", code="invoice_not_editable")
    refuse_while_processing(world, invoice)
    return _close(world, invoice, "void", "voided_at", "invoice.voided")


def refuse_while_processing(world: World, invoice: Obj) -> None:
    """While a direct debit is on its way, nothing else is done about its invoice."""
    for paid_by in world.find("invoice_payment", invoice=invoice["id"]):
        if world.get("payment_intent", paid_by["_intent"])["status"] == "processing":
            raise invalid(
                "A payment of this invoice is being processed.", code="payment_intent_unexpected_state"
            )


def mark_uncollectible(world: World, invoice: Obj, reason: str = "user_forgiven") -> Obj:
    """An invoice stays owed, but nobody counts on it."""
    if invoice["status"] != "open":
        raise invalid("You can only mark open invoices as uncollectible.", code="invoice_not_editable")
    details = {"uncollectible": {"reason": reason}}
    return _close(
        world,
        invoice,
        "uncollectible",
        "marked_uncollectible_at",
        "invoice.marked_uncollectible",
        status_details=details,
    )


def _close(world: World, invoice: Obj, status: str, moment: str, event: str, **values: Any) -> Obj:
    world.unplan(invoice["id"], "retry", "end_dunning")
    if status == "void":
        for paid_by in world.find("invoice_payment", invoice=invoice["id"]):
            payments.cancel(world, world.get("payment_intent", paid_by["_intent"]), "void_invoice")
            world.change(paid_by, status="canceled")
    return world.change(
        invoice,
        event,
        auto_advance=False,
        next_payment_attempt=None,
        status=status,
        status_transitions={**invoice["status_transitions"], moment: world.now},
        **values,
    )


def _keep_line(world: World, invoice: Obj, subscription: Obj | None, line: Line) -> None:
    details: Obj = {
        "proration": line.proration,
        "proration_details": {"credited_items": _credited(line.credits)} if line.proration else None,
        "subscription": subscription["id"] if subscription else None,
    }
    parent: Obj | None = None
    if line.pending:
        world.change(world.get("invoiceitem", line.pending), invoice=invoice["id"])
        own = {**details, "invoice_item": line.pending}
        parent = {
            "invoice_item_details": own,
            "subscription_item_details": None,
            "type": "invoice_item_details",
        }
    elif line.item:
        own = {**details, "invoice_item": None, "subscription_item": line.item}
        parent = {
            "invoice_item_details": None,
            "subscription_item_details": own,
            "type": "subscription_item_details",
        }
    priced = line.price and {"price": line.price["id"], "product": line.price["product"]}
    world.new(
        "line_item",
        amount=line.amount,
        currency=invoice["currency"],
        description=line.description,
        discount_amounts=[],
        discountable=not line.proration,
        discounts=[],
        invoice=invoice["id"],
        metadata=dict(subscription["metadata"]) if subscription else {},
        parent=parent,
        period={"end": line.end, "start": line.start},
        pretax_credit_amounts=[],
        pricing=priced
        and {
            "price_details": priced,
            "type": "price_details",
            "unit_amount_decimal": line.price and line.price["unit_amount_decimal"],
        },
        quantity=line.quantity,
        quantity_decimal=str(line.quantity),
        subscription=subscription["id"] if subscription else None,
        subtotal=line.amount,
        taxes=[],
        _item=line.item,
        _net=line.amount,
        _credited=False,
    )


def _credited(lines: list[Obj]) -> Obj | None:
    if not lines or not lines[0].get("invoice"):
        return None
    return {"invoice": lines[0]["invoice"], "invoice_line_items": [line["id"] for line in lines]}


def _sum_up(world: World, invoice: Obj, subscription: Obj | None, *, round_small: bool = False) -> None:
    lines = world.find("line_item", invoice=invoice["id"])
    subtotal = sum(line["amount"] for line in lines)
    taken: dict[str, int] = {}
    for line in lines:
        line["_net"], line["discount_amounts"] = line["amount"], []
    for discount in discounts.running(world, subscription) if subscription else []:
        coupon = world.get("coupon", discount["source"]["coupon"])
        left = None if coupon["percent_off"] is not None else coupon["amount_off"]
        for line in lines:
            if not line["discountable"] or discount["_used"]:
                continue
            off = discounts.taken_off({**coupon, "amount_off": left}, line["_net"])
            left = left if left is None else left - off
            line["_net"] -= off
            line["discount_amounts"].append({"amount": off, "discount": discount["id"]})
            taken[discount["id"]] = taken.get(discount["id"], 0) + off
    for line in lines:
        world.store.save(line)
    total = subtotal - sum(taken.values())
    balance = 0 if invoice.get("_own_sum") else world.get("customer", invoice["customer"])["balance"]
    due = collectable(total + balance, invoice["currency"]) if round_small else max(0, total + balance)
    used: dict[str, Any] = {"discounts": list(taken)} if subscription else {}
    off_each = [{"amount": off, "discount": ref} for ref, off in taken.items()]
    world.change(
        invoice,
        amount_due=due,
        amount_paid=0,
        amount_remaining=due,
        ending_balance=balance + total - due if round_small else None,
        starting_balance=balance,
        subtotal=subtotal,
        subtotal_excluding_tax=subtotal,
        total=total,
        total_discount_amounts=off_each,
        total_excluding_tax=total,
        **used,
    )


def _use_up_discounts(world: World, invoice: Obj) -> None:
    for ref in invoice["discounts"]:
        discount = world.get("discount", ref)
        if world.get("coupon", discount["source"]["coupon"])["duration"] == "once":
            world.change(discount, _used=True, end=world.now)
