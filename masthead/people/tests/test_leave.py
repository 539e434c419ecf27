"""Taking everything along, and leaving."""

import io
import json
import zipfile
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from conftest import sign_in
from masthead.audit.models import Entry
from masthead.kit import contributions, jobs
from masthead.kit.refusals import Refusal
from masthead.people import errors, operations, queries
from masthead.people.models import Export, Person
from masthead.people.tests.conftest import proven


def unpacked(export: Export) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bytes(export.archive or b""))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_room_adds_its_part(mina: Person, noon: datetime) -> None:
    operations.ask_for_export(person=mina, now=noon)
    jobs.run_all()
    files = unpacked(Export.objects.get())
    assert set(files) >= {
        "account.json", "notices.json", "payments.json", "membership.json", "readings.json",
        "letters.json", "moderation.json",
    }  # fmt: skip
    assert json.loads(files["account.json"])["email"] == "mina@example.org"
    assert json.loads(files["membership.json"])[0]["reference"] == "cast:mina"
    assert "is packed" in mail.outbox[-1].subject


def test_the_archive_is_fetched_by_its_person_only_and_for_a_week(rita: Person, ada: Person) -> None:
    browser = proven(sign_in(Client(), rita))
    assert browser.post("/account/exports/")["Location"] == "/account/exports/"
    export = Export.objects.get()
    address = f"/account/exports/{export.pk}/"
    assert browser.get(address).status_code == 404
    jobs.run_all()
    answer = browser.get(address)
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert proven(sign_in(Client(), ada)).get(address).status_code == 404
    assert sign_in(Client(), rita).get(address).status_code == 302  # an open browser is not enough
    assert Client().get(address).status_code == 302
    Export.objects.update(expires_at=timezone.now())
    assert browser.get(address).status_code == 404
    operations.forget_old_exports(now=timezone.now())
    assert not Export.objects.exists()


def test_packing_twice_is_packing_once(rita: Person, noon: datetime) -> None:
    export = operations.ask_for_export(person=rita, now=noon)
    for hours in (0, 5):
        operations.pack_export(export_id=export.pk, now=noon + timedelta(hours=hours))
    export.refresh_from_db()
    assert export.ready_at == noon


def test_exports_are_rationed(rita: Person) -> None:
    browser = proven(sign_in(Client(), rita))
    answers = [browser.post("/account/exports/").status_code for _ in range(5)]
    assert answers == [302, 302, 302, 302, 429]


def test_leaving_is_asked_twice_and_then_done(rita: Person, noon: datetime) -> None:
    browser, other = proven(sign_in(Client(), rita)), sign_in(Client(), rita)
    number, version = rita.pk, queries.access_version_of(rita.pk)
    page = browser.get("/account/leave/").content.decode()
    assert "tax law" in page
    assert browser.post("/account/leave/", {"letters": "stay"}).status_code == 422
    assert browser.post("/account/leave/", {"letters": "stay", "sure": "on"})["Location"] == "/left/"
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


def test_whoever_comes_back_is_somebody_new(rita: Person, noon: datetime) -> None:
    operations.leave(person=rita, letters_stay=True, now=noon)
    again = operations.register_person(email="rita@example.org", display_name="Rita Bellweather", now=noon)
    assert again.pk != rita.pk


def test_the_name_is_nowhere_but_in_the_book(rita: Person, noon: datetime) -> None:
    operations.leave(person=rita, letters_stay=True, now=noon)
    line = Entry.objects.filter(action="people.person.leave").get()
    assert line.subject_label == "Former member"


def test_staff_hand_over_first(ed: Person, noon: datetime) -> None:
    answer = proven(sign_in(Client(), ed)).post("/account/leave/", {"letters": "go", "sure": "on"})
    assert answer.status_code == 409
    assert "Ask its publisher" in answer.content.decode()
    with pytest.raises(errors.StaffCannotLeave):
        operations.leave(person=ed, letters_stay=True, now=noon)
    ed.refresh_from_db()
    assert ed.is_active


def test_if_the_outside_says_no_nothing_has_happened(
    rita: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class ProviderIsAway(Refusal):
        code, status, sentence = "provider-is-away", 503, "The payment provider does not answer."

    def prepare(*, person: Person, now: datetime) -> None:
        raise ProviderIsAway

    monkeypatch.setattr(contributions, "_table", {**contributions._table, "before_leaving": (prepare,)})
    answer = proven(sign_in(Client(), rita)).post("/account/leave/", {"letters": "stay", "sure": "on"})
    assert answer.status_code == 503
    assert "does not answer" in answer.content.decode()
    rita.refresh_from_db()
    assert rita.is_active
    assert rita.email == "rita@example.org"
