"""Which spans a person's money covers. Pure: from facts about invoices, without database and without clock.

Spans include their first moment and not their last. A status covers nothing; money does, and for a while the
expectation of money: *collecting* before a renewal was first tried, *grace* while it will be tried again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Coverage(StrEnum):
    """Why a span is covered."""

    PAID = "paid"
    TRIAL = "trial"
    COLLECTING = "collecting"
    GRACE = "grace"


COLLECTING_PERIOD = timedelta(hours=75)
GRACE_AFTER_TRY = timedelta(days=1)
LONGEST_GRACE = timedelta(days=14)

_WITHOUT_TRIAL = frozenset({"starting", "never_started"})
_EXPECTING_MONEY = frozenset({"trial", "running", "behind"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one line of an invoice is for. Amounts are signed and in the smallest coin."""

    reference: str
    item_key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    amount_minor: int  # negative: a credit for time that is not used


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """Money that went back for good: a refund that succeeded, or a dispute that was lost."""

    at: datetime
    amount_minor: int


@dataclass(frozen=True, kw_only=True)
class InvoiceFacts:
    """An invoice, as far as it matters for what is covered."""

    key: str
    is_paid: bool
    is_collectable: bool  # draft or open: money may still come
    collected_minor: int
    taken_back: tuple[TakenBack, ...]
    failed_at: tuple[datetime, ...]
    next_try_at: datetime | None
    is_disputed: bool  # a dispute is open
    made_at: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class SubscriptionFacts:
    """A subscription with all its invoices, as far as it matters for what is covered."""

    key: str
    item_key: str
    title: str
    state: str  # starting, never_started, trial, running, behind, unpaid, paused or over
    renews: bool
    trial_starts_at: datetime | None  # stays when the trial is over
    trial_ends_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    invoices: tuple[InvoiceFacts, ...]


@dataclass(frozen=True, kw_only=True)
class Covered:
    """One span that is covered. `reference` says by what, and stays the same while the span changes."""

    kind: Coverage
    reference: str
    item_key: str
    title: str
    starts_at: datetime
    ends_at: datetime


def coverage_of_invoice(invoice: InvoiceFacts) -> list[Covered]:
    """What an invoice without a subscription covers, earliest first."""
    taken_back_at = _taken_back_at(invoice)
    return _in_order(
        covered for line in _covering_lines(invoice) for covered in _paid_line(line, taken_back_at)
    )


def coverage_of_subscription(subscription: SubscriptionFacts) -> list[Covered]:
    """What a subscription covers by its paid lines, its trial, and the money it expects, earliest first."""
    covered = [*_paid(subscription), *_trial(subscription)]
    base = _expecting_from(subscription)
    if base is not None:
        covered += [*_collecting(subscription, base), *_grace(subscription, base)]
    return _in_order(covered)


def paid_until(subscription: SubscriptionFacts) -> datetime | None:
    """The end of the latest span that is paid and was not taken back, the trial aside; None without any."""
    return _latest_end(_paid(subscription))


# --- paid lines ---------------------------------------------------------------------------------------------


def _paid(subscription: SubscriptionFacts) -> list[Covered]:
    """The paid lines, cut by money taken back, by credits, and by a pause."""
    return [
        covered
        for invoice in subscription.invoices
        for line in _covering_lines(invoice)
        if not _is_of_the_trial(line, subscription)
        for covered in _paid_line(
            line,
            _taken_back_at(invoice),
            _credited_at(line, invoice, subscription),
            _paused_at(subscription),
        )
    ]


def _covering_lines(invoice: InvoiceFacts) -> list[Line]:
    return [line for line in invoice.lines if line.amount_minor >= 0] if invoice.is_paid else []


def _paid_line(line: Line, *cuts: datetime | None) -> list[Covered]:
    return _span(Coverage.PAID, line.reference, line, line.starts_at, line.ends_at, *cuts)


def _taken_back_at(invoice: InvoiceFacts) -> datetime | None:
    """When the last of what an invoice collected went back; None while any of it is still here."""
    left = invoice.collected_minor
    if left <= 0:
        return None
    for money in sorted(invoice.taken_back, key=lambda money: money.at):
        left -= money.amount_minor
        if left <= 0:
            return money.at
    return None


