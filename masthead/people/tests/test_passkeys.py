"""Passkeys: whose they are, and that nothing but a passkey passes for one. A real one: tests/journeys."""

import json
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import sign_in
from masthead.kit import jobs
from masthead.people import errors, operations, queries
from masthead.people.models import Person
from masthead.people.tests.conftest import proven
from masthead.people.views import webauthn

CREDENTIAL = {"id": "a", "response": {}}


def key(person: Person, noon: datetime, name: str = "The blue one") -> Authenticator:
    return operations.add_passkey(person=person, name=name, credential=CREDENTIAL, now=noon)


def test_add_passkey__is_told_by_mail(rita: Person, noon: datetime) -> None:
    key(rita, noon, "  The\u200b   blue one ")
    jobs.run_all()
    assert "passkey was added" in mail.outbox[-1].subject
    assert [str(passkey) for passkey in queries.passkeys_of(rita)] == ["The blue one"]


def test_add_passkey__twenty_are_enough(rita: Person, noon: datetime) -> None:
    for number in range(20):
        key(rita, noon, str(number))
    with pytest.raises(errors.TooManyPasskeys):
        key(rita, noon)


def test_passkeys__ones_own_are_named_and_removed_and_nobody_elses(
    rita: Person, ada: Person, noon: datetime
) -> None:
    mine = key(rita, noon)
    hers = proven(sign_in(Client(), ada))
    for path in (f"/account/passkeys/{mine.pk}/name/", f"/account/passkeys/{mine.pk}/remove/"):
        assert hers.post(path, {"name": "x"}).status_code == 404
        assert Client().post(path).status_code == 302
    browser = sign_in(Client(), rita)
    browser.post(f"/account/passkeys/{mine.pk}/name/", {"name": "The red one"})
    assert "The red one" in browser.get("/account/passkeys/").content.decode()
    assert browser.post(f"/account/passkeys/{mine.pk}/remove/").status_code == 302
    assert queries.passkeys_of(rita) != []  # without proof nothing was removed
    assert proven(browser).post(f"/account/passkeys/{mine.pk}/remove/").status_code == 302
    assert queries.passkeys_of(rita) == []


def test_passkeys__a_code_still_signs_in_when_there_is_one(rita: Person, noon: datetime) -> None:
    from masthead.people.adapters import PasskeyAdapter

    key(rita, noon)
    assert not PasskeyAdapter().is_mfa_enabled(rita)


def test_add_passkey__what_is_no_passkey_adds_none(rita: Person) -> None:
    browser = proven(sign_in(Client(), rita))
    browser.get("/account/passkeys/add/")
    for sent in ("", "x", "[]", "{}", json.dumps(CREDENTIAL), "[" * 30_000):
        answer = browser.post("/account/passkeys/add/", {"credential": sent})
        assert answer.status_code == 422
        assert "could not be checked" in answer.content.decode()
    assert not Authenticator.objects.exists()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "rawId", "type", "response", "userHandle", "signature", "clientDataJSON",
                         "authenticatorData"]), inner, max_size=6),
    max_leaves=12,
)  # fmt: skip


@given(json_values)
@settings(
    deadline=None,
    max_examples=settings().max_examples * 2 // 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_sign_in_by_passkey__whatever_is_sent_signs_nobody_in(rita: Person, sent: object) -> None:
    browser = Client()
    browser.get("/sign-in/passkey/")
    answer = browser.post("/sign-in/passkey/", {"credential": json.dumps(sent)})
    assert answer.status_code in {422, 429}
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("number", ["1000000000000", "1e300", "0.5", "[[7, 99999999]]"])
@pytest.mark.parametrize("place", ["rawId", "signature", "clientDataJSON"])
def test_sign_in_by_passkey__a_number_makes_no_room_of_its_size(db: None, number: str, place: str) -> None:
    """The library makes so many bytes of a number that stands where bytes should."""
    browser = Client()
    browser.get("/sign-in/passkey/")
    there = f'"{place}": {number}'
    sent = f'{{"id": "AA", "type": "public-key", "response": {{{there}}}, {there}}}'
    answer = browser.post("/sign-in/passkey/", {"credential": sent})
    assert answer.status_code in {422, 429}


def test_passkey_challenge__asking_stores_nothing_and_what_is_refused_stores_nothing_either(db: None) -> None:
    browser = Client()
    for _ in range(3):
        challenge = browser.get("/sign-in/passkey/").cookies["passkey"]
        assert (challenge["httponly"], challenge["path"]) == (True, "/sign-in/passkey/")
        browser.post("/sign-in/passkey/", {"credential": json.dumps(CREDENTIAL)})
    assert not Session.objects.exists()


def test_passkey_challenge__is_answered_once_and_soon(
    rita: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whoever holds the cookie and a passkey's answer to it; allauth's check of that is not tried here."""
    passkey = key(rita, noon)
    monkeypatch.setattr(webauthn, "checked_credential", lambda _request: passkey)
    first = Client()
    first.get("/sign-in/passkey/")
    second, third = Client(), Client()
    second.cookies["passkey"] = third.cookies["passkey"] = first.cookies["passkey"].value
    assert first.post("/sign-in/passkey/").status_code == 302
    assert second.post("/sign-in/passkey/").status_code == 422
    monkeypatch.setattr(webauthn, "CHALLENGE_LIFETIME", timedelta(seconds=-1))
    assert third.post("/sign-in/passkey/").status_code == 422
    assert first.session["_auth_user_id"] == str(rita.pk)
    assert first.session.get_expiry_age() > 50 * 86_400


def test_passkey_challenge__names_no_account(rita: Person, noon: datetime) -> None:
    key(rita, noon)
    options = Client().get("/sign-in/passkey/").json()["request_options"]["publicKey"]
    assert not options.get("allowCredentials")
    assert options["userVerification"] == "required"
