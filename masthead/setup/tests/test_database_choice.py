"""An empty database beside a full one is not served by mistake, whichever of the two is the file."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from masthead.kit.databases.addresses import without_password
from masthead.kit.tests.stores import shared_store
from masthead.people.models import Person
from masthead.setup import database_choice
from masthead.setup.database_choice import ensure_not_empty_beside_full

EMPTY = "postgresql://masthead:secret@db.example/new"


@pytest.fixture
def data(tmp_path: Path, settings: Any, transactional_db: None) -> Iterator[Path]:
    settings.DATA_DIR = tmp_path / "var"
    settings.DATA_DIR.mkdir()
    settings.DATABASE_URL = EMPTY
    with shared_store(tmp_path):
        yield settings.DATA_DIR


def full_file(file: Path) -> Path:
    rows = sqlite3.connect(file)
    rows.execute("CREATE TABLE people_person (id integer)")
    rows.executemany("INSERT INTO people_person VALUES (?)", [(1,), (2,), (3,)])
    rows.commit()
    rows.close()
    return file


@pytest.mark.parametrize("name", ["masthead.sqlite3", "old.sqlite3", "a name with % and ?.sqlite3"])
def test_ensure_not_empty_beside_full__stops_and_says_how_to_take_the_full_file_along(
    name: str, data: Path
) -> None:
    file = full_file(data / name)
    with pytest.raises(ImproperlyConfigured) as no:
        ensure_not_empty_beside_full(start_empty=False)
    said = str(no.value)
    assert f"{file} holds one with 3 accounts" in said
    assert "move_database" in said
    assert "--start-empty" in said
    assert "postgresql://masthead@db.example/new" in said
    assert "secret" not in said


def test_ensure_not_empty_beside_full__a_database_without_tables_is_empty_too(data: Path) -> None:
    full_file(data / "masthead.sqlite3")
    with connection.schema_editor() as editor:
        editor.execute("ALTER TABLE people_person RENAME TO something_else")
    with pytest.raises(ImproperlyConfigured, match="where no publication is yet"):
        ensure_not_empty_beside_full(start_empty=False)


def test_ensure_not_empty_beside_full__stops_where_the_publication_was_in_postgresql(
    data: Path, settings: Any
) -> None:
    person = Person.objects.create(email="pia@example.org")
    ensure_not_empty_beside_full(start_empty=False)
    assert "secret" not in (data / "database.json").read_text()
    person.delete()
    settings.DATABASE_URL = f"sqlite:///{data}/masthead.sqlite3"
    with pytest.raises(ImproperlyConfigured, match=r"belonged to a publication in postgresql://masthead@db"):
        ensure_not_empty_beside_full(start_empty=False)


def test_ensure_not_empty_beside_full__the_word_is_said_once(data: Path) -> None:
    full_file(data / "masthead.sqlite3")
    ensure_not_empty_beside_full(start_empty=True)
    ensure_not_empty_beside_full(start_empty=False)  # a restart before anybody has registered


def test_ensure_not_empty_beside_full__lets_a_first_start_and_a_full_database_through(data: Path) -> None:
    ensure_not_empty_beside_full(start_empty=False)
    full_file(data / "masthead.sqlite3")
    Person.objects.create(email="pia@example.org")
    ensure_not_empty_beside_full(start_empty=False)
    assert json.loads((data / "database.json").read_text())["database"] == without_password(EMPTY)


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00 and no more"])
def test_ensure_not_empty_beside_full__a_file_that_holds_nothing_of_ours_stops_nobody(
    content: bytes, data: Path
) -> None:
    (data / "other.sqlite3").write_bytes(content)
    sqlite3.connect(data / "empty.sqlite3").close()
    ensure_not_empty_beside_full(start_empty=False)


def test_ensure_not_empty_beside_full__a_note_that_cannot_be_read_stops_nobody(data: Path) -> None:
    (data / "database.json").write_text("[1, 2")
    ensure_not_empty_beside_full(start_empty=False)
    (data / "database.json").write_text("[1, 2]")
    ensure_not_empty_beside_full(start_empty=False)
    assert database_choice._known() == {}
