"""Is this person a member? A pure answer from the lines of the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the ledger, as far as it matters for access."""

    is_revoke: bool
    reference: str
    starts_at: datetime
    ends_at: datetime | None  # None: without end


@dataclass(frozen=True)
class Access:
    """What somebody has at one moment. `until` is None without access, and for access without end."""

    is_member: bool
    until: datetime | None = None


Span = tuple[datetime, datetime | None]
NO_ACCESS = Access(is_member=False)


def fold(entries: Iterable[Entry], now: datetime) -> Access:
    """Fold the ledger into the access somebody has at `now`, whatever the order the lines were written in.

    Spans include their first moment and not their last; spans that overlap or touch are one span.
    """
    lines = list(entries)
    taken_back = _taken_back(lines)
    spans = sorted(
        (_span(line, taken_back) for line in lines if not line.is_revoke), key=lambda span: span[0]
    )
    reach = now
    for start, end in spans:
        if start > reach:
            break
        if end is None:
            return Access(is_member=True, until=None)
        reach = max(reach, end)
    return Access(is_member=True, until=reach) if reach > now else NO_ACCESS


def _taken_back(lines: Iterable[Entry]) -> dict[str, datetime]:
    """From when on each grant is taken back: the earliest of its revokes."""
    earliest: dict[str, datetime] = {}
    for line in lines:
        if line.is_revoke:
            earliest[line.reference] = min(line.starts_at, earliest.get(line.reference, line.starts_at))
    return earliest


def _span(line: Entry, taken_back: dict[str, datetime]) -> Span:
    """The span a grant really gives. One taken back before it began is over before it starts."""
    end = taken_back.get(line.reference)
    if end is None:
        return line.starts_at, line.ends_at
    return line.starts_at, end if line.ends_at is None else min(end, line.ends_at)