def _credited_at(line: Line, invoice: InvoiceFacts, subscription: SubscriptionFacts) -> datetime | None:
    """From when on a later invoice credited the rest of a line, as a switch of plans does."""
    return min(
        (
            credit.starts_at
            for later in subscription.invoices
            if later.is_paid and later.made_at > invoice.made_at
            for credit in later.lines
            if credit.amount_minor < 0
            and credit.item_key == line.item_key
            and line.starts_at <= credit.starts_at
        ),
        default=None,
    )


def _paused_at(subscription: SubscriptionFacts) -> datetime | None:
    return subscription.paused_at if subscription.state == "paused" else None


# --- the trial ----------------------------------------------------------------------------------------------


def _trial(subscription: SubscriptionFacts) -> list[Covered]:
    starts_at, ends_at = subscription.trial_starts_at, subscription.trial_ends_at
    if starts_at is None or ends_at is None or subscription.state in _WITHOUT_TRIAL:
        return []
    ended_at = subscription.ended_at if subscription.state == "over" else None
    return _span(
        Coverage.TRIAL,
        f"trial:{subscription.key}",
        subscription,
        starts_at,
        ends_at,
        ended_at,
        _paused_at(subscription),
    )


def _is_of_the_trial(line: Line, subscription: SubscriptionFacts) -> bool:
    """Whether it is the line of nothing that providers write for a trial, and may outlive one cut short."""
    starts_at, ends_at = subscription.trial_starts_at, subscription.trial_ends_at
    return (
        line.amount_minor == 0
        and starts_at is not None
        and ends_at is not None
        and starts_at <= line.starts_at < ends_at
    )


# --- money that is expected ---------------------------------------------------------------------------------


def _expecting_from(subscription: SubscriptionFacts) -> datetime | None:
    """Where what is paid or tried ends, if more money is expected there.

    Where it ends because money was taken back, none is: days for free would follow a refund otherwise.
    """
    if subscription.state not in _EXPECTING_MONEY or not subscription.renews:
        return None
    trial = _trial(subscription)
    ends_at = _latest_end([*_paid(subscription), *trial])
    invoices = tuple(replace(invoice, taken_back=()) for invoice in subscription.invoices)
    would_end_at = _latest_end([*_paid(replace(subscription, invoices=invoices)), *trial])
    return ends_at if ends_at == would_end_at else None


def _collecting(subscription: SubscriptionFacts, base: datetime) -> list[Covered]:
    failures = [at for invoice in _failed_invoices(subscription) for at in invoice.failed_at]
    return _span(
        Coverage.COLLECTING,
        f"collecting:{subscription.key}:{base.isoformat()}",
        subscription,
        base,
        base + COLLECTING_PERIOD,
        min(failures, default=None),
    )


def _grace(subscription: SubscriptionFacts, base: datetime) -> list[Covered]:
    failed = _failed_invoices(subscription)
    is_disputed = any(invoice.is_disputed for invoice in subscription.invoices)
    if subscription.state != "behind" or is_disputed or not failed:
        return []
    latest = max(failed, key=lambda invoice: (max(invoice.failed_at), invoice.key))
    if latest.next_try_at is None:
        return []
    return _span(
        Coverage.GRACE,
        f"grace:{subscription.key}:{latest.key}:{len(latest.failed_at)}",
        subscription,
        max(base, *latest.failed_at),
        latest.next_try_at + GRACE_AFTER_TRY,
        base + LONGEST_GRACE,
    )


def _failed_invoices(subscription: SubscriptionFacts) -> list[InvoiceFacts]:
    """The invoices that may still be paid and for which a try has failed."""
    return [invoice for invoice in subscription.invoices if invoice.is_collectable and invoice.failed_at]


# --- spans --------------------------------------------------------------------------------------------------


def _span(
    kind: Coverage,
    reference: str,
    item: Line | SubscriptionFacts,
    starts_at: datetime,
    *ends: datetime | None,
) -> list[Covered]:
    """The span up to the earliest of its ends; none where that leaves nothing."""
    ends_at = min(end for end in ends if end is not None)
    if ends_at <= starts_at:
        return []
    return [
        Covered(
            kind=kind,
            reference=reference,
            item_key=item.item_key,
            title=item.title,
            starts_at=starts_at,
            ends_at=ends_at,
        )
    ]


def _latest_end(spans: Iterable[Covered]) -> datetime | None:
    return max((covered.ends_at for covered in spans), default=None)


def _in_order(spans: Iterable[Covered]) -> list[Covered]:
    return sorted(spans, key=lambda covered: (covered.starts_at, covered.ends_at, covered.reference))
