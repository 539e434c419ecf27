"""The move itself: look, make ready, copy, compare, put right."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from masthead.kit.database_move import tables, target
from masthead.kit.database_move.errors import MoveFailed
from masthead.kit.database_move.tables import Table
from masthead.kit.databases.addresses import database_settings, without_password
from masthead.kit.databases.publications import holds_a_publication

Say = Callable[[str], object]


@dataclass(frozen=True)
class Report:
    """What has been moved."""

    tables: int
    rows: int


def move(address: str, *, say: Say) -> Report:
    """Everything in the database at hand is in the one at `address`, each row compared; nothing here changes.

    Call it again after it was interrupted, and it goes on where it stopped.

    :raises MoveFailed: with what is in the way
    """
    _ensure_other_and_alone(address)
    _migrate(address, say)
    there = target.open_target(address)
    try:
        moving = tables.tables_to_move()
        _ensure_same_version(there)
        _begin(there, moving)
        for table in moving:
            _copy(table, there, say)
        rows = sum(_compare(table, there) for table in moving)
        say("Every row has been compared.")
        target.put_right(there, moving, target.last_numbers(connection, moving))
    finally:
        target.close_target()
    _fill_search_index(address, say)
    return Report(tables=len(moving), rows=rows)


# --- before ------------------------------------------------------------------------------------------------


def _ensure_other_and_alone(address: str) -> None:
    here, there = connection.settings_dict, database_settings(address)
    if all(
        str(here[part] or "") == str(there.get(part) or "") for part in ("ENGINE", "NAME", "HOST", "PORT")
    ):
        raise MoveFailed("That is the database DATABASE_URL names already. Name the one to move to.")
    if busy := _others_with_it_open():
        raise MoveFailed(
            f"Something else has this database open ({busy}). Stop the server and every worker first: what "
            "they write meanwhile would be left behind."
        )


def _others_with_it_open() -> str:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            (count,) = cursor.fetchone()
        return f"{count} connections" if count else ""
    file = Path(connection.settings_dict["NAME"]).resolve()
    processes = {link.parts[2] for link in Path("/proc").glob("[0-9]*/fd/*") if _is_open_as(link, file)}
    others = sorted(processes - {str(os.getpid())}, key=int)
    return f"process {', '.join(others)}" if others else ""


def _is_open_as(link: Path, file: Path) -> bool:
    try:
        return link.readlink() == file
    except OSError:  # closed meanwhile, or another account's
        return False


def _migrate(address: str, say: Say) -> None:
    """In a process of its own: some migrations depend on the kind of database Django began with."""
    say("Preparing the other database")
    _manage(address, "migrate", "--verbosity", "0")
    _manage(address, "createcachetable")


def _fill_search_index(address: str, say: Say) -> None:
    say("Filling its search index")
    _manage(address, "update_index", "--verbosity", "0")


def _manage(address: str, *command: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own command, with nothing of a stranger's
        [sys.executable, "-m", "django", *command],
        env={
            **os.environ,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "masthead.config.settings"),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MoveFailed(f"`{command[0]}` did not succeed there: {done.stderr.strip().splitlines()[-1:]}")


def _ensure_same_version(there: BaseDatabaseWrapper) -> None:
    if _migrations(connection) != _migrations(there):
        raise MoveFailed(
            "This database is not of this version of Masthead. Run `masthead serve --prepare` once, stop it, "
            "and move then."
        )


def _migrations(of: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    with of.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def _begin(there: BaseDatabaseWrapper, moving: Sequence[Table]) -> None:
    source = without_password(settings.DATABASE_URL)
    begun = target.source_noted(there)
    if begun not in {None, source}:
        raise MoveFailed(
            f"A move from {begun} into the other database has begun and is not over. Empty it first."
        )
    if begun is None:
        if holds_a_publication(there):
            raise MoveFailed("There is a publication in the other database already. Name an empty one.")
        target.make_ready(there, moving, source=source)


# --- copying -----------------------------------------------------------------------------------------------


def _copy(table: Table, there: BaseDatabaseWrapper, say: Say) -> None:
    done = tables.highest_key(table, there) if table.is_numbered else None
    total = tables.count(table, connection)
    arrived = tables.count(table, there) if table.is_numbered else 0
    if total:
        say(f"{table.name}: {total} rows" + (f", {arrived} of them there already" if arrived else ""))
    for rows in tables.batches(table, connection, after=done):
        with transaction.atomic(using=target.ALIAS):
            _insert(table, there, rows)


def _insert(table: Table, there: BaseDatabaseWrapper, rows: list[tuple[Any, ...]]) -> None:
    try:
        with transaction.atomic(using=target.ALIAS):
            tables.insert(table, there, rows)
    except DatabaseError as error:
        if len(rows) > 1:
            for row in rows:
                _insert(table, there, [row])
            return
        raise MoveFailed(
            f"The row {rows[0][0]} of {table.name} is not taken there: {' '.join(str(error).split())}. "
            "Mend it here, and run this again; it goes on where it stopped."
        ) from None


def _compare(table: Table, there: BaseDatabaseWrapper) -> int:
    """Every row is the same on both sides. Returns how many there are.

    :raises MoveFailed: one is not, or one is too many or too few
    """
    compared = 0
    for rows in tables.batches(table, connection):
        arrived = {row[0]: row for row in tables.rows_with_keys(table, there, [row[0] for row in rows])}
        for row in rows:
            if arrived.get(row[0]) != tables.as_it_arrives(row):
                raise MoveFailed(_differs(table, row[0]))
        compared += len(rows)
    if tables.count(table, there) != compared:
        raise MoveFailed(_differs(table, None))
    return compared


def _differs(table: Table, key: Any) -> str:
    which = f"The row {key} of {table.name} is" if key is not None else f"The rows of {table.name} are"
    return (
        f"{which} not the same in both databases: something was written meanwhile, by a server that ran. "
        "Stop it, empty the other database, and move again. The one at hand is whole and unchanged."
    )
