"""When paid periods begin and end."""

from calendar import monthrange
from datetime import datetime

from masthead.payments.states import Interval


def add_periods(anchor: datetime, interval: str, count: int) -> datetime:
    """`count` months or years after `anchor`; a day that month does not have becomes its last.

    From 31 January that is 28 February, and then 31 March.
    """
    months = count * Interval(interval).months
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return anchor.replace(year=year, month=month + 1, day=min(anchor.day, monthrange(year, month + 1)[1]))
