"""What `doctor` sees of the ground a site stands on, and that it says nothing when all is well."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from masthead.kit import contributions, database_errors, health
from masthead.kit.models import ScheduledRun
from masthead.kit.tests.stores import shared_store


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return tmp_path


@pytest.fixture
def store(tmp_path: Path, transactional_db: None) -> Iterator[str]:
    with shared_store(tmp_path) as address:
        yield address


def test_health__nothing_is_said_when_all_is_well(db: None, noon: datetime) -> None:
    assert health.health(noon) == []


def test_health__a_schedule_in_the_future_is_seen(db: None, noon: datetime) -> None:
    ScheduledRun.objects.create(name="publish", last_run_at=noon + timedelta(days=400))
    (sentence,) = health.health(noon)
    assert "ran in the future (publish)" in sentence


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (Usage(10**12, 10**12, 0), True),
        (Usage(10**12, 10**12 - 10**8, 10**8), True),
        (Usage(10**12, 10**12 - 10**9, 10**9), False),
        (Usage(10**9, 9 * 10**8, 10**8), False),  # a tenth of a small disk
    ],
)
def test_health__a_full_disk_is_seen(
    usage: Usage, said: bool, db: None, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert any("nearly full" in sentence for sentence in health.health(noon)) is said


def test_health__a_disk_without_room_for_another_file_is_seen(
    db: None, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = SimpleNamespace(
        f_files=1_000_000, f_favail=12, f_frsize=4096, f_blocks=10**9, f_bfree=10**8, f_bavail=10**8
    )
    monkeypatch.setattr(os, "statvfs", lambda _: answer)
    assert "hardly any more files" in health.health(noon)[0]


def test_health__a_folder_that_cannot_be_written_is_seen(
    db: None, noon: datetime, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folders / "media").chmod(0o500)
    if os.geteuid() == 0:  # who may write everywhere: what everybody else is told is read from the bits
        monkeypatch.setattr(os, "access", lambda path, mode: Path(path).stat().st_mode >> 6 & mode == mode)
    assert "nobody can upload a picture" in health.health(noon)[0]


def test_health__a_database_that_cannot_be_written_is_seen(store: str, noon: datetime) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only = ON")
        else:
            cursor.execute("SET SESSION default_transaction_read_only = on")
    (sentence,) = health.health(noon)
    assert sentence.startswith("The database can be read but not written.")


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("harm", ["overwritten", "cut", "no database"])
def test_explain__a_damaged_file_is_a_sentence_and_the_way_to_the_last_backup(
    harm: str, store: str, noon: datetime, folders: Path
) -> None:
    (folders / "backups").mkdir()
    for moment in ("2026-11-01-031500", "2026-11-03-031500", "2026-11-02-031500"):
        (folders / "backups" / f"masthead-{moment}.tar.gz").touch()
    file = Path(connection.settings_dict["NAME"])
    connection.close()
    whole = file.read_bytes()
    half = len(whole) // 2
    file.write_bytes(
        {
            "overwritten": whole[:half] + b"\xff" * 200_000 + whole[half + 200_000 :],
            "cut": whole[:half],
            "no database": b"something else entirely" * 1000,
        }[harm]
    )
    (sentence,) = health.health(noon)
    assert f"{file} is damaged" in sentence
    assert "masthead-2026-11-03-031500.tar.gz" in sentence
    with pytest.raises((CommandError, DatabaseError)) as no:
        call_command("backup", str(folders / "new"))
    said = database_errors.explain(no.value) if isinstance(no.value, DatabaseError) else str(no.value)
    assert said is not None
    assert "is damaged" in said
    assert not list((folders / "new").glob("*.tar.gz"))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("SQLITE_CORRUPT", "is damaged"),
        ("SQLITE_NOTADB", "is damaged"),
        ("SQLITE_CANTOPEN", "cannot be opened"),
        ("SQLITE_READONLY_DBMOVED", "cannot be written"),
        ("SQLITE_FULL", "is full"),
        ("SQLITE_IOERR_WRITE", "fails"),
        ("SQLITE_BUSY", None),
        ("SQLITE_ERROR", None),
    ],
)
def test_explain__what_sqlite_says_is_explained_where_a_host_can_mend_it(
    code: str, said: str | None, db: None
) -> None:
    cause = sqlite3.OperationalError("it said so")
    cause.sqlite_errorname = code
    error = DatabaseError("it said so")
    error.__cause__ = cause
    sentence = database_errors.explain(error)
    assert (sentence is None) if said is None else (sentence is not None and said in sentence)


def test_doctor__goes_on_to_say_what_it_can_when_the_database_fails_a_check(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: datetime) -> list[str]:
        raise DatabaseError("no such table")

    table = {**contributions._table, "health": (lambda _: ["The disk is full."], fails)}
    monkeypatch.setattr(contributions, "_table", table)
    with pytest.raises(CommandError) as no:
        call_command("doctor")
    assert str(no.value).splitlines() == ["The disk is full.", "The database cannot be used: no such table"]
