"""What Stripe's objects say, in our words. Pure: from the client's objects, without a request of its own.

Shapes are those of the version that the client pins. Spans of service are the lines' (`lines.data[].period`);
an invoice's own period is the one before.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import stripe
from stripe import checkout

from masthead.payments.providers import (
    AttemptTruth,
    CheckoutTruth,
    DisputeTruth,
    InvoiceTruth,
    LineTruth,
    RefundTruth,
    SubscriptionTruth,
)
from masthead.payments.states import (
    CheckoutState,
    DisputeState,
    Interval,
    InvoiceState,
    SubscriptionState,
    TransferState,
)

ITEM, PERSON, TOKEN, TITLE = "masthead_item", "masthead_person", "masthead_checkout", "masthead_title"
MONTHS_IN = {"month": 1, "year": 12}
INTERVALS = {interval.months: interval for interval in Interval}

SUBSCRIPTION_STATES = {
    "incomplete": SubscriptionState.STARTING,
    "incomplete_expired": SubscriptionState.NEVER_STARTED,
    "trialing": SubscriptionState.TRIAL,
    "active": SubscriptionState.RUNNING,
    "past_due": SubscriptionState.BEHIND,
    "unpaid": SubscriptionState.UNPAID,
    "paused": SubscriptionState.PAUSED,
    "canceled": SubscriptionState.OVER,
}
INVOICE_STATES = {
    "draft": InvoiceState.DRAFT,
    "open": InvoiceState.OPEN,
    "paid": InvoiceState.PAID,
    "void": InvoiceState.VOID,
    "uncollectible": InvoiceState.LOST,
}
DISPUTE_STATES = {"won": DisputeState.WON, "lost": DisputeState.LOST, "prevented": DisputeState.WON}
WARNINGS = "warning_"  # an inquiry: no money has moved
REFUND_STATES: Mapping[str | None, TransferState] = {
    "succeeded": TransferState.SUCCEEDED,
    "failed": TransferState.FAILED,
    "canceled": TransferState.FAILED,
}


def moment(seconds: int) -> datetime:
    """A moment as Stripe writes it."""
    return datetime.fromtimestamp(seconds, UTC)


def maybe(seconds: int | None) -> datetime | None:
    """A moment, where there is one."""
    return None if seconds is None else moment(seconds)


def word(said: object, name: str) -> str:
    """What metadata says under this name; empty where it says nothing."""
    if isinstance(said, stripe.StripeObject) and name in said:
        return str(said[name])
    return ""


def id_of(said: object) -> str:
    """The reference of what is there whole, as a reference, or not at all."""
    return said if isinstance(said, str) else str(getattr(said, "id", "") or "")


def subscription_truth(told: stripe.Subscription) -> SubscriptionTruth:
    """A subscription with its first item: we sell one thing at a time.

    A status we do not know counts as behind: it gives nothing that is not paid, and takes nothing that is.
    """
    item = told["items"].data[0]
    price = item.price
    is_stopped = told.cancel_at_period_end or told.cancel_at is not None
    state = SUBSCRIPTION_STATES.get(told.status, SubscriptionState.BEHIND)
    details = getattr(told, "status_details", None)  # the client knows no field that an answer left out
    paused = details.paused if details is not None and "paused" in details else None
    return SubscriptionTruth(
        ref=told.id,
        state=state,
        renews=not is_stopped and state not in {SubscriptionState.OVER, SubscriptionState.NEVER_STARTED},
        started_at=moment(told.start_date),
        period_start=moment(item.current_period_start),
        period_end=moment(item.current_period_end),
        item_key=word(price.metadata, ITEM),
        title=word(price.metadata, TITLE),
        amount_minor=None if price.unit_amount is None else price.unit_amount * (item.quantity or 1),
        currency=price.currency.upper(),
        interval=interval_of(price),
        trial_start=maybe(told.trial_start),
        trial_end=maybe(told.trial_end),
        cancelled_at=maybe(told.canceled_at),
        paused_at=moment(paused.transitioned_at) if paused is not None else None,
        ended_at=maybe(told.ended_at),
    )


def interval_of(price: stripe.Price) -> str:
    """How often the price is paid, in our word; empty for one that none of our plans has."""
    if price.recurring is None:
        return ""
    months = MONTHS_IN.get(price.recurring.interval, 0) * price.recurring.interval_count
    return INTERVALS.get(months, "")


def checkout_truth(told: checkout.Session, attempts: list[AttemptTruth]) -> CheckoutTruth:
    """A hosted page. Complete and unpaid means that the money is on its way, until its attempt has failed."""
    state = CheckoutState.OPEN
    if told.status == "expired":
        state = CheckoutState.CLOSED
    elif told.status == "complete":
        tried = {attempt.state for attempt in attempts}
        if told.payment_status in {"paid", "no_payment_required"} or TransferState.SUCCEEDED in tried:
            state = CheckoutState.PAID
        else:
            state = CheckoutState.CLOSED if tried == {TransferState.FAILED} else CheckoutState.PENDING
    return CheckoutTruth(ref=told.id, hosted_url=told.url or "", state=state)


def invoice_truth(
    told: stripe.Invoice,
    lines: list[stripe.InvoiceLineItem],
    attempts: list[AttemptTruth],
    items: Mapping[str, tuple[str, str]],
) -> InvoiceTruth:
    """An invoice. `items` says, for each price, what of ours it is for: its key and its title."""
    is_once = not subscription_of(told)
    return InvoiceTruth(
        ref=told.id,
        state=INVOICE_STATES.get(told.status or "draft", InvoiceState.OPEN),
        amount_minor=told.total,
        currency=told.currency.upper(),
        made_at=moment(told.created),
        paid_at=maybe(told.status_transitions.paid_at),
        next_try_at=maybe(told.next_payment_attempt),
        confirm_url=told.hosted_invoice_url or "",
        lines=tuple(_line_truth(line, items, is_once=is_once) for line in lines),
        attempts=tuple(attempts),
    )


def subscription_of(told: stripe.Invoice) -> str:
    """The reference of the subscription an invoice is for; empty for one that stands alone."""
    details = told.parent.subscription_details if told.parent is not None else None
    return id_of(details.subscription) if details is not None else ""


def price_of(line: stripe.InvoiceLineItem) -> str:
    """The reference of the price a line is for; empty where it has none."""
    details = line.pricing.price_details if line.pricing is not None else None
    return id_of(details.price) if details is not None else ""


def _line_truth(
    line: stripe.InvoiceLineItem, items: Mapping[str, tuple[str, str]], *, is_once: bool
) -> LineTruth:
    item_key, title = items.get(price_of(line), ("", ""))
    return LineTruth(
        key=line.id,
        amount_minor=line.amount,
        starts_at=None if is_once else moment(line.period.start),
        ends_at=None if is_once else moment(line.period.end),
        item_key=item_key,
        title=title,
    )


def attempt_truth(
    told: stripe.PaymentIntent, refunds: list[stripe.Refund], disputes: list[stripe.Dispute]
) -> AttemptTruth | None:
    """A try to collect, under the one reference it keeps over all retries. None: nothing was tried yet."""
    state, reason = _state_of(told)
    if state is None:
        return None
    charge = told.latest_charge
    tried_at = charge.created if isinstance(charge, stripe.Charge) else told.created
    return AttemptTruth(
        ref=told.id,
        amount_minor=told.amount,
        currency=told.currency.upper(),
        state=state,
        tried_at=moment(tried_at),
        reason=reason,
        refunds=tuple(refund_truth(refund) for refund in refunds),
        disputes=tuple(dispute_truth(dispute) for dispute in disputes if not is_warning(dispute)),
    )


def _state_of(told: stripe.PaymentIntent) -> tuple[TransferState | None, str]:
    error = told.last_payment_error
    reason = str((error.decline_code or error.code or "") if error is not None else "")
    if told.status == "succeeded":
        return TransferState.SUCCEEDED, ""
    if told.status in {"processing", "requires_action", "requires_capture", "requires_confirmation"}:
        return TransferState.PENDING, ""
    if told.status == "canceled" or error is not None:
        return TransferState.FAILED, reason
    return None, ""


def is_warning(dispute: stripe.Dispute) -> bool:
    """Whether the bank only asks: no money has moved, and none may."""
    return dispute.status.startswith(WARNINGS)


def refund_truth(told: stripe.Refund) -> RefundTruth:
    """Money on its way back."""
    return RefundTruth(
        ref=told.id,
        amount_minor=told.amount,
        state=REFUND_STATES.get(told.status, TransferState.PENDING),
        made_at=moment(told.created),
    )


def dispute_truth(told: stripe.Dispute) -> DisputeTruth:
    """An objection at a bank; one that only asks is none (`is_warning`)."""
    state = DISPUTE_STATES.get(told.status, DisputeState.OPEN)
    return DisputeTruth(
        ref=told.id,
        amount_minor=told.amount,
        state=state,
        opened_at=moment(told.created),
        # Stripe does not say when it was decided; the money was taken when the dispute was opened.
        decided_at=None if state == DisputeState.OPEN else moment(told.created),
    )
