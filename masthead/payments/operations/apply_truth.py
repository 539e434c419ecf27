"""The provider's truth written into our rows, and the difference announced; asked by `reconciliation`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db.models import F, Model, QuerySet

from masthead.kit.events import Event, announce
from masthead.payments import events
from masthead.payments.models import (
    Attempt,
    Buyer,
    Checkout,
    Dispute,
    Invoice,
    InvoiceLine,
    Refund,
    Subscription,
)
from masthead.payments.operations.accounts import set_buyer_ref
from masthead.payments.operations.receipts import next_receipt_number
from masthead.payments.periods import add_periods
from masthead.payments.providers import (
    About,
    AttemptTruth,
    CheckoutTruth,
    InvoiceTruth,
    LineTruth,
    SubscriptionTruth,
    Thing,
    Truth,
)
from masthead.payments.states import CheckoutState, InvoiceState, TransferState

Row = TypeVar("Row", bound=Model)
Named = TypeVar("Named", Invoice, Attempt, Refund, Dispute)  # the rows under a provider's reference


@dataclass
class _Work:
    """Whose rows are written, those that stand, how many have changed, and what is to be announced of it."""

    buyer: Buyer
    now: datetime
    invoices: dict[str, Invoice]
    lines: dict[tuple[int, str], InvoiceLine]
    attempts: dict[str, Attempt]
    refunds: dict[str, Refund]
    disputes: dict[str, Dispute]
    changes: int = 0
    events: list[Event] = field(default_factory=list)


def apply_truth(*, buyer: Buyer, truth: Truth, about: About, now: datetime) -> bool:
    """Our rows say what `truth` says. Returns whether anything changed; the caller holds the buyer's lock."""
    set_buyer_ref(buyer=buyer, ref=truth.buyer_ref)
    work = _work(buyer, truth, now=now)
    checkout = _checkout_of(buyer, truth, about)
    if checkout is not None and truth.checkout is not None:
        _apply_checkout(work, checkout, truth.checkout)
    subscription = None
    if truth.subscription is not None:
        subscription = _apply_subscription(work, checkout, truth.subscription)
    for told in truth.invoices:
        _apply_invoice(work, subscription, checkout, told)
    if not work.changes:
        return False
    Buyer.objects.filter(pk=buyer.pk).update(version=F("version") + work.changes)
    # Coverage first: whoever hears of a payment finds the ledger as it follows from it.
    announce(events.CoverageChanged(person_id=buyer.person_id, recorded_at=now))
    for event in work.events:
        announce(event)
    return True


def _work(buyer: Buyer, truth: Truth, *, now: datetime) -> _Work:
    """The rows that stand of all this speaks about: a query for each kind, however many there are."""
    attempts = [attempt for invoice in truth.invoices for attempt in invoice.attempts]
    invoices = _by_ref(Invoice.objects.all(), buyer, [invoice.ref for invoice in truth.invoices])
    lines = InvoiceLine.objects.filter(invoice__in=list(invoices.values()))
    return _Work(
        buyer=buyer,
        now=now,
        invoices=invoices,
        lines={(line.invoice_id, line.key): line for line in lines},
        attempts=_by_ref(Attempt.objects.all(), buyer, [attempt.ref for attempt in attempts]),
        refunds=_by_ref(
            Refund.objects.all(), buyer, [refund.ref for attempt in attempts for refund in attempt.refunds]
        ),
        disputes=_by_ref(
            Dispute.objects.all(),
            buyer,
            [dispute.ref for attempt in attempts for dispute in attempt.disputes],
        ),
    )


def _by_ref(rows: QuerySet[Named], buyer: Buyer, refs: list[str]) -> dict[str, Named]:
    return {row.ref: row for row in rows.filter(account_id=buyer.account_id, ref__in=refs)} if refs else {}


def _checkout_of(buyer: Buyer, truth: Truth, about: About) -> Checkout | None:
    ref = truth.checkout.ref if truth.checkout else about.ref if about.thing == Thing.CHECKOUT else ""
    if not ref:
        return None
    return Checkout.objects.filter(account_id=buyer.account_id, person_id=buyer.person_id, ref=ref).first()


def _apply_checkout(work: _Work, checkout: Checkout, told: CheckoutTruth) -> None:
    """Paid is never taken back; closed is, when money was on its way while we closed the page."""
    if checkout.state == CheckoutState.PAID or told.state in {checkout.state, CheckoutState.OPEN}:
        return
    settled_at = None if told.state == CheckoutState.PENDING else work.now
    _update(work, checkout, {"state": told.state, "settled_at": settled_at})


def _apply_subscription(work: _Work, checkout: Checkout | None, told: SubscriptionTruth) -> Subscription:
    """The subscription as it now is. What the provider does not know of our plan stays what it was."""
    row = Subscription.objects.filter(account_id=work.buyer.account_id, ref=told.ref).first()
    known = row or checkout
    values: dict[str, object] = {
        "state": told.state,
        "renews": told.renews,
        "period_start": told.period_start,
        "period_end": told.period_end,
        "trial_start": told.trial_start,
        "trial_end": told.trial_end,
        "started_at": told.started_at,
        "cancelled_at": told.cancelled_at,
        "paused_at": told.paused_at,
        "ended_at": told.ended_at,
        "item_key": (told.item_key or (known.item_key if known else ""))[:60],
        "title": (told.title or (known.title if known else ""))[:120],
        "currency": told.currency or (known.currency if known else ""),
        "interval": told.interval or (known.interval if known else ""),
        "amount_minor": told.amount_minor
        if told.amount_minor is not None
        else (known.amount_minor if known else 0),
    }
    if checkout is not None:
        values["checkout_id"] = checkout.pk
    owner = {"account_id": work.buyer.account_id, "person_id": work.buyer.person_id}
    return _write(work, row, values, partial(Subscription, **owner, ref=told.ref))


