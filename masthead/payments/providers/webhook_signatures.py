"""Signatures of webhooks: HMAC-SHA256 over a moment and the bytes as they came, in Stripe's form."""

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from masthead.payments.errors import InvalidSignature

TOLERANCE = timedelta(seconds=300)


def sign(body: bytes, *, secret: str, now: datetime) -> str:
    """The value of the signature header for `body` sent at `now`."""
    moment = str(int(now.timestamp()))
    return f"t={moment},v1={_digest(secret, moment, body)}"


def check(header: str, body: bytes, *, secrets: Iterable[str], now: datetime) -> None:
    """Verify that the body was signed with one of these secrets, at most five minutes before or after now.

    Several signatures may stand in one header, and several secrets be good, while a secret is being changed.

    :raises InvalidSignature: anything else; an empty secret signs nothing
    """
    parts = [part.split("=", 1) for part in header.split(",") if "=" in part]
    moments = [value for name, value in parts if name.strip() == "t"]
    given = [value.encode() for name, value in parts if name.strip() == "v1"]
    moment = moments[0] if len(moments) == 1 else ""
    if not (moment.isascii() and moment.isdecimal() and len(moment) <= 12):
        raise InvalidSignature
    expected = [_digest(secret, moment, body).encode() for secret in secrets if secret]
    if not any(hmac.compare_digest(one, other) for one in expected for other in given):
        raise InvalidSignature
    if abs(now.timestamp() - int(moment)) > TOLERANCE.total_seconds():
        raise InvalidSignature


def _digest(secret: str, moment: str, body: bytes) -> str:
    return hmac.new(secret.encode(), moment.encode() + b"." + body, sha256).hexdigest()
