"""Numbers of receipts: one series a year, without a gap."""

from datetime import datetime

from django.utils.timezone import localtime

from masthead.payments.models import ReceiptSeries


def next_receipt_number(*, at: datetime) -> str:
    """The number after the last one of that year, such as 2026-000017.

    The series stays locked until the transaction ends: a number is given only together with its invoice.
    """
    year = localtime(at).year
    ReceiptSeries.objects.get_or_create(year=year)
    series = ReceiptSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{series.year}-{series.last:06d}"
