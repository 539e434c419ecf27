"""Which of the kept pages this request may have; None whenever Django should say it instead."""

import functools
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from django.conf import settings

from masthead.frontdoor.headers import Arrival
from masthead.frontdoor.memory import Memory
from masthead.frontdoor.pages import Page
from masthead.frontdoor.shelf import Shown
from masthead.paywall import metercookie, navigation, passes
from masthead.paywall.decisions import (
    FRESH,
    Closed,
    Decision,
    Grant,
    Level,
    Meter,
    Metered,
    Open,
    Pass,
    Piece,
    decide,
)

SHARED = "shared"  # the one variant of an address where no piece stands
BEFORE_EVERY_PASS = datetime.min.replace(tzinfo=UTC)
# Requests that may ask for something else than the page itself.
NOT_FOR_THE_PAGE = (b"range", b"if-range", b"authorization", b"hx-request", b"x-requested-with")


class HeaderNames(Mapping[str, str]):
    """Header bytes as the paywall reads them: lower-case names, text."""

    def __init__(self, headers: Mapping[bytes, bytes]) -> None:
        self._headers = headers

    def __getitem__(self, name: str) -> str:
        return self._headers[name.encode("latin-1")].decode("latin-1")

    def __iter__(self) -> Iterator[str]:
        return (name.decode("latin-1") for name in self._headers)

    def __len__(self) -> int:
        return len(self._headers)


def asks_for_a_page(arrival: Arrival) -> bool:
    """Whether a kept page can be the answer at all: a plain GET or HEAD of an address without a query."""
    return (
        arrival.method in {"GET", "HEAD"}
        and not arrival.query
        and not arrival.has_body
        and not any(name in arrival.headers for name in NOT_FOR_THE_PAGE)
    )


def page_for(arrival: Arrival, shown: Shown, *, memory: Memory, now: datetime) -> Page | None:
    """The kept page this request may have.

    Where no piece stands everybody may have the one page. Elsewhere the decision is the paywall's, on what
    the door knows; what it does not know for certain, Django answers.
    """
    if shown.piece is None:
        return shown.pages.get(SHARED)
    decision = decision_for(arrival, shown.piece, memory=memory, now=now)
    return shown.pages.get(decision.variant) if decision else None


def decision_for(arrival: Arrival, piece: Piece, *, memory: Memory, now: datetime) -> Open | Closed | None:
    """What the paywall says to this request; None when the door cannot know it or would have to count."""
    if piece.level == Level.PUBLIC:
        return Open()
    if arrival.method != "GET" or memory.policy is None:
        return None
    known, pass_ = _pass_of(arrival, memory=memory, now=now)
    if not known:
        return None
    decision: Decision = decide(pass_, piece, FRESH, memory.policy, now)
    if isinstance(decision, Metered) and pass_ is None:
        decision = _by_the_cookie(arrival, piece, memory=memory, now=now) or decision
    return None if isinstance(decision, Metered) else decision


def _pass_of(arrival: Arrival, *, memory: Memory, now: datetime) -> tuple[bool, Pass | None]:
    """Whether the door knows who this is, and the pass: None for a stranger.

    A pass that is over, forged or void, a live session without a pass, the same cookie twice: Django looks.
    """
    session = settings.SESSION_COOKIE_NAME
    if arrival.repeats_a_cookie(passes.COOKIE, metercookie.COOKIE, session):
        return False, None
    cookies = arrival.cookies()
    if passes.COOKIE not in cookies:
        return session not in cookies, None
    pass_ = _genuine(cookies[passes.COOKIE])
    if pass_ is None or now >= pass_.expires_at:
        return False, None
    if pass_.version < memory.least_version_of(pass_.reader_id):
        return False, None
    if Grant.STAFF in pass_.grants:  # staff may see more on the page than readers
        return False, None
    return True, pass_


@functools.lru_cache(maxsize=4096)
def _genuine(value: str) -> Pass | None:
    """The pass in a cookie we signed, whether or not it is over: the signature of a value never changes."""
    return passes.read(value, now=BEFORE_EVERY_PASS)


def _by_the_cookie(arrival: Arrival, piece: Piece, *, memory: Memory, now: datetime) -> Closed | None:
    """Closed, if a stranger's own cookie says that nothing is left; the rest Django says and counts."""
    headers = HeaderNames(arrival.headers)
    if memory.policy is None or not navigation.is_navigation(arrival.method, headers):
        return None
    kept = metercookie.read(
        arrival.cookies().get(metercookie.COOKIE), period_days=memory.policy.period_days, now=now
    )
    decision = decide(None, piece, Meter(read=kept.read if kept else frozenset()), memory.policy, now)
    return decision if isinstance(decision, Closed) else None
