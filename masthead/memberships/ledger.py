"""What has to be written so that the ledger says what money wants said. Pure: lines in, lines out.

The ledger is only ever added to. What is wanted under a reference is granted under that very reference first,
and under `reference~2`, `reference~3` and so on where it has to be granted anew or for longer.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from masthead.memberships.access import LedgerEntry, access_from_ledger

_NUMBERED = re.compile(r"(?P<base>.+)~(?P<number>[2-9]|[1-9][0-9]+)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A span that shall be granted. There is one for each reference."""

    reference: str
    source: str
    reason: str
    starts_at: datetime
    ends_at: datetime


class NewGrant(Wanted):
    """A grant to write, of what is wanted or of what is still missing of it."""


@dataclass(frozen=True, kw_only=True)
class NewRevoke:
    """A revoke to write: it takes back every grant of exactly this reference, from `starts_at` on."""

    reference: str
    starts_at: datetime


def missing_lines(
    written: Iterable[LedgerEntry], wanted: Iterable[Wanted], *, now: datetime
) -> list[NewGrant | NewRevoke]:
    """The lines after which the ledger gives what is wanted, and from `now` on nothing else.

    `written` is what is in the ledger and follows from money; what others gave is none of this module's.
    Grants come first, then revokes, each in the order of their references. Once they are written, it answers
    none.

    :raises ValueError: a reference is wanted in two different ways, or ends with a number of our own (`~2`)
    """
    lines = list(written)
    by_reference = _by_reference(wanted)
    revokes = _revokes(lines, by_reference, now)
    grants = _grants([*lines, *map(_revoke_line, revokes)], by_reference)
    return [*grants, *revokes]


def _by_reference(wanted: Iterable[Wanted]) -> dict[str, Wanted]:
    """What is wanted and not empty, under its reference."""
    found: dict[str, Wanted] = {}
    for span in wanted:
        if span.starts_at < span.ends_at and found.setdefault(span.reference, span) != span:
            raise ValueError(f"{span.reference} is wanted twice, and differently")
        if _NUMBERED.fullmatch(span.reference):
            raise ValueError(f"{span.reference} ends with a number that only this module gives")
    return found


# --- taking back what is too much ---------------------------------------------------------------------------


def _revokes(lines: list[LedgerEntry], by_reference: dict[str, Wanted], now: datetime) -> list[NewRevoke]:
    wanted_lines = [_grant_line(span) for span in by_reference.values()]
    earliest: dict[str, datetime] = {}
    for line in _effective(lines):
        span = by_reference.get(base_of(line.reference))
        for surplus, moment in _surpluses(line, span, now):
            if not _is_covered(surplus, wanted_lines):
                earliest[line.reference] = min(moment, earliest.get(line.reference, moment))
    return [NewRevoke(reference=reference, starts_at=at) for reference, at in sorted(earliest.items())]


def _surpluses(line: LedgerEntry, span: Wanted | None, now: datetime) -> list[tuple[LedgerEntry, datetime]]:
    """What a grant gives beyond what is wanted, each with the moment of the revoke that takes it back.

    Where its reference is wanted, also what is over: a refund one hears of late ends access when it was made.
    Otherwise what was given until now was given.
    """
    from_now = max(line.starts_at, now)
    if span is None:
        found = [(_part(line, from_now, line.ends_at), from_now)]
    else:
        before = _part(line, from_now, _earlier(line.ends_at, span.starts_at))
        after = _part(line, max(line.starts_at, span.ends_at), line.ends_at)
        found = [(before, from_now), (after, span.ends_at)]
    return [(part, moment) for part, moment in found if part.ends_at is None or part.starts_at < part.ends_at]


def _is_covered(part: LedgerEntry, wanted_lines: list[LedgerEntry]) -> bool:
    access = access_from_ledger(wanted_lines, part.starts_at)
    return access.until is not None and part.ends_at is not None and access.until >= part.ends_at


# --- granting what is missing -------------------------------------------------------------------------------


def _grants(lines: list[LedgerEntry], by_reference: dict[str, Wanted]) -> list[NewGrant]:
    of_base: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
    for line in lines:
        of_base[base_of(line.reference)].append(line)
    found = []
    for reference, span in sorted(by_reference.items()):
        own = of_base[reference]
        given_until = access_from_ledger(own, span.starts_at).until or span.starts_at
        if given_until < span.ends_at:
            found.append(
                NewGrant(
                    reference=_next_reference(reference, own),
                    source=span.source,
                    reason=span.reason,
                    starts_at=given_until,
                    ends_at=span.ends_at,
                )
            )
    return found


def _next_reference(base: str, own: list[LedgerEntry]) -> str:
    """The first reference of a base above all that were written: a revoke would take back what reuses one."""
    number = 1 + max((_number_of(line.reference) for line in own), default=0)
    return base if number == 1 else f"{base}~{number}"


def base_of(reference: str) -> str:
    """The reference under which a span was granted first."""
    numbered = _NUMBERED.fullmatch(reference)
    return numbered["base"] if numbered else reference


def _number_of(reference: str) -> int:
    numbered = _NUMBERED.fullmatch(reference)
    return int(numbered["number"]) if numbered else 1


# --- lines --------------------------------------------------------------------------------------------------


def _effective(lines: list[LedgerEntry]) -> list[LedgerEntry]:
    """The grants with the ends that their revokes leave them, without those of which nothing is left."""
    revokes: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
    for line in lines:
        if line.is_revoke:
            revokes[line.reference].append(line)
    found = []
    for line in lines:
        if not line.is_revoke:
            access = access_from_ledger([line, *revokes[line.reference]], line.starts_at)
            if access.is_member:
                found.append(_part(line, line.starts_at, access.until))
    return found


def _part(line: LedgerEntry, starts_at: datetime, ends_at: datetime | None) -> LedgerEntry:
    return LedgerEntry(is_revoke=False, reference=line.reference, starts_at=starts_at, ends_at=ends_at)


def _earlier(end: datetime | None, moment: datetime) -> datetime:
    return moment if end is None else min(end, moment)


def _grant_line(span: Wanted) -> LedgerEntry:
    return LedgerEntry(
        is_revoke=False, reference=span.reference, starts_at=span.starts_at, ends_at=span.ends_at
    )


def _revoke_line(revoke: NewRevoke) -> LedgerEntry:
    return LedgerEntry(is_revoke=True, reference=revoke.reference, starts_at=revoke.starts_at, ends_at=None)
