"""Is this response of Django's cacheable? Only if it asks for it and nothing forbids it."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime

from masthead.frontdoor import admission
from masthead.frontdoor.request import Request
from masthead.frontdoor.response import DjangoResponse
from masthead.frontdoor.state import ProcessState
from masthead.paywall.decide import Closed, Level, Open, Piece

logger = logging.getLogger("masthead.frontdoor")

OK = 200
MAX_PAGE_BYTES = 2 * 1024 * 1024
# Set on any page when a pass is minted or a reading counted; no other cookie belongs on a cacheable page.
EXPECTED_COOKIES = ("pass=", "meter=")

# A cookie that is deleted was an old session, or not ours.
_DELETED_COOKIE = re.compile(r";\s*max-age=0\s*(?:;|$)", re.IGNORECASE)


@dataclass(frozen=True)
class CacheInstruction:
    """How a response is to be cached."""

    variant: str
    depends_on: frozenset[str]
    piece: Piece | None


def cache_instruction(
    arrival: Request, response: DjangoResponse, *, state: ProcessState, now: datetime
) -> CacheInstruction | None:
    """How to cache the response; None unless it is certainly the same for all who may see it."""
    variant = response.instructions.get(b"cache-variant", "").strip()
    if not variant or not _is_plain_page(arrival, response) or not state.is_fresh():
        return None
    if _sets_cookies(arrival, response):
        return None
    piece = parse_piece(response.instructions.get(b"piece", ""))
    if piece is None:
        return _instruction_without_piece(arrival, response)
    if not _matches_own_decision(variant, arrival, piece, state=state, now=now):
        return None
    return CacheInstruction(variant=variant, depends_on=_dependencies(response), piece=piece)


def may_be_compressed(arrival: Request, response: DjangoResponse) -> bool:
    """Whether a response that is not cached may be compressed all the same.

    Only pages that hold nothing personal, whoever reads them: compression next to a secret leaks the
    secret by the length of the response (BREACH). Such pages ask to be cached even where a cookie forbids it.
    """
    return bool(response.instructions.get(b"cache-variant", "").strip()) and _is_plain_page(arrival, response)


def parse_piece(text: str) -> Piece | None:
    """The piece in a Masthead-Piece header: number, level, 1 if the meter may open it.

    :raises ValueError: it says something else
    """
    if not text.strip():
        return None
    number, level, metered = text.split()
    return Piece(id=int(number), level=Level(level), metered=bool(int(metered)))


def _is_plain_page(arrival: Request, response: DjangoResponse) -> bool:
    return (
        arrival.method == "GET"
        and admission.may_use_cache(arrival)
        and response.status == OK
        and response.length <= MAX_PAGE_BYTES
        and not response.has(b"content-encoding")
        and "*" not in response.value(b"vary")
    )


def _sets_cookies(arrival: Request, response: DjangoResponse) -> bool:
    cookies = [value.decode("latin-1") for name, value in response.headers if name == b"set-cookie"]
    brought = arrival.cookies()  # one of ours that cannot be read is set anew: nothing that a page did
    odd = [
        cookie.partition("=")[0]
        for cookie in cookies
        if not cookie.startswith(EXPECTED_COOKIES)
        and not _DELETED_COOKIE.search(cookie)
        and cookie.partition("=")[0] not in brought
    ]
    if odd:
        logger.error(
            "%s asks to be cached and sets the cookies %s: it is not cached.", arrival.path, ", ".join(odd)
        )
    return bool(cookies)


def _instruction_without_piece(arrival: Request, response: DjangoResponse) -> CacheInstruction | None:
    """A page that is no piece is cached for everybody, so its own Cache-Control must allow that."""
    control = {part.strip().lower() for part in response.value(b"cache-control").split(",")}
    if not control & {"public", "no-cache"} or control & {"private", "no-store"}:
        logger.error(
            "%s asks to be cached for everybody, but its Cache-Control does not allow it.", arrival.path
        )
        return None
    return CacheInstruction(variant=admission.SHARED_VARIANT, depends_on=_dependencies(response), piece=None)


def _matches_own_decision(
    variant: str, arrival: Request, piece: Piece, *, state: ProcessState, now: datetime
) -> bool:
    """Whether admission would decide the same; a page it cannot decide about could never be served from the
    cache.
    """
    decision: Open | Closed | None = admission.decision_for(arrival, piece, state=state, now=now)
    return decision is not None and decision.variant == variant


def _dependencies(response: DjangoResponse) -> frozenset[str]:
    return frozenset(response.instructions.get(b"dependencies", "").split())
