"""The meter of a reader without an account: a signed cookie with the start of the period and the pieces read.

It serves this one purpose and identifies nobody.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

COOKIE = "meter"
LONGEST = 3500  # characters; browsers drop cookies above 4,096 bytes


@dataclass(frozen=True)
class Kept:
    """What the cookie remembers."""

    started_at: datetime
    read: frozenset[int]


def read(cookie_value: str | None, *, period_days: int, now: datetime) -> Kept | None:
    """What an honest, current cookie remembers; None when it is missing, over, or not ours.

    None means "nothing read yet": a forged cookie gives exactly what an absent one gives.
    """
    if not cookie_value or len(cookie_value) > LONGEST or not cookie_value.isascii():
        return None
    try:
        started, *pieces = _signer().unsign_object(cookie_value)
        kept = Kept(started_at=datetime.fromtimestamp(started, UTC), read=frozenset(pieces))
    except (BadSignature, TypeError, ValueError, OverflowError, OSError):
        return None
    return kept if now < ends_at(kept, period_days=period_days) else None


def write(kept: Kept) -> str:
    """`kept` as compact signed text."""
    return _signer().sign_object([int(kept.started_at.timestamp()), *sorted(kept.read)])


def with_reading(kept: Kept | None, piece_id: int, *, now: datetime) -> Kept:
    """`kept` after one more reading; the first one starts a period."""
    if kept is None:
        return Kept(started_at=now, read=frozenset({piece_id}))
    return Kept(started_at=kept.started_at, read=kept.read | {piece_id})


def ends_at(kept: Kept, *, period_days: int) -> datetime:
    """When the period is over and everything may be read anew."""
    return kept.started_at + timedelta(days=period_days)


def _signer() -> Signer:
    return Signer(salt="masthead.paywall.meter")
