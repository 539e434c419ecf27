"""When paid periods begin and end."""

from calendar import monthrange
from datetime import datetime


def moment_after(anchor: datetime, interval: str, count: int) -> datetime:
    """`count` months or years after `anchor`; a day the month does not have becomes its last (31 January, 28 February, 31 March)."""
    months = count * (12 if interval == "year" else 1)
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return anchor.replace(year=year, month=month + 1, day=min(anchor.day, monthrange(year, month + 1)[1]))
