"""The messages memberships send."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from masthead.kit.money import display
from masthead.kit.notices import Notice, NoticeKind
from masthead.payments.models import Payment

RECEIPT = NoticeKind(
    key="receipt",
    title=_("Receipts"),
    sentence=_("When you have paid: what for, how much, and for which days."),
    may_be_off=False,
)
KINDS = [RECEIPT]


def receipt(payment: Payment) -> Notice:
    """What was paid, for which days, and how to leave."""
    subscription = payment.subscription
    return Notice(
        template="memberships/notices/receipt",
        kind=RECEIPT.key,
        path=reverse("memberships:membership"),
        context={
            "number": payment.number,
            "title": payment.title,
            "amount": display(payment.amount_minor, payment.currency),
            "paid_on": _day(payment.tried_at),
            "period_start": _day(payment.period_start),
            "period_end": _day(payment.period_end),
            "renews": subscription.renews if subscription else False,
            "manage_url": settings.SITE_URL + reverse("memberships:membership"),
        },
    )


def _day(moment: datetime | None) -> str:
    return date_format(localtime(moment), "DATE_FORMAT") if moment else ""
