"""The messages memberships send."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from masthead.kit.addresses import absolute_address
from masthead.kit.moments import machine_readable
from masthead.kit.notices import Guarantee, Notice, NoticeKind
from masthead.payments.models import Payment

RECEIPT = NoticeKind(
    key="receipt",
    title=_("Receipts"),
    sentence=_("When you have paid: what for, how much, and for which days."),
    useful_for=timedelta(days=30),
    guarantee=Guarantee.AT_LEAST_ONCE,
    may_be_switched_off=False,
)
KINDS = [RECEIPT]


def receipt(payment: Payment) -> Notice:
    """What was paid, for which days, and how to leave."""
    subscription = payment.subscription
    return Notice(
        template="memberships/notices/receipt",
        kind=RECEIPT.key,
        path=reverse("memberships:membership"),
        line={"number": payment.number},
        context={
            "title": payment.title,
            "amount_minor": payment.amount_minor,
            "currency": payment.currency,
            "paid_at": machine_readable(payment.tried_at),
            "period_start": machine_readable(payment.period_start) if payment.period_start else "",
            "period_end": machine_readable(payment.period_end) if payment.period_end else "",
            "renews": subscription.renews if subscription else False,
            "manage_url": absolute_address(reverse("memberships:membership")),
        },
    )
