"""An empty database beside a full one is nearly always a slip in DATABASE_URL; it is said in time."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from masthead.kit.databases.addresses import without_password
from masthead.kit.databases.publications import PEOPLE, holds_a_publication

WORD = "--start-empty"


def ensure_not_empty_beside_full(*, start_empty: bool) -> None:
    """Stop before an empty database is taken for the publication whose rows lie elsewhere.

    With `start_empty` that is what is wanted; it is remembered for this database.

    :raises ImproperlyConfigured: this database holds nobody, and another one known here does
    """
    if settings.IS_DEMO or holds_a_publication(connection):
        remember_database()
        return
    here = without_password(settings.DATABASE_URL)
    if start_empty or here in (known := _known()).get("may_be_empty", []):
        remember_database(may_be_empty=True)
        return
    other = _full_file_beside() or _served_before(known, here)
    if other:
        raise ImproperlyConfigured(
            f"DATABASE_URL names {here}, where no publication is yet, but {other}.\n"
            'To take it along, read "Another database" in docs/running/growing.md: '
            "`masthead manage move_database` copies everything.\n"
            f"To begin a new, empty publication there nevertheless, say {WORD} once."
        )


def remember_database(*, may_be_empty: bool = False) -> None:
    """Note in DATA_DIR which database its publication is in; no password is written."""
    known, here = _known(), without_password(settings.DATABASE_URL)
    new: dict[str, Any] = {**known, "database": here}
    if may_be_empty:
        new["may_be_empty"] = sorted({*known.get("may_be_empty", []), here})
    if new != known:
        _note().parent.mkdir(parents=True, exist_ok=True)
        _note().write_text(json.dumps(new))


def _note() -> Path:
    return Path(settings.DATA_DIR) / "database.json"


def _known() -> dict[str, Any]:
    try:
        known = json.loads(_note().read_text())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _full_file_beside() -> str:
    """What to say of an SQLite file in DATA_DIR that holds a publication and is not the one at hand."""
    mine = Path(settings.DATABASES["default"]["NAME"]).resolve() if connection.vendor == "sqlite" else None
    for file in sorted(Path(settings.DATA_DIR).glob("*.sqlite3")):
        if file.resolve() != mine and (people := _people_in(file)):
            return f"the file {file} holds one with {people} accounts"
    return ""


def _people_in(file: Path) -> int:
    """How many people an SQLite file holds; 0 when it is none of ours, or cannot be read."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file.resolve()))}?mode=ro", uri=True)) as other:
            return int(other.execute(f"SELECT count(*) FROM {PEOPLE}").fetchone()[0])  # noqa: S608 - a constant
    except sqlite3.Error:
        return 0


def _served_before(known: dict[str, Any], here: str) -> str:
    before = known.get("database")
    return (
        f"this DATA_DIR belonged to a publication in {before} until now" if before not in {None, here} else ""
    )