def _apply_invoice(
    work: _Work,
    subscription: Subscription | None,
    checkout: Checkout | None,
    told: InvoiceTruth,
) -> None:
    row = work.invoices.get(told.ref)
    was_paid = row is not None and row.state == InvoiceState.PAID
    of = subscription or checkout
    fixed = {
        "account_id": work.buyer.account_id,
        "person_id": work.buyer.person_id,
        "ref": told.ref,
        "subscription": subscription,
        "checkout": None if subscription else checkout,
        "title": of.title if of else "",
        "recorded_at": work.now,
    }
    values: dict[str, object] = {
        "state": told.state,
        "amount_minor": told.amount_minor,
        "currency": told.currency,
        "made_at": told.made_at,
        "paid_at": told.paid_at,
        "next_try_at": told.next_try_at,
        "confirm_url": told.confirm_url[:2000],
    }
    row = _write(work, row, values, partial(Invoice, **fixed))
    for line in told.lines:
        _apply_line(work, row, of, line)
    for attempt in told.attempts:
        _apply_attempt(work, row, attempt)
    if row.state == InvoiceState.PAID and not was_paid:
        if not row.number:
            row.number = next_receipt_number(at=row.paid_at or work.now)
            row.save(update_fields=["number"])
        work.events.append(events.InvoicePaid(invoice_id=row.pk, person_id=row.person_id))


def _apply_line(
    work: _Work,
    invoice: Invoice,
    of: Subscription | Checkout | None,
    told: LineTruth,
) -> None:
    row = work.lines.get((invoice.pk, told.key))
    known = row or of  # a plan that is switched later changes no line that stands
    starts_at, ends_at = told.starts_at, told.ends_at
    if starts_at is None or ends_at is None:  # paid once: it begins when the money is there
        starts_at = invoice.paid_at or invoice.made_at
        ends_at = add_periods(starts_at, of.interval, 1) if of else starts_at
    values: dict[str, object] = {
        "item_key": (told.item_key or (known.item_key if known else ""))[:60],
        "title": (told.title or (known.title if known else ""))[:120],
        "amount_minor": told.amount_minor,
        "starts_at": starts_at,
        "ends_at": ends_at,
    }
    reference = f"line:{invoice.pk}:{told.key}"
    _write(work, row, values, partial(InvoiceLine, invoice=invoice, key=told.key, reference=reference))


def _apply_attempt(work: _Work, invoice: Invoice, told: AttemptTruth) -> None:
    row = work.attempts.get(told.ref)
    has_failed = told.state == TransferState.FAILED
    failed_at = row.failed_at if row and row.failed_at else told.tried_at if has_failed else None
    values: dict[str, object] = {
        "amount_minor": told.amount_minor,
        "currency": told.currency,
        "state": told.state,
        "reason": told.reason[:120],
        "tried_at": told.tried_at,
        "failed_at": failed_at,
    }
    fails_anew = has_failed and (row is None or row.tried_at != told.tried_at)
    names = {"account_id": work.buyer.account_id, "ref": told.ref}
    row = _write(work, row, values, partial(Attempt, **names, invoice=invoice))
    if fails_anew:
        work.events.append(
            events.PaymentFailed(attempt_id=row.pk, person_id=work.buyer.person_id, recorded_at=work.now)
        )
    _apply_what_came_back(work, row, told)


def _apply_what_came_back(work: _Work, attempt: Attempt, told: AttemptTruth) -> None:
    account_id = work.buyer.account_id
    for refund in told.refunds:
        values: dict[str, object] = {
            "amount_minor": refund.amount_minor,
            "state": refund.state,
            "made_at": refund.made_at,
        }
        new_refund = partial(Refund, account_id=account_id, ref=refund.ref, attempt=attempt)
        _write(work, work.refunds.get(refund.ref), values, new_refund)
    for dispute in told.disputes:
        values = {
            "amount_minor": dispute.amount_minor,
            "state": dispute.state,
            "opened_at": dispute.opened_at,
            "decided_at": dispute.decided_at,
        }
        new_dispute = partial(Dispute, account_id=account_id, ref=dispute.ref, attempt=attempt)
        _write(work, work.disputes.get(dispute.ref), values, new_dispute)


def _write(work: _Work, row: Row | None, values: Mapping[str, object], new: Callable[..., Row]) -> Row:
    """The row with these values; where none stands yet, `new` makes it."""
    if row is not None:
        return _update(work, row, values)
    row = new(**values)
    row.save(force_insert=True)
    work.changes += 1
    return row


def _update(work: _Work, row: Row, values: Mapping[str, object]) -> Row:
    """Write what differs; nothing, when nothing does."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
        work.changes += 1
    return row
