"""Is this person a member? A pure answer from the lines of the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class LedgerEntry:
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


def access_from_ledger(entries: Iterable[LedgerEntry], now: datetime) -> Access:
    """The access somebody has at `now`, computed from the ledger, in whatever order the lines were written.

    Spans include their first moment and not their last; spans that overlap or touch are one span.
    """
    lines = list(entries)
    taken_back = _revoked_from(lines)
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


def access_ended_at(entries: Iterable[LedgerEntry], now: datetime) -> datetime | None:
    """When the last access ended, for somebody who has none at `now`; None for whoever never had any."""
    lines = list(entries)
    taken_back = _revoked_from(lines)
    spans = [_span(line, taken_back) for line in lines if not line.is_revoke]
    ends = [end for start, end in spans if end is not None and start < end <= now]
    return max(ends, default=None)


def _revoked_from(lines: Iterable[LedgerEntry]) -> dict[str, datetime]:
    """From when on each grant is revoked: the earliest of its revokes."""
    earliest: dict[str, datetime] = {}
    for line in lines:
        if line.is_revoke:
            earliest[line.reference] = min(line.starts_at, earliest.get(line.reference, line.starts_at))
    return earliest


def _span(line: LedgerEntry, taken_back: dict[str, datetime]) -> Span:
    """The span a grant really gives. One taken back before it began is over before it starts."""
    end = taken_back.get(line.reference)
    if end is None:
        return line.starts_at, line.ends_at
    return line.starts_at, end if line.ends_at is None else min(end, line.ends_at)
