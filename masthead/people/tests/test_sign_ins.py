"""Where one is signed in, in words, and signing out there."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from conftest import sign_in
from masthead.kit import email_addresses, networks
from masthead.people import devices
from masthead.people.models import Person
from masthead.people.tests.test_account_page import _track

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1 Version/18.5 Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, ("Firefox", "Linux")),
        (EDGE, ("Edge", "Windows")),
        (PHONE, ("Safari", "iPhone")),
        ("curl/8", ("", "")),
        ("", ("", "")),
    ],
)
def test_browser_and_device__a_browser_is_said_in_words(agent: str, words: tuple[str, str]) -> None:
    assert devices.browser_and_device(agent) == words


def test_networks__one_is_said_coarsely() -> None:
    assert networks.in_words("192.0.2.77") == "192.0.…"
    assert networks.in_words("::ffff:192.0.2.77") == "192.0.…"
    assert networks.in_words("2001:db8:1:2::7") == "2001:0db8:…"


def test_masked_email__an_address_is_only_hinted_at() -> None:
    assert email_addresses.masked_email("rita@example.org") == "r…@e….org"


def test_end_sign_in__ends_one_and_no_other(rita: Person) -> None:
    here, there, elsewhere = (sign_in(Client(), rita) for _ in range(3))
    for browser in (here, there, elsewhere):
        _track(browser)
    UserSession.objects.filter(session_key=there.session.session_key).update(user_agent=EDGE)
    page = here.get("/account/").content.decode()
    assert "Edge on Windows" in page
    assert "192.0.2.1" not in page
    sign_in_id = UserSession.objects.get(session_key=there.session.session_key).pk
    assert here.post(f"/account/sign-ins/{sign_in_id}/").status_code == 302
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 200


def test_end_sign_in__nobody_ends_somebody_elses(rita: Person, ada: Person) -> None:
    hers = sign_in(Client(), ada)
    _track(hers)
    number = UserSession.objects.get(user=ada).pk
    sign_in(Client(), rita).post(f"/account/sign-ins/{number}/")
    assert hers.get("/account/").status_code == 200
    assert Client().post(f"/account/sign-ins/{number}/").status_code == 302
