"""Present truth about what belongs together at Stripe: a subscription or one payment, and its invoices."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import stripe
from stripe.checkout import Session

from masthead.payments.providers import (
    About,
    AttemptTruth,
    DisputeTruth,
    InvoiceTruth,
    RefundTruth,
    Standing,
    Thing,
    Truth,
)
from masthead.payments.providers.stripe.client import client
from masthead.payments.providers.stripe.truths import (
    ITEM,
    PERSON,
    TITLE,
    attempt_truth,
    checkout_truth,
    dispute_truth,
    id_of,
    invoice_truth,
    is_warning,
    price_of,
    refund_truth,
    subscription_of,
    subscription_truth,
    word,
)

PAGE = 100
Items = dict[str, tuple[str, str]]


def truth(about: About) -> Truth | None:
    """Everything that belongs together with this thing; None where Stripe has nothing we could follow."""
    if about.thing == Thing.CHECKOUT:
        return _of_session(client().v1.checkout.sessions.retrieve(about.ref))
    if about.thing == Thing.SUBSCRIPTION:
        return _of_subscription(about.ref)
    invoice = _invoice_about(about)
    if invoice is None:
        return None
    of = subscription_of(invoice)
    return _of_subscription(of) if of else _of_invoice(invoice, _session_of_invoice(invoice))


def everything() -> Iterator[Standing]:
    """Every subscription of the account, whatever became of it."""
    for told in client().v1.subscriptions.list({"status": "all", "limit": PAGE}).auto_paging_iter():
        yield Standing(subscription=subscription_truth(told), newest_invoice_ref=id_of(told.latest_invoice))


def went_back(*, since: datetime) -> Iterator[RefundTruth | DisputeTruth]:
    """Refunds and disputes made since then."""
    begin = int(since.timestamp())
    refunds = client().v1.refunds.list({"created": {"gte": begin}, "limit": PAGE})
    for refund in refunds.auto_paging_iter():
        yield refund_truth(refund)
    disputes = client().v1.disputes.list({"created": {"gte": begin}, "limit": PAGE})
    for dispute in disputes.auto_paging_iter():
        if not is_warning(dispute):
            yield dispute_truth(dispute)


def undelivered(*, since: datetime) -> Iterator[dict[str, Any]]:
    """The events of which no message was taken; Stripe keeps them for thirty days."""
    wanted: stripe.params.EventListParams = {
        "delivery_success": False,
        "created": {"gte": int(since.timestamp())},
        "limit": PAGE,
    }
    for event in client().v1.events.list(wanted).auto_paging_iter():
        yield event.to_dict()


def _of_session(session: Session) -> Truth:
    if session.subscription is not None:
        return _of_subscription(id_of(session.subscription), session)
    if session.invoice is not None:
        return _of_invoice(client().v1.invoices.retrieve(id_of(session.invoice), EXPANDED), session)
    return Truth(
        person=word(session.metadata, PERSON),
        buyer_ref=id_of(session.customer),
        checkout=checkout_truth(session, []),
    )


def _of_subscription(ref: str, session: Session | None = None) -> Truth:
    told = client().v1.subscriptions.retrieve(ref)
    invoices = list(
        client()
        .v1.invoices.list({"subscription": ref, "limit": PAGE, "expand": ["data.payments"]})
        .auto_paging_iter()
    )
    attempts = _attempts(id_of(told.customer), invoices)
    items: Items = {}
    if session is None:
        sessions = client().v1.checkout.sessions.list({"subscription": ref, "limit": 1}).data
        session = sessions[0] if sessions else None
    ours = [_invoice_truth(invoice, attempts, items) for invoice in sorted(invoices, key=_by_age)]
    first = list(ours[0].attempts) if ours else []
    return Truth(
        person=word(told.metadata, PERSON),
        buyer_ref=id_of(told.customer),
        checkout=checkout_truth(session, first) if session else None,
        subscription=subscription_truth(told),
        invoices=tuple(ours),
    )


def _by_age(invoice: stripe.Invoice) -> tuple[int, str]:
    return invoice.created, invoice.id


def _of_invoice(invoice: stripe.Invoice, session: Session | None) -> Truth:
    """What was paid once: no subscription came of it."""
    attempts = _attempts(id_of(invoice.customer), [invoice])
    ours = _invoice_truth(invoice, attempts, {})
    return Truth(
        person=word(invoice.metadata, PERSON),
        buyer_ref=id_of(invoice.customer),
        checkout=checkout_truth(session, list(ours.attempts)) if session else None,
        invoices=(ours,),
    )


def _session_of_invoice(invoice: stripe.Invoice) -> Session | None:
    for ref in _payment_refs(invoice):
        sessions = client().v1.checkout.sessions.list({"payment_intent": ref, "limit": 1}).data
        if sessions:
            return sessions[0]
    return None


# --- from the small things up to their invoice --------------------------------------------------------------

EXPANDED: stripe.params.InvoiceRetrieveParams = {"expand": ["payments"]}


def _invoice_about(about: About) -> stripe.Invoice | None:
    if about.thing == Thing.INVOICE:
        return client().v1.invoices.retrieve(about.ref, EXPANDED)
    ref = about.ref
    if about.thing == Thing.REFUND:
        ref = id_of(client().v1.refunds.retrieve(about.ref).payment_intent)
    elif about.thing == Thing.DISPUTE:
        ref = id_of(client().v1.disputes.retrieve(about.ref).payment_intent)
    if not ref:
        return None
    payments = (
        client()
        .v1.invoice_payments.list({"payment": {"type": "payment_intent", "payment_intent": ref}, "limit": 1})
        .data
    )
    return client().v1.invoices.retrieve(id_of(payments[0].invoice), EXPANDED) if payments else None


# --- an invoice, with what was tried and what went back -----------------------------------------------------


def _payment_refs(invoice: stripe.Invoice) -> list[str]:
    payments = invoice.payments.data if invoice.payments is not None else []
    return [ref for payment in payments if (ref := id_of(payment.payment.payment_intent))]


def _attempts(buyer_ref: str, invoices: list[stripe.Invoice]) -> dict[str, AttemptTruth]:
    """What was tried for these invoices, under the references of the payment intents."""
    wanted = {ref for invoice in invoices for ref in _payment_refs(invoice)}
    if not wanted:
        return {}
    intents = client().v1.payment_intents.list(
        {"customer": buyer_ref, "limit": PAGE, "expand": ["data.latest_charge"]}
    )
    found = {}
    for intent in intents.auto_paging_iter():
        if intent.id in wanted and (attempt := _attempt(intent)) is not None:
            found[intent.id] = attempt
    return found


def _attempt(intent: stripe.PaymentIntent) -> AttemptTruth | None:
    charge = intent.latest_charge
    is_charged = isinstance(charge, stripe.Charge)
    refunds = (
        list(client().v1.refunds.list({"payment_intent": intent.id, "limit": PAGE}).auto_paging_iter())
        if isinstance(charge, stripe.Charge) and charge.paid
        else []
    )
    disputes = (
        client().v1.disputes.list({"payment_intent": intent.id, "limit": PAGE}).data
        if is_charged and isinstance(charge, stripe.Charge) and charge.disputed
        else []
    )
    return attempt_truth(intent, refunds, disputes)


def _invoice_truth(invoice: stripe.Invoice, attempts: dict[str, AttemptTruth], items: Items) -> InvoiceTruth:
    lines = list(invoice.lines.data)
    if invoice.lines.has_more:
        lines = list(client().v1.invoices.line_items.list(invoice.id, {"limit": PAGE}).auto_paging_iter())
    for line in lines:
        price = price_of(line)
        if price and price not in items:
            items[price] = _item(price)
    own = [attempts[ref] for ref in _payment_refs(invoice) if ref in attempts]
    return invoice_truth(invoice, lines, own, items)


def _item(price_ref: str) -> tuple[str, str]:
    price = client().v1.prices.retrieve(price_ref)
    return word(price.metadata, ITEM), word(price.metadata, TITLE)
