"""Sanitise text from foreign pages: plain, short, no invisible characters. Pure."""

import unicodedata
from datetime import UTC, datetime, timedelta

from django.utils.dateparse import parse_date, parse_datetime

from masthead.kit import text_hygiene as hygiene

# Joiners that scripts and emoji need; every other format character, and all of bidi's, goes.
ALLOWED_FORMAT_CHARACTERS = frozenset("\u200c\u200d")
MAX_COMBINING_MARKS = 6
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def plain_text(text: str, *, limit: int) -> str:
    """`text` on one line without controls and directions, cut between words at `limit` characters."""
    line = " ".join(_visible(text).split())
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    cut = head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head
    return cut.rstrip(" ,;:–—-") + "…"


def first_words(text: str, most: int) -> str:
    """At most the first `most` words of `text`."""
    words = text.split()
    return text if len(words) <= most else " ".join(words[:most]) + " …"


def parse_moment(text: str, *, now: datetime) -> datetime | None:
    """The moment in an ISO date or time, or None when it is none, or none that can be."""
    text = text.strip()[:40]
    try:
        found = parse_datetime(text)
        if found is None and (day := parse_date(text)):
            found = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone follows
        if found is None:
            return None
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if EARLIEST <= found <= now + timedelta(days=1) else None


def _visible(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = hygiene.without_piles(text, most=MAX_COMBINING_MARKS, spacing=True)
    return hygiene.without_unseen(text, keep=ALLOWED_FORMAT_CHARACTERS)
