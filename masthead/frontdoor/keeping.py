"""May this answer of Django's be kept for others? Only if it asks for it and nothing speaks against it."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime

from masthead.frontdoor import gatekeeper
from masthead.frontdoor.answers import Answer
from masthead.frontdoor.headers import Arrival
from masthead.frontdoor.memory import Memory
from masthead.paywall.decisions import Closed, Level, Open, Piece

logger = logging.getLogger("masthead.frontdoor")

OK = 200
LARGEST = 2 * 1024 * 1024
# Set on any page when a pass is minted or a reading counted; other cookies have no business on a shared page.
EXPECTED_COOKIES = ("pass=", "meter=")

# What Django takes away was an old session, or never ours.
_TAKEN_AWAY = re.compile(r";\s*max-age=0\s*(?:;|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """What Django said about a page that may be kept."""

    variant: str
    tags: frozenset[str]
    piece: Piece | None


def wanted(arrival: Arrival, answer: Answer, *, memory: Memory, now: datetime) -> Wanted | None:
    """What to keep the answer as; None unless it is certainly the same for all who may see it."""
    variant = answer.told.get(b"keep", "").strip()
    if not variant or not _is_a_plain_page(arrival, answer) or not memory.is_fresh():
        return None
    if _speaks_to_one_reader(arrival, answer):
        return None
    piece = piece_from(answer.told.get(b"piece", ""))
    if piece is None:
        return _without_piece(arrival, answer)
    if not _is_for(variant, arrival, piece, memory=memory, now=now):
        return None
    return Wanted(variant=variant, tags=_tags(answer), piece=piece)


def may_be_packed(arrival: Arrival, answer: Answer) -> bool:
    """Whether an answer that is not kept may be packed all the same.

    Only pages that hold nothing personal, whoever reads them: what is packed together with a secret gives the
    secret's letters away by its length (BREACH). Such pages ask to be kept even where a cookie forbids it.
    """
    return bool(answer.told.get(b"keep", "").strip()) and _is_a_plain_page(arrival, answer)


def piece_from(text: str) -> Piece | None:
    """The piece in a Masthead-Piece header: number, level, 1 if the meter may open it.

    :raises ValueError: it says something else
    """
    if not text.strip():
        return None
    number, level, metered = text.split()
    return Piece(id=int(number), level=Level(level), metered=bool(int(metered)))


def _is_a_plain_page(arrival: Arrival, answer: Answer) -> bool:
    return (
        arrival.method == "GET"
        and gatekeeper.asks_for_a_page(arrival)
        and answer.status == OK
        and answer.length <= LARGEST
        and not answer.has(b"content-encoding")
        and "*" not in answer.value(b"vary")
    )


def _speaks_to_one_reader(arrival: Arrival, answer: Answer) -> bool:
    cookies = [value.decode("latin-1") for name, value in answer.headers if name == b"set-cookie"]
    odd = [
        cookie.partition("=")[0]
        for cookie in cookies
        if not cookie.startswith(EXPECTED_COOKIES) and not _TAKEN_AWAY.search(cookie)
    ]
    if odd:
        logger.error(
            "%s asks to be kept and sets the cookies %s: it is not kept.", arrival.path, ", ".join(odd)
        )
    return bool(cookies)


def _without_piece(arrival: Arrival, answer: Answer) -> Wanted | None:
    """Where no piece stands everybody gets the one page, so the page itself must say who may keep it."""
    control = {part.strip().lower() for part in answer.value(b"cache-control").split(",")}
    if not control & {"public", "no-cache"} or control & {"private", "no-store"}:
        logger.error("%s asks to be kept for everybody, but its Cache-Control does not say so.", arrival.path)
        return None
    return Wanted(variant=gatekeeper.SHARED, tags=_tags(answer), piece=None)


def _is_for(variant: str, arrival: Arrival, piece: Piece, *, memory: Memory, now: datetime) -> bool:
    """Whether the door would have decided so itself; what it cannot decide it could not hand out either."""
    decision: Open | Closed | None = gatekeeper.decision_for(arrival, piece, memory=memory, now=now)
    return decision is not None and decision.variant == variant


def _tags(answer: Answer) -> frozenset[str]:
    return frozenset(answer.told.get(b"tags", "").split())
