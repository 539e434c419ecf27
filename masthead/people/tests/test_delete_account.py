"""Deleting one's account."""

from datetime import datetime

import pytest
from django.core import mail
from django.test import Client

from conftest import sign_in
from masthead.audit.models import AuditEntry
from masthead.kit import contributions, jobs
from masthead.kit.refusals import Refusal
from masthead.people import errors, operations, queries
from masthead.people.models import Person
from masthead.people.tests.conftest import proven


def test_delete_account__asks_twice_and_is_then_done(rita: Person, noon: datetime) -> None:
    browser, other = proven(sign_in(Client(), rita)), sign_in(Client(), rita)
    number, version = rita.pk, queries.access_version_of(rita.pk)
    page = browser.get("/account/deletion/").content.decode()
    assert "tax law" in page
    assert browser.post("/account/deletion/", {"comments": "keep"}).status_code == 422
    answer = browser.post("/account/deletion/", {"comments": "keep", "sure": "on"})
    assert answer["Location"] == "/account-deleted/"
    left = Person.objects.get(pk=number)
    assert str(left) == "Former member"
    assert (left.email, left.display_name, left.name_key) == (f"left-{number}@nobody.invalid", "", "")
    assert not left.is_active
    assert queries.access_version_of(number) > version
    for somewhere in (browser, other):
        assert somewhere.get("/account/").status_code == 302
    assert Client().get(f"/readers/{number}/").status_code == 404
    jobs.run_all()
    assert [message.to for message in mail.outbox] == [["rita@example.org"]]


def test_delete_account__whoever_comes_back_is_somebody_new(rita: Person, noon: datetime) -> None:
    operations.delete_account(person=rita, keep_comments=True, now=noon)
    again = operations.register_person(email="rita@example.org", display_name="Rita Bellweather", now=noon)
    assert again.pk != rita.pk


def test_delete_account__leaves_the_name_nowhere_but_in_the_audit_log(rita: Person, noon: datetime) -> None:
    operations.delete_account(person=rita, keep_comments=True, now=noon)
    line = AuditEntry.objects.filter(action="people.account.delete").get()
    assert line.subject_label == "Former member"


def test_delete_account__asks_staff_to_hand_over_first(ed: Person, noon: datetime) -> None:
    answer = proven(sign_in(Client(), ed)).post("/account/deletion/", {"comments": "delete", "sure": "on"})
    assert answer.status_code == 409
    assert "Ask its publisher" in answer.content.decode()
    with pytest.raises(errors.StaffAccountCannotBeDeleted):
        operations.delete_account(person=ed, keep_comments=True, now=noon)
    ed.refresh_from_db()
    assert ed.is_active


def test_delete_account__changes_nothing_if_the_outside_says_no(
    rita: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class ProviderIsAway(Refusal):
        code, status, sentence = "provider-is-away", 503, "The payment provider does not answer."

    def prepare(*, person: Person, now: datetime) -> None:
        raise ProviderIsAway

    monkeypatch.setattr(
        contributions, "_table", {**contributions._table, "before_account_deletion": (prepare,)}
    )
    answer = proven(sign_in(Client(), rita)).post("/account/deletion/", {"comments": "keep", "sure": "on"})
    assert answer.status_code == 503
    assert "does not answer" in answer.content.decode()
    rita.refresh_from_db()
    assert rita.is_active
    assert rita.email == "rita@example.org"
