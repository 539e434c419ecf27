"""The messages memberships send."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from masthead.kit.addresses import absolute_address
from masthead.kit.moments import machine_readable
from masthead.kit.notices import Guarantee, Notice, NoticeKind
from masthead.payments.models import Attempt, Invoice

RECEIPT = NoticeKind(
    key="receipt",
    title=_("Receipts"),
    sentence=_("When you have paid: what for, how much, and for which days."),
    useful_for=timedelta(days=30),
    guarantee=Guarantee.AT_LEAST_ONCE,
    may_be_switched_off=False,
)
PAYMENT_FAILED = NoticeKind(
    key="payment failed",
    title=_("Failed payments"),
    sentence=_("When a renewal could not be collected: what happens next, and how to repair it."),
    useful_for=timedelta(days=14),
    guarantee=Guarantee.AT_LEAST_ONCE,
    may_be_switched_off=False,
)
KINDS = [RECEIPT, PAYMENT_FAILED]


def receipt(invoice: Invoice) -> Notice:
    """What was paid, for which days, and how to leave."""
    subscription = invoice.subscription
    span = invoice.span
    return Notice(
        template="memberships/notices/receipt",
        kind=RECEIPT.key,
        path=reverse("memberships:membership"),
        line={"number": invoice.number},
        context={
            "title": invoice.title,
            "amount_minor": invoice.amount_minor,
            "currency": invoice.currency,
            "paid_at": machine_readable(invoice.paid_at) if invoice.paid_at else "",
            "period_start": machine_readable(span[0]) if span else "",
            "period_end": machine_readable(span[1]) if span else "",
            "renews": subscription.renews if subscription else False,
            "manage_url": absolute_address(reverse("memberships:membership")),
        },
    )


def payment_failed(attempt: Attempt, *, kept_until: datetime | None) -> Notice:
    """Which payment failed, when it is tried again, until when access stays, and where to pay at once."""
    invoice = attempt.invoice
    membership = absolute_address(reverse("memberships:membership"))
    return Notice(
        template="memberships/notices/payment_failed",
        kind=PAYMENT_FAILED.key,
        path=reverse("memberships:membership"),
        line={"title": invoice.title},
        context={
            "title": invoice.title,
            "amount_minor": invoice.amount_minor,
            "currency": invoice.currency,
            "next_try_at": machine_readable(invoice.next_try_at) if invoice.next_try_at else "",
            "kept_until": machine_readable(kept_until) if kept_until else "",
            "pay_url": invoice.confirm_url or membership,
        },
    )
