"""A backup brings a publication back: made, everything lost, read back as docs/running/keeping.md says."""

import subprocess
import tarfile
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from masthead.audit.models import AuditEntry
from masthead.kit import jobs
from masthead.people import operations
from masthead.people.models import Person


def rows() -> dict[str, int]:
    """How many rows every table holds."""
    return {model._meta.db_table: model._base_manager.count() for model in apps.get_models()}


def lose_everything(database: str) -> None:
    """There is an empty database of that name, as on a new machine."""
    connections["default"].close()
    if connection.vendor == "sqlite":
        for file in Path(database).parent.glob(f"{Path(database).name}*"):
            file.unlink()
        return
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{database}"')
        cursor.execute(f'CREATE DATABASE "{database}"')


def bring_back(archive: Path, database: str, address: str) -> None:
    """What docs/running/keeping.md tells a host to do."""
    with tarfile.open(archive) as opened:
        opened.extractall(archive.parent, filter="data")
    if connection.vendor == "sqlite":
        (archive.parent / "masthead.sqlite3").rename(database)
        return
    command = ["pg_restore", "--clean", "--if-exists", "--no-owner", f"--dbname={address}", "masthead.dump"]
    subprocess.run(command, cwd=archive.parent, check=True)


def test_backup__read_back_brings_back_what_was_lost_and_one_is_still_signed_in(
    store: str, tmp_path: Path, settings: Settings
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "lantern.webp").write_bytes(b"light")
    now = timezone.now()
    rita = operations.register_person(email="rita@example.org", display_name="Rita Bellweather", now=now)
    browser = Client()
    browser.force_login(rita)
    operations.request_data_export(person=rita, now=now)
    jobs.run_all()
    before = rows()
    assert before["people_person"] == 1
    call_command("backup", str(tmp_path / "copies"))
    (archive,) = (tmp_path / "copies").glob("*.tar.gz")

    database = str(connections["default"].settings_dict["NAME"])
    lose_everything(database)
    bring_back(archive, database, store)

    assert rows() == before
    assert (tmp_path / "copies" / "media" / "lantern.webp").read_bytes() == b"light"
    page = browser.get("/account/")
    assert page.status_code == 200
    assert "rita@example.org" in page.content.decode()
    again = operations.register_person(email="stan@example.org", now=now)  # numbers go on where they were
    assert again.pk > rita.pk
    assert Person.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all()._raw_delete("default")  # the audit log is still only ever added to
