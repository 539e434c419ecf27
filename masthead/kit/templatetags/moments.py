"""Moments in templates.

`<time datetime="{{ moment|machine_readable }}">` is the one way to write a moment for machines;
`{{ "2026-03-02T12:00:00+00:00"|day }}` writes the day of one that was kept as text.
"""

from datetime import date, datetime

from django import template
from django.utils import formats, timezone

from masthead.kit import moments

register = template.Library()


@register.filter(expects_localtime=True)
def machine_readable(moment: date | None) -> str:
    """The moment in the publication's time zone, in whole seconds; nothing for nothing."""
    return moments.machine_readable(moment) if moment else ""


@register.filter
def day(moment: str) -> str:
    """The day of a moment in ISO 8601, as the active language writes it; nothing for nothing."""
    if not moment:
        return ""
    return formats.date_format(timezone.localtime(datetime.fromisoformat(moment)), "DATE_FORMAT")
