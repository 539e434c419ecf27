"""Webhook signatures of the pretend provider: HMAC-SHA256 over a time and the bytes, as Stripe does."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils.crypto import salted_hmac

from masthead.payments.errors import InvalidSignature

HEADER = "Pretend-Signature"
TOLERANCE = timedelta(seconds=300)


def sign(body: bytes, *, now: datetime) -> str:
    """The value of the signature header for `body` sent at `now`."""
    moment = str(int(now.timestamp()))
    return f"t={moment},v1={_digest(moment, body)}"


def check(header: str, body: bytes, *, now: datetime) -> None:
    """Verify that the body was signed with our secret within the last five minutes.

    :raises InvalidSignature: anything else
    """
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    moment, given = parts.get("t", ""), parts.get("v1", "")
    if not (moment.isascii() and moment.isdecimal() and len(moment) <= 12):
        raise InvalidSignature
    if not hmac.compare_digest(_digest(moment, body).encode(), given.encode()):
        raise InvalidSignature
    if abs(now.timestamp() - int(moment)) > TOLERANCE.total_seconds():
        raise InvalidSignature


def _digest(moment: str, body: bytes) -> str:
    secret = salted_hmac("masthead.payments.pretend", "messages", algorithm="sha256").digest()
    return hmac.new(secret, moment.encode() + b"." + body, sha256).hexdigest()
