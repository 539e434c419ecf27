"""Spans of months, years, weeks and days, counted from an anchor as Stripe counts them."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

HOUR = 3600
DAY = 86400


def after(anchor: int, interval: str, count: int) -> int:
    """The moment so many intervals after the anchor; a month that lacks the day ends on its last."""
    start = datetime.fromtimestamp(anchor, UTC)
    if interval in {"day", "week"}:
        return int((start + timedelta(days=count * (7 if interval == "week" else 1))).timestamp())
    months = start.year * 12 + start.month - 1 + count * (12 if interval == "year" else 1)
    year, month = divmod(months, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=day).timestamp())


def next_boundary(anchor: int, interval: str, count: int, moment: int) -> int:
    """The first end of a span, counted from the anchor, that lies after the moment."""
    return _boundary(anchor, interval, count, moment, 1)


def last_boundary(anchor: int, interval: str, count: int, moment: int) -> int:
    """The last end of a span, counted from the anchor, that does not lie after the moment."""
    return _boundary(anchor, interval, count, moment, 0)


def _boundary(anchor: int, interval: str, count: int, moment: int, add: int) -> int:
    length = {"day": DAY, "week": 7 * DAY, "month": 31 * DAY, "year": 366 * DAY}[interval] * count
    turn = (moment - anchor) // length - 1
    while after(anchor, interval, (turn + 1) * count) <= moment:
        turn += 1
    return after(anchor, interval, (turn + add) * count)
