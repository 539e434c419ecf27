"""The archive holds the rows and the files as they are, and is for its owner's eyes only."""

import sqlite3
import stat
import tarfile
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from masthead.kit import limits
from masthead.kit.management.commands import backup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "images").mkdir(parents=True)
    (tmp_path / "media" / "images" / "lantern.webp").write_bytes(b"light")
    return tmp_path


def test_an_archive_on_sqlite_holds_rows_and_files(
    media: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        monkeypatch.setenv("PATH", str(media))
        with pytest.raises(CommandError, match="pg_dump is not on this machine"):
            call_command("backup", str(media / "copies"))
        assert list((media / "copies").iterdir()) == []
        return
    limits.spend(name="lanterns", who="rita", capacity=5, refill_seconds=60, now=noon + timedelta(days=1))
    said = StringIO()
    call_command("backup", str(media / "copies"), stdout=said)
    (archive,) = (media / "copies").iterdir()
    assert str(archive) in said.getvalue()
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with tarfile.open(archive) as opened:
        opened.extractall(media / "restored", filter="data")
    assert (media / "restored/media/images/lantern.webp").read_bytes() == b"light"
    rows = sqlite3.connect(media / "restored/masthead.sqlite3")
    names = rows.execute("SELECT name FROM kit_bucket").fetchall()
    rows.close()
    assert ("lanterns",) in names


def test_what_pg_dump_says_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'server version mismatch' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(CommandError, match="server version mismatch"):
        backup.dump_postgresql(tmp_path / "rows.dump")
