"""The archive holds the rows and the files as they are, and is for its owner's eyes only."""

import shutil
import sqlite3
import stat
import tarfile
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import FileField

from masthead.kit import media_files, rate_limits
from masthead.kit.management.commands import backup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "images").mkdir(parents=True)
    (tmp_path / "media" / "images" / "lantern.webp").write_bytes(b"light")
    return tmp_path


def test_backup__on_sqlite_holds_rows_and_files(
    media: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        monkeypatch.setenv("PATH", str(media))
        with pytest.raises(CommandError, match="pg_dump is not on this machine"):
            call_command("backup", str(media / "copies"))
        assert list((media / "copies").iterdir()) == []
        return
    rate_limits.consume(
        name="lanterns",
        who=rate_limits.by_person(7),
        capacity=5,
        refill_seconds=60,
        now=noon + timedelta(days=1),
    )
    said = StringIO()
    call_command("backup", str(media / "copies"), stdout=said)
    (archive,) = (media / "copies").iterdir()
    assert str(archive) in said.getvalue()
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with tarfile.open(archive) as opened:
        opened.extractall(media / "restored", filter="data")
    assert (media / "restored/media/images/lantern.webp").read_bytes() == b"light"
    rows = sqlite3.connect(media / "restored/masthead.sqlite3")
    names = rows.execute("SELECT name FROM kit_ratelimitbucket").fetchall()
    rows.close()
    assert ("lanterns",) in names


def test_dump_postgresql__passes_on_what_pg_dump_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'server version mismatch' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(CommandError, match="server version mismatch"):
        backup.dump_postgresql(tmp_path / "rows.dump")


def test_backup__says_that_files_are_gone_rather_than_write_without_them(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "dump_postgresql", lambda target: target.write_bytes(b"rows"))
    named = default_storage.save("avatars/lost.webp", ContentFile(b"face"))
    monkeypatch.setattr(media_files, "named_files", lambda *_: iter([(Stored(), named)]))
    call_command("backup", str(media / "copies"))
    (whole,) = (media / "copies").iterdir()
    shutil.rmtree(media / "media")
    with pytest.raises(CommandError, match=r"Nothing was written: 1 uploaded files.*\n  avatars/lost"):
        call_command("backup", str(media / "copies"))
    assert [*(media / "copies").iterdir()] == [whole]
    whole.unlink()  # two of one second have one name
    call_command("backup", str(media / "copies"), "--without-missing-files")
    assert len([*(media / "copies").iterdir()]) == 1


class Stored:
    """A column of files."""

    storage = default_storage


def test_named_files__are_found_in_every_table() -> None:
    columns = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FileField)
    }
    assert {"publishing.Picture.file", "wagtaildocs.Document.file"} <= columns
    assert list(media_files.named_files()) == []
