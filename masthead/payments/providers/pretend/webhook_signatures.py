"""Webhook signatures of the pretend provider, in Stripe's form under a secret of this site."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from masthead.payments.providers import webhook_signatures

HEADER = "Pretend-Signature"


def sign(body: bytes, *, now: datetime) -> str:
    """The value of the signature header for `body` sent at `now`."""
    return webhook_signatures.sign(body, secret=_secret(), now=now)


def check(header: str, body: bytes, *, now: datetime) -> None:
    """Verify that the body was signed with our secret within the last five minutes.

    :raises InvalidSignature: anything else
    """
    webhook_signatures.check(header, body, secrets=[_secret()], now=now)


def _secret() -> str:
    return salted_hmac("masthead.payments.pretend", "messages", algorithm="sha256").hexdigest()
