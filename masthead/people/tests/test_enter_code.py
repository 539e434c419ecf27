"""The code: ten minutes, three tries, once, however many try at the same moment."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from masthead.kit.rate_limits import RateLimitExceeded
from masthead.kit.tests.stores import process
from masthead.people import errors, operations, queries
from masthead.people.models import EmailCode, Person

ReadCode = Callable[[], str]


def enter(code: EmailCode, entered: str, now: datetime, network: str = "192.0.2.1") -> Person:
    return operations.enter_sign_in_code(code_id=code.pk, entered=entered, network=network, now=now)


def send(email: str, now: datetime, network: str = "192.0.2.1") -> EmailCode:
    return operations.send_sign_in_code(email=email, network=network, now=now)


@pytest.mark.django_db
def test_enter_code__each_wrong_try_says_how_many_remain(noon: datetime) -> None:
    code = send("rita@example.org", noon)
    for left in (2, 1):
        with pytest.raises(errors.CodeIsWrong) as no:
            enter(code, "WRONGX", noon)
        assert no.value.facts == {"left": left}
    with pytest.raises(errors.NoTriesLeft):
        enter(code, "WRONGX", noon)


@pytest.mark.django_db
def test_enter_code__works_for_ten_minutes_and_not_a_second_longer(
    noon: datetime, code_in_mail: ReadCode
) -> None:
    code = send("rita@example.org", noon)
    letters = code_in_mail()
    with pytest.raises(errors.CodeIsExpired):
        enter(code, letters, noon + timedelta(minutes=10))
    assert enter(code, letters, noon + timedelta(minutes=10, seconds=-1)).email == "rita@example.org"


@pytest.mark.django_db
def test_enter_code__works_once(noon: datetime, code_in_mail: ReadCode) -> None:
    code = send("rita@example.org", noon)
    letters = code_in_mail()
    enter(code, letters, noon)
    with pytest.raises(errors.CodeIsExpired):
        enter(code, letters, noon)


@pytest.mark.django_db
def test_enter_code__opens_only_the_address_it_was_sent_to(
    rita: Person, noon: datetime, code_in_mail: ReadCode
) -> None:
    for_rita = send("rita@example.org", noon)
    send("stan@example.org", noon)
    with pytest.raises(errors.CodeIsWrong):
        enter(for_rita, code_in_mail(), noon)


def as_many_as_they_get(noon: datetime, networks: Iterable[str]) -> int:
    sent = 0
    for network in networks:
        with suppress(RateLimitExceeded):
            while True:
                send("Rita@Example.org", noon, network=network)
                sent += 1
    return sent


@pytest.mark.django_db
def test_email_codes__to_one_address_are_limited_even_from_many_networks(noon: datetime) -> None:
    """Of one neighbourhood: thirty of their own, and forty that all the world has in common."""
    assert as_many_as_they_get(noon, (f"192.0.2.{number}" for number in range(40))) == 70
    assert as_many_as_they_get(noon, (f"2001:db8:1:{number}::/64" for number in range(20))) == 30


@pytest.mark.django_db
@pytest.mark.parametrize("theirs", ["192.0.2.{}", "198.51.{}.7", "2001:db8:{}::/64"])
def test_email_codes__what_strangers_spend_is_not_the_owners(
    noon: datetime, rita: Person, theirs: str
) -> None:
    as_many_as_they_get(noon, (theirs.format(number) for number in range(15)))
    for _ in range(3):
        send("rita@example.org", noon, network="203.0.113.9")  # Rita herself, in a browser of no past
    operations.send_reauthentication_code(person=rita, network="192.0.2.3", now=noon)  # signed in, among them


@pytest.mark.django_db
def test_email_codes__one_network_uses_up_its_own_codes_and_shuts_nobody_out(noon: datetime) -> None:
    for _ in range(8):
        send("rita@example.org", noon, network="192.0.2.66")
    with pytest.raises(RateLimitExceeded):
        send("rita@example.org", noon, network="192.0.2.66")
    send("rita@example.org", noon, network="198.51.100.1")  # Rita herself, elsewhere


@pytest.mark.django_db
def test_email_codes__the_tags_of_an_address_are_one_mailbox(noon: datetime) -> None:
    """Whoever wants to fill somebody's mailbox would only have to count: rita+1, rita+2."""
    for number in range(8):
        send(f"rita+{number}@example.org", noon)
    for address in ("rita@example.org", "rita+8@example.org", "RITA+x@example.org"):
        with pytest.raises(RateLimitExceeded):
            send(address, noon)
    send("+@example.org", noon)


