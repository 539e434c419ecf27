"""The database that rows move to: opened, made ready, and set right at the end.

While rows arrive, in the order of their numbers, one may name another that is yet to come. So PostgreSQL's
foreign keys step aside meanwhile, written down in the table `masthead_move`, and return at the end, when it
checks them all; SQLite's are switched off for the connection and checked at the end.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.core.management.color import no_style
from django.db import DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from masthead.kit.append_only import lay_triggers
from masthead.kit.database_move.errors import MoveFailed
from masthead.kit.database_move.tables import Table
from masthead.kit.databases.addresses import database_settings

ALIAS = "target"
NOTES = "masthead_move"  # a table of the target while a move is under way: what it is, and its foreign keys


def open_target(address: str) -> BaseDatabaseWrapper:
    """A connection to that database under the alias `target`.

    :raises MoveFailed: it does not let us in
    """
    close_target()
    connections.settings[ALIAS] = ConnectionHandler({"default": database_settings(address)}).settings[
        "default"
    ]
    target = connections[ALIAS]
    try:
        target.ensure_connection()
    except DatabaseError as error:
        close_target()
        raise MoveFailed(f"The other database does not let us in: {' '.join(str(error).split())}") from None
    if target.vendor == "sqlite":
        with target.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
    return target


def close_target() -> None:
    """Nobody holds it open any more."""
    if ALIAS in connections.settings:
        connections[ALIAS].close()
        with suppress(AttributeError):
            del connections[ALIAS]
        del connections.settings[ALIAS]


def source_noted(target: BaseDatabaseWrapper) -> str | None:
    """From where a move into it has begun; None when none has."""
    if NOTES not in target.introspection.table_names():
        return None
    with target.cursor() as cursor:
        cursor.execute(f"SELECT detail FROM {NOTES} WHERE what = 'source'")  # noqa: S608 - a constant
        found = cursor.fetchone()
    return str(found[0]) if found else None


def make_ready(target: BaseDatabaseWrapper, tables: Sequence[Table], *, source: str) -> None:
    """The target has our tables, empty, no foreign key in force, and a note that this move has begun."""
    quote = target.ops.quote_name
    note = f"INSERT INTO {NOTES} (number, what, detail) VALUES (%s, %s, %s)"  # noqa: S608 - a constant
    with transaction.atomic(using=ALIAS), target.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {NOTES} (number integer, what varchar(20), detail text)")
        cursor.execute(note, [0, "source", source])
        for number, (drop, again) in enumerate(_foreign_keys(target), start=1):
            cursor.execute(note, [number, "foreign key", again])
            cursor.execute(drop)
        for name in ["wagtailsearch_indexentry", *(table.name for table in tables)]:
            cursor.execute(f"DELETE FROM {quote(name)}")  # noqa: S608 - names of our own tables


def put_right(target: BaseDatabaseWrapper, tables: Sequence[Table], last: dict[str, int]) -> None:
    """Foreign keys are in force and hold, numbers go on where they were, triggers lie, the note is gone.

    `last` is the last number given out in each table, which may belong to a row that was deleted since.

    :raises MoveFailed: a row names one that is not there
    """
    try:
        with transaction.atomic(using=ALIAS), target.cursor() as cursor:
            cursor.execute(f"SELECT detail FROM {NOTES} WHERE what = 'foreign key' ORDER BY number")  # noqa: S608 - a constant
            for (again,) in cursor.fetchall():
                cursor.execute(again)
            if target.vendor == "sqlite":
                target.check_constraints()
            _continue_numbers(target, tables, last, cursor)
            cursor.execute(f"DROP TABLE {NOTES}")
    except DatabaseError as error:
        raise MoveFailed(
            f"A row names another that does not exist: {' '.join(str(error).split())}. Mend it where the "
            "rows come from, empty the other database, and move again."
        ) from None
    lay_triggers(ALIAS)


def last_numbers(connection: BaseDatabaseWrapper, tables: Sequence[Table]) -> dict[str, int]:
    """The last number each table has given out."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in tables:
            if not isinstance(table.model._meta.pk, models.AutoField):
                continue
            if connection.vendor == "sqlite":
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
            else:
                cursor.execute("SELECT pg_get_serial_sequence(quote_ident(%s), %s)", [table.name, table.key])
                (sequence,) = cursor.fetchone()
                cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608 - from PostgreSQL itself
            row = cursor.fetchone()
            found[table.name] = int(row[0]) if row else 0
    return found


def _continue_numbers(
    target: BaseDatabaseWrapper, tables: Sequence[Table], last: dict[str, int], cursor: Any
) -> None:
    for statement in target.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
        cursor.execute(statement)
    here = last_numbers(target, tables)
    for table in tables:
        number = last.get(table.name, 0)
        if number <= here.get(table.name, 0):
            continue
        if target.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, number])
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(quote_ident(%s), %s), %s)",
                [table.name, table.key, number],
            )


def _foreign_keys(target: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """For each of PostgreSQL's foreign keys, what drops it and what brings it back."""
    if target.vendor == "sqlite":
        return []
    with target.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) "
            "FROM pg_constraint WHERE contype = 'f' "
            "AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
        )
        return [
            (
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
                f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}",
            )
            for table, name, rule in cursor.fetchall()
        ]
