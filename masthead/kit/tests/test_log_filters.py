"""Signed tokens stay out of the log."""

import logging
from typing import Any

from django.core import signing

from masthead.kit.log_filters import MaskSignedTokens


def test_mask_signed_tokens__a_token_in_an_address_is_not_written() -> None:
    token = signing.dumps([1, 2, 3], salt="x")
    record = logging.LogRecord("x", 30, "f", 1, "%s: %s", ("Gone", f"/sign-in/link/{token}/"), None)
    assert MaskSignedTokens().filter(record)
    assert record.getMessage() == "Gone: /sign-in/link/…/"


def test_mask_signed_tokens__nor_is_the_token_of_a_link_in_a_mail() -> None:
    token = signing.Signer(salt="x").sign("7.answered").replace(":", "~")
    record = logging.LogRecord("x", 30, "f", 1, "%s: %s", ("Gone", f"/notices/stop/{token}/"), None)
    assert MaskSignedTokens().filter(record)
    assert record.getMessage() == "Gone: /notices/stop/…/"


def test_mask_signed_tokens__other_addresses_stay_as_they_are() -> None:
    record = logging.LogRecord("x", 30, "f", 1, "Not Found: /a/12:30/the-call/ http://x.example/y", (), None)
    MaskSignedTokens().filter(record)
    assert record.getMessage() == "Not Found: /a/12:30/the-call/ http://x.example/y"


def test_mask_signed_tokens__is_on_the_sites_own_log() -> None:
    from django.conf import settings

    handlers: Any = settings.LOGGING["handlers"]
    assert handlers["console"]["filters"] == ["mask_signed_tokens"]
