"""The pass: a short signed cookie that says what its bearer may read, without a database query (ADR 0003)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer

from masthead.paywall import queries
from masthead.paywall.decide import Grant, Pass
from masthead.people.models import Person

COOKIE = "pass"
LIFETIME = timedelta(minutes=10)
MAX_LENGTH = 512  # characters; ours have about 150

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_GRANT_CODES = {"r": Grant.REGISTERED.value, "m": Grant.MEMBERS.value, "s": Grant.STAFF.value}


def mint(person: Person, *, now: datetime) -> str:
    """The cookie's value for what `person` may read at `now`, good for ten minutes."""
    return write(queries.pass_for(person, expires_at=now + LIFETIME, now=now))


def write(pass_: Pass) -> str:
    """`pass_` as compact signed text."""
    until = pass_.member_until
    codes = "".join(code for code, grant in _GRANT_CODES.items() if grant in pass_.grants)
    fields = [
        pass_.reader_id,
        codes,
        pass_.version,
        _micros(pass_.expires_at),
        None if until is None else _micros(until),
    ]
    return _signer().sign_object(fields)


def read(cookie_value: str | None, *, now: datetime) -> Pass | None:
    """The pass somebody shows, or None when it is missing, over, or not ours.

    The caller still compares `version` with what it knows of the reader.
    """
    pass_ = read_at_any_time(cookie_value)
    return pass_ if pass_ and pass_.is_current(now) else None


def read_at_any_time(cookie_value: str | None) -> Pass | None:
    """The pass in a cookie we signed, whether or not it is over; None when it is missing or not ours."""
    if not cookie_value or len(cookie_value) > MAX_LENGTH or not cookie_value.isascii():
        return None
    try:
        return _from_fields(_signer().unsign_object(cookie_value))
    except (BadSignature, TypeError, ValueError, KeyError, OverflowError):
        return None


def _from_fields(fields: Any) -> Pass:
    reader_id, codes, version, expires, until = fields
    return Pass(
        reader_id=reader_id,
        grants=frozenset(_GRANT_CODES[code] for code in codes),
        version=version,
        expires_at=_moment(expires),
        member_until=None if until is None else _moment(until),
    )


def _signer() -> Signer:
    return Signer(salt="masthead.paywall.pass")


def _micros(moment: datetime) -> int:
    # Whole microseconds: the end of a membership inside a pass's life is felt exactly.
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
