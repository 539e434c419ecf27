"""Admission: which cached page this request may have; None whenever Django must decide."""

import functools
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.conf import settings

from masthead.frontdoor.cache import CacheEntry
from masthead.frontdoor.cached_page import CachedPage
from masthead.frontdoor.request import Request
from masthead.frontdoor.state import ProcessState
from masthead.paywall import meter_cookie, navigation, passes
from masthead.paywall.decide import (
    EMPTY_METER,
    Closed,
    Decision,
    Grant,
    Level,
    Metered,
    Open,
    Pass,
    Piece,
    decide,
)

SHARED_VARIANT = "shared"  # the only variant of a page that is no piece
# Headers of requests that may want something else than the whole page.
BYPASS_HEADERS = (b"range", b"if-range", b"authorization", b"hx-request", b"x-requested-with")


class TextHeaders(Mapping[str, str]):
    """Header bytes as the paywall reads them: lower-case names, text."""

    def __init__(self, headers: Mapping[bytes, bytes]) -> None:
        self._headers = headers

    def __getitem__(self, name: str) -> str:
        return self._headers[name.encode("latin-1")].decode("latin-1")

    def __iter__(self) -> Iterator[str]:
        return (name.decode("latin-1") for name in self._headers)

    def __len__(self) -> int:
        return len(self._headers)


def may_use_cache(arrival: Request) -> bool:
    """Whether a cached page can answer at all: a plain GET or HEAD of an address without a query.

    And under the publication's own host: `Host: localhost:1`, `:2` … would each keep pages of their own,
    until nobody else's are left.
    """
    return (
        arrival.method in {"GET", "HEAD"}
        and arrival.is_for_own_host
        and not arrival.query
        and not arrival.has_body
        and not any(name in arrival.headers for name in BYPASS_HEADERS)
    )


def admit(arrival: Request, entry: CacheEntry, *, state: ProcessState, now: datetime) -> CachedPage | None:
    """The cached page this request is admitted to.

    A page that is no piece is the same for everybody. For a piece the paywall decides, on what
    this process knows; what it does not know for certain, Django answers.
    """
    if entry.piece is None:
        return entry.pages.get(SHARED_VARIANT)
    decision = decision_for(arrival, entry.piece, state=state, now=now)
    return entry.pages.get(decision.variant) if decision else None


def decision_for(
    arrival: Request, piece: Piece, *, state: ProcessState, now: datetime
) -> Open | Closed | None:
    """The paywall's decision; None when this process cannot know it or would have to count a reading."""
    if piece.level == Level.PUBLIC:
        return Open()
    if arrival.method != "GET" or state.policy is None:
        return None
    known, pass_ = _pass_of(arrival, state=state, now=now)
    if not known:
        return None
    decision: Decision = decide(pass_, piece, EMPTY_METER, state.policy, now)
    if isinstance(decision, Metered) and pass_ is None:
        decision = _decide_by_meter_cookie(arrival, piece, state=state, now=now) or decision
    return None if isinstance(decision, Metered) else decision


def _pass_of(arrival: Request, *, state: ProcessState, now: datetime) -> tuple[bool, Pass | None]:
    """Whether the reader is known for certain, and the pass: None for a stranger.

    A pass that is expired, forged or void, a session without a pass, a repeated cookie: Django decides.
    """
    session = settings.SESSION_COOKIE_NAME
    if arrival.has_repeated_cookie(passes.COOKIE, meter_cookie.COOKIE, session):
        return False, None
    cookies = arrival.cookies()
    if passes.COOKIE not in cookies:
        return session not in cookies, None
    pass_ = _verified_pass(cookies[passes.COOKIE])
    if pass_ is None or not pass_.is_current(now):
        return False, None
    if pass_.version < state.min_version_of(pass_.reader_id):
        return False, None
    if Grant.STAFF in pass_.grants:  # staff may see more on the page than readers
        return False, None
    return True, pass_


def _verified_pass(value: str) -> Pass | None:
    """The pass in a cookie we signed, whether or not it is over."""
    try:
        return _signed_pass(value)
    except ValueError:
        return None


@functools.lru_cache(maxsize=4096)
def _signed_pass(value: str) -> Pass:
    """The same, kept, for the signature of a value never changes.

    :raises ValueError: we did not sign it. That is not kept: what anybody can make up would push the rest out
    """
    pass_ = passes.read_at_any_time(value)
    if pass_ is None:
        raise ValueError(value)
    return pass_


def _decide_by_meter_cookie(
    arrival: Request, piece: Piece, *, state: ProcessState, now: datetime
) -> Closed | None:
    """Closed, if a stranger's meter cookie says that nothing is left; else Django decides and counts."""
    headers = TextHeaders(arrival.headers)
    if state.policy is None or not navigation.is_navigation(arrival.method, headers):
        return None
    kept = meter_cookie.read(
        arrival.cookies().get(meter_cookie.COOKIE), period_days=state.policy.period_days, now=now
    )
    meter = meter_cookie.meter_of(kept, period_days=state.policy.period_days)
    decision = decide(None, piece, meter, state.policy, now)
    return decision if isinstance(decision, Closed) else None
