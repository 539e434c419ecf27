"""The meter of a reader without an account: a signed cookie with the start of the period and the pieces read.

It serves this one purpose and identifies nobody.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from masthead.kit.clock import is_from_the_future
from masthead.paywall.decide import Meter

COOKIE = "meter"
MAX_LENGTH = 3500  # characters; browsers drop cookies above 4,096 bytes


@dataclass(frozen=True)
class MeterState:
    """What the cookie remembers."""

    started_at: datetime
    read: frozenset[int]


def read(cookie_value: str | None, *, period_days: int, now: datetime) -> MeterState | None:
    """What an honest, current cookie remembers; None when it is missing, over, or not ours.

    None means "nothing read yet": a forged cookie gives exactly what an absent one gives.
    """
    if not cookie_value or len(cookie_value) > MAX_LENGTH or not cookie_value.isascii():
        return None
    try:
        started, *pieces = _signer().unsign_object(cookie_value)
        state = MeterState(started_at=datetime.fromtimestamp(started, UTC), read=frozenset(pieces))
    except (BadSignature, TypeError, ValueError, OverflowError, OSError):
        return None
    if is_from_the_future(state.started_at, now):  # by a clock that ran ahead: this period would not end
        return None
    return state if now < ends_at(state, period_days=period_days) else None


def write(state: MeterState) -> str:
    """The state as compact signed text."""
    return _signer().sign_object([int(state.started_at.timestamp()), *sorted(state.read)])


def with_reading(state: MeterState | None, piece_id: int, *, now: datetime) -> MeterState:
    """The state after one more reading; the first one starts a period."""
    if state is None:
        return MeterState(started_at=now, read=frozenset({piece_id}))
    return MeterState(started_at=state.started_at, read=state.read | {piece_id})


def ends_at(state: MeterState, *, period_days: int) -> datetime:
    """When the period is over and everything may be read anew."""
    return state.started_at + timedelta(days=period_days)


def meter_of(state: MeterState | None, *, period_days: int) -> Meter:
    """What the decision needs to know of a stranger's meter."""
    if state is None:
        return Meter()
    ends = ends_at(state, period_days=period_days)
    return Meter(read=state.read, more_on=timezone.localdate(ends))


def _signer() -> Signer:
    return Signer(salt="masthead.paywall.meter")