@pytest.mark.django_db
def test_email_codes__from_one_network_are_limited_even_to_many_addresses(noon: datetime) -> None:
    for number in range(60):
        send(f"reader{number}@example.org", noon)
    with pytest.raises(RateLimitExceeded):
        send("one-more@example.org", noon)
    send("elsewhere@example.org", noon, network="198.51.100.1")


@pytest.mark.django_db
def test_email_codes__tries_from_one_network_are_limited_over_all_codes(noon: datetime) -> None:
    code = send("rita@example.org", noon)
    for _ in range(120):
        with pytest.raises((errors.CodeIsWrong, errors.NoTriesLeft)):
            enter(code, "WRONGX", noon)
    with pytest.raises(RateLimitExceeded):
        enter(code, "WRONGX", noon)


@pytest.mark.django_db
def test_email_codes__old_ones_are_deleted(noon: datetime) -> None:
    send("rita@example.org", noon)
    send("stan@example.org", noon + timedelta(days=2))
    assert [code.email for code in EmailCode.objects.all()] == ["stan@example.org"]


TRYING = """
import sys
from datetime import UTC, datetime
from masthead.people import errors, operations
from masthead.people.models import EmailCode
code = EmailCode.objects.get()
print("ready", flush=True)
sys.stdin.readline()
judged, noon = 0, datetime(2026, 3, 2, 12, tzinfo=UTC)
for _ in range(4):
    try:
        operations.enter_sign_in_code(code_id=code.pk, entered="WRONGX", network="192.0.2.1", now=noon)
    except errors.CodeIsWrong:
        judged += 1
    except errors.NoTriesLeft:
        pass
print(judged, flush=True)
"""


def test_enter_code__two_processes_together_have_three_tries_and_no_more(store: str, noon: datetime) -> None:
    send("rita@example.org", noon)
    with process(TRYING, database=store) as one, process(TRYING, database=store) as other:
        both = (one, other)
        for child in both:
            assert child.stdout
            assert child.stdout.readline() == "ready\n"
        judged = [int(child.communicate("go\n")[0]) for child in both]
    # Two tries are told how many remain; the third is told that it was the last.
    assert sum(judged) == 2
    assert EmailCode.objects.get().tries_left == 0


ASKING = """
import sys
from datetime import UTC, datetime
from django.test import RequestFactory
from django.contrib.auth.models import AnonymousUser
from allauth.core import ratelimit
from masthead.kit import rate_limits
from masthead.people import operations
print("ready", flush=True)
sys.stdin.readline()
ours, allauths, noon = 0, 0, datetime(2026, 3, 2, 12, tzinfo=UTC)
for _ in range(6):
    try:
        operations.send_sign_in_code(email="rita@example.org", network="192.0.2.1", now=noon)
        ours += 1
    except rate_limits.RateLimitExceeded:
        pass
    request = RequestFactory().post("/sign-in/")
    request.user = AnonymousUser()
    allauths += bool(ratelimit.consume(request, action="request_login_code", key="rita@example.org"))
print(ours, allauths, flush=True)
"""


def test_email_codes__two_processes_share_both_kinds_of_limit(store: str) -> None:
    with process(ASKING, database=store) as one, process(ASKING, database=store) as other:
        both = (one, other)
        for child in both:
            assert child.stdout
            assert child.stdout.readline() == "ready\n"
        counts = [tuple(map(int, child.communicate("go\n")[0].split())) for child in both]
    assert sum(ours for ours, _ in counts) == 8
    assert sum(allauths for _, allauths in counts) == 3


@pytest.mark.django_db
def test_enter_code__the_same_person_in_two_windows_has_one_account(
    noon: datetime, code_in_mail: ReadCode
) -> None:
    first, letters_of_first = send("rita@example.org", noon), code_in_mail()
    second, letters_of_second = send("rita@example.org", noon), code_in_mail()
    assert enter(first, letters_of_first, noon) == enter(second, letters_of_second, noon)
    assert queries.person_by_address("RITA@example.org") is not None
    assert Person.objects.count() == 1
