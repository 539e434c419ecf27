"""Moments as machines read them. Pure."""

from datetime import date, datetime


def machine_readable(moment: date) -> str:
    """A day as 2026-03-02, a moment as 2026-03-02T12:00:00+01:00: valid in HTML, feeds, sitemaps and JSON-LD.

    Whole seconds, because HTML's `datetime` takes at most three digits of a fraction, and rows hold six.
    """
    return moment.isoformat(timespec="seconds") if isinstance(moment, datetime) else moment.isoformat()
