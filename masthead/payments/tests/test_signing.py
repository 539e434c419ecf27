"""Only the provider's own words are heard, and only fresh ones."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.payments.errors import InvalidSignature
from masthead.payments.providers.pretend.provider import PretendProvider
from masthead.payments.providers.pretend.webhook_signatures import HEADER, check, sign

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BODY = b'{"id":"evt_1","type":"session.completed","data":{"session":"s"}}'


@pytest.mark.parametrize("seconds", [-300, -1, 0, 1, 300])
def test_check_signature__a_signed_message_is_heard_within_five_minutes(seconds: int) -> None:
    check(sign(BODY, now=NOW), BODY, now=NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_check_signature__an_old_message_is_not_heard_again(seconds: int) -> None:
    with pytest.raises(InvalidSignature):
        check(sign(BODY, now=NOW), BODY, now=NOW + timedelta(seconds=seconds))


def test_check_signature__a_changed_byte_breaks_it() -> None:
    with pytest.raises(InvalidSignature):
        check(sign(BODY, now=NOW), BODY.replace(b"evt_1", b"evt_2"), now=NOW)


def test_check_signature__a_newer_time_in_front_of_an_old_one_breaks_it() -> None:
    old = sign(BODY, now=NOW - timedelta(hours=1))
    forged = f"t={int(NOW.timestamp())},{old.split(',')[1]}"
    with pytest.raises(InvalidSignature):
        check(forged, BODY, now=NOW)


@given(header=st.text(max_size=80) | st.from_regex(r"t=[^,]{0,20},v1=.{0,70}"))
def test_check_signature__whatever_a_stranger_writes_there_is_refused_and_nothing_breaks(header: str) -> None:
    with pytest.raises(InvalidSignature):
        check(header, BODY, now=NOW)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"not json", b'{"id":"evt_1"}', b"\xff", b'{"id":1,"type":2,"data":[]}']
)
def test_webhook_message__that_is_signed_and_makes_no_sense_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidSignature):
        PretendProvider().parse_webhook(body, {HEADER: sign(body, now=NOW)}, now=NOW)
