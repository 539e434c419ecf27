"""Data exports: everything kept about a person, in one archive."""

import io
import json
import zipfile
from datetime import datetime, timedelta

from django.core import mail
from django.test import Client
from django.utils import timezone

from conftest import sign_in
from masthead.kit import jobs
from masthead.people import operations
from masthead.people.models import DataExport, Person
from masthead.people.tests.conftest import proven


def unpacked(export: DataExport) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bytes(export.archive or b""))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_build_data_export__holds_a_part_of_every_room(mina: Person, noon: datetime) -> None:
    operations.request_data_export(person=mina, now=noon)
    jobs.run_all()
    files = unpacked(DataExport.objects.get())
    assert set(files) >= {
        "account.json", "notices.json", "payments.json", "membership.json", "readings.json",
        "comments.json", "moderation.json",
    }  # fmt: skip
    assert json.loads(files["account.json"])["email"] == "mina@example.org"
    assert json.loads(files["membership.json"])[0]["reference"] == "cast:mina"
    assert "is ready" in mail.outbox[-1].subject


def test_data_export_file__is_for_its_person_only_and_for_a_week(rita: Person, ada: Person) -> None:
    browser = proven(sign_in(Client(), rita))
    assert browser.post("/account/data-exports/")["Location"] == "/account/data-exports/"
    export = DataExport.objects.get()
    address = f"/account/data-exports/{export.pk}/"
    assert browser.get(address).status_code == 404
    jobs.run_all()
    answer = browser.get(address)
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert proven(sign_in(Client(), ada)).get(address).status_code == 404
    assert sign_in(Client(), rita).get(address).status_code == 302  # an open browser is not enough
    assert Client().get(address).status_code == 302
    DataExport.objects.update(expires_at=timezone.now())
    assert browser.get(address).status_code == 404
    operations.delete_expired_data_exports(now=timezone.now())
    assert not DataExport.objects.exists()


def test_build_data_export__twice_is_once(rita: Person, noon: datetime) -> None:
    export = operations.request_data_export(person=rita, now=noon)
    for hours in (0, 5):
        operations.build_data_export(export_id=export.pk, now=noon + timedelta(hours=hours))
    export.refresh_from_db()
    assert export.ready_at == noon


def test_request_data_export__is_rate_limited(rita: Person) -> None:
    browser = proven(sign_in(Client(), rita))
    answers = [browser.post("/account/data-exports/").status_code for _ in range(5)]
    assert answers == [302, 302, 302, 302, 429]
