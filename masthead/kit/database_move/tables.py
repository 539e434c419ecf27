"""The tables that move, and how a column's values are read from one database and written to another."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col

from masthead.kit import text_hygiene as hygiene

# Another shape in each kind of database, and made from the rest: filled anew at the end.
MADE_ANEW = {"wagtailsearch"}
BATCH_BYTES = 4 * 1024 * 1024
MOST_ROWS = 1000
PLAIN = {
    "AutoField": "IntegerField",
    "BigAutoField": "BigIntegerField",
    "SmallAutoField": "SmallIntegerField",
}

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Column:
    """One column, seen without what a model's own field class adds: as its kind of value."""

    name: str
    plain: "models.Field[Any, Any]"

    @property
    def is_json(self) -> bool:
        return isinstance(self.plain, models.JSONField)

    def reader(self, connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
        """Turns what that database gives into a value that is the same whichever database gave it."""
        if self.is_json:
            return lambda raw: None if raw is None else _Json(json.loads(raw))
        expression = Col("t", self.plain)
        converters = [
            *connection.ops.get_db_converters(expression),
            *self.plain.get_db_converters(connection),
        ]

        def read(value: Any) -> Any:
            for convert in converters:
                value = convert(value, expression, connection)
            return bytes(value) if isinstance(value, memoryview) else value

        return read

    def writer(self, connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
        """Turns such a value into what that database takes."""
        if self.is_json:
            return lambda value: (
                None if value is None else connection.ops.adapt_json_value(value.content, None)
            )
        return lambda value: self.plain.get_db_prep_save(value, connection)


@dataclass(frozen=True)
class _Json:
    """A JSON value; JSON's null is not the column's."""

    content: Any


@dataclass(frozen=True)
class Table:
    """One table, its primary key first among its columns."""

    model: type[models.Model]
    name: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> str:
        return self.columns[0].name

    @property
    def is_numbered(self) -> bool:
        """Whether its rows have numbers, which both databases put into the same order."""
        return isinstance(self.columns[0].plain, models.IntegerField)

    @property
    def first_batch(self) -> int:
        """How many rows are read before anything is known of their size."""
        return 4 if any(isinstance(column.plain, models.BinaryField) for column in self.columns) else 100


def tables_to_move() -> list[Table]:
    """Every table of every model, in the order of their names."""
    found = {
        model._meta.db_table: model for model in apps.get_models(include_auto_created=True) if _moves(model)
    }
    return [_table(name, model) for name, model in sorted(found.items())]


def batches(table: Table, connection: BaseDatabaseWrapper, *, after: Any = None) -> Iterator[list[Row]]:
    """Its rows after that key, in the order of their keys, some megabytes at a time."""
    readers = [column.reader(connection) for column in table.columns]
    size = table.first_batch
    while rows := _read(
        table, connection, readers, where="" if after is None else "> %s", values=[after], limit=size
    ):
        yield rows
        after, weight = rows[-1][0], sum(map(_weight, rows))
        if weight > BATCH_BYTES:
            size = max(1, size // 2)
        elif weight < BATCH_BYTES / 4:
            size = min(MOST_ROWS, size * 2)


def rows_with_keys(table: Table, connection: BaseDatabaseWrapper, keys: Sequence[Any]) -> list[Row]:
    """Its rows that have one of these keys, in no order."""
    readers = [column.reader(connection) for column in table.columns]
    places = ", ".join(["%s"] * len(keys))
    return _read(table, connection, readers, where=f"IN ({places})", values=keys, limit=len(keys))


def insert(table: Table, connection: BaseDatabaseWrapper, rows: Sequence[Row]) -> None:
    """Write the rows; one that is there already stays as it is."""
    quote = connection.ops.quote_name
    writers = [column.writer(connection) for column in table.columns]
    names = ", ".join(quote(column.name) for column in table.columns)
    places = ", ".join(["%s"] * len(table.columns))
    sql = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608 - names of our own tables
    values = [[write(value) for write, value in zip(writers, row, strict=True)] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def as_it_arrives(row: Row) -> Row:
    """The row as any of our databases keeps it: without characters that none of them takes any more."""
    return tuple(map(_clean, row))


def count(table: Table, connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table.name)}")  # noqa: S608 - as above
        return int(cursor.fetchone()[0])


def highest_key(table: Table, connection: BaseDatabaseWrapper) -> Any:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max({quote(table.key)}) FROM {quote(table.name)}")  # noqa: S608 - as above
        return cursor.fetchone()[0]


def _read(
    table: Table,
    connection: BaseDatabaseWrapper,
    readers: Sequence[Callable[[Any], Any]],
    *,
    where: str,
    values: Sequence[Any],
    limit: int,
) -> list[Row]:
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.name) for column in table.columns)
    condition = f" WHERE {quote(table.key)} {where}" if where else ""
    sql = f"SELECT {names} FROM {quote(table.name)}{condition} ORDER BY {quote(table.key)} LIMIT {limit}"  # noqa: S608 - as above
    write = table.columns[0].writer(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, [write(value) for value in values] if where else None)
        return [
            tuple(read(value) for read, value in zip(readers, row, strict=True)) for row in cursor.fetchall()
        ]


def _moves(model: type[models.Model]) -> bool:
    options = model._meta
    return options.managed and not options.proxy and options.app_label not in MADE_ANEW


def _table(name: str, model: type[models.Model]) -> Table:
    fields = sorted(model._meta.local_concrete_fields, key=lambda field: not field.primary_key)
    return Table(model, name, tuple(Column(str(field.column), _plain(field)) for field in fields))


def _plain(field: "models.Field[Any, Any]") -> "models.Field[Any, Any]":
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    kind = field.get_internal_type()
    plain = getattr(models, PLAIN.get(kind, kind))
    if plain is models.DecimalField:
        return models.DecimalField(max_digits=field.max_digits, decimal_places=field.decimal_places)  # type: ignore[attr-defined]  # a decimal's
    made: models.Field[Any, Any] = plain()
    return made


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return hygiene.without_forbidden(value)
    return _Json(hygiene.without_forbidden_inside(value.content)) if isinstance(value, _Json) else value


def _weight(row: Row) -> int:
    return sum(len(value) if isinstance(value, str | bytes) else 16 for value in map(_text_of, row))


def _text_of(value: Any) -> Any:
    return str(value.content) if isinstance(value, _Json) else value
