"""Tables whose rows are only ever added: the model says no, and a trigger in the database says it to all.

A model becomes one by inheriting from `AppendOnlyModel`. The triggers are not made by migrations: SQLite
rebuilds a table to change a column, and whatever hung on the old one is gone. So they are laid after every
`migrate`, from the columns the table has then; `doctor` and the start look whether they are there.
"""

from typing import Any, ClassVar, NoReturn

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

UPDATE, DELETE = "UPDATE", "DELETE"


class TableIsAppendOnly(TypeError):
    """Somebody tried to change or delete a row of such a table."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows can be added and read."""

    def update(self, **_fields: object) -> NoReturn:
        raise TableIsAppendOnly(_sentence(self.model))

    def bulk_update(self, *_args: object, **_options: object) -> NoReturn:
        raise TableIsAppendOnly(_sentence(self.model))

    def delete(self) -> NoReturn:
        raise TableIsAppendOnly(_sentence(self.model))


class AppendOnlyModel(models.Model):
    """A row that is written once. Its triggers are laid by `lay_triggers`."""

    # Foreign keys that may become empty when what they name is deleted; nothing else of a row may change.
    may_become_empty: ClassVar[tuple[str, ...]] = ()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise TableIsAppendOnly(_sentence(type(self)))
        super().save(*args, **options)

    def delete(self, *_args: object, **_options: object) -> NoReturn:
        raise TableIsAppendOnly(_sentence(type(self)))


def lay_triggers(using: str = "default") -> list[str]:
    """Every append-only table has its triggers, for the columns it has now. Returns those that lacked them.

    A table that is not there yet is left for the next time.
    """
    lacking = _models_without_triggers(using)
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for model in lacking:
            for statement in _statements(model, connection):
                cursor.execute(statement)
    return [_table(model) for model in lacking]


def tables_without_triggers(using: str = "default") -> list[str]:
    """The append-only tables that anybody with a database shell could change, because triggers are missing,
    switched off, or older than the table's columns."""
    return [_table(model) for model in _models_without_triggers(using)]


def _append_only_models() -> list[type[AppendOnlyModel]]:
    return [model for model in apps.get_models() if issubclass(model, AppendOnlyModel)]


def _models_without_triggers(using: str) -> list[type[AppendOnlyModel]]:
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        look = _sqlite_lacks if connection.vendor == "sqlite" else _postgresql_lacks
        return [model for model in _append_only_models() if _table(model) in there and look(model, cursor)]


def _sentence(model: type[models.Model]) -> str:
    return f"{_table(model)} is only ever added to"


def _statements(model: type[AppendOnlyModel], connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            return _sqlite_statements(model, _columns(model, cursor))
    return _postgresql_statements(model)


def _columns(model: type[AppendOnlyModel], cursor: Any) -> list[str]:
    cursor.execute("SELECT name FROM pragma_table_info(%s)", [_table(model)])
    return [row[0] for row in cursor.fetchall()]


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table


def _emptied(model: type[AppendOnlyModel]) -> list[str]:
    columns = {field.name: field.column or "" for field in model._meta.concrete_fields}
    return [columns[name] for name in model.may_become_empty]


# --- SQLite -----------------------------------------------------------------------------------------------


def _sqlite_triggers(model: type[AppendOnlyModel], columns: list[str]) -> dict[str, str]:
    table, emptied = _table(model), _emptied(model)
    allowed = [f'NEW."{column}" IS NULL' for column in emptied]
    allowed += [f'NEW."{column}" IS OLD."{column}"' for column in columns if column not in emptied]
    unless = {UPDATE: f"WHEN NOT ({' AND '.join(allowed)}) " if emptied else "", DELETE: ""}
    return {
        f"{table}_refuses_{event.lower()}": (
            f'CREATE TRIGGER "{table}_refuses_{event.lower()}" BEFORE {event} ON "{table}" {unless[event]}'
            f"BEGIN SELECT RAISE(ABORT, '{_sentence(model)}'); END"
        )
        for event in (UPDATE, DELETE)
    }


def _sqlite_statements(model: type[AppendOnlyModel], columns: list[str]) -> list[str]:
    triggers = _sqlite_triggers(model, columns)
    return [f'DROP TRIGGER IF EXISTS "{name}"' for name in triggers] + list(triggers.values())


def _sqlite_lacks(model: type[AppendOnlyModel], cursor: Any) -> bool:
    wanted = _sqlite_triggers(model, _columns(model, cursor))
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [_table(model)]
    )
    there = dict(cursor.fetchall())
    return any(there.get(name) != sql for name, sql in wanted.items())


# --- PostgreSQL -------------------------------------------------------------------------------------------


def _postgresql_body(model: type[AppendOnlyModel]) -> str:
    emptied = _emptied(model)
    allowed = [f"TG_OP = '{UPDATE}'", *(f'NEW."{column}" IS NULL' for column in emptied)]
    without = "".join(f" - '{column}'" for column in emptied)
    allowed.append(f"to_jsonb(NEW){without} = to_jsonb(OLD){without}")
    let_pass = f"IF {' AND '.join(allowed)} THEN RETURN NEW; END IF; " if emptied else ""
    return (
        f"BEGIN {let_pass}RAISE EXCEPTION '{_sentence(model)}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END"
    )


def _postgresql_statements(model: type[AppendOnlyModel]) -> list[str]:
    table = _table(model)
    return [
        (
            f'CREATE OR REPLACE FUNCTION "{table}_refuses"() RETURNS trigger LANGUAGE plpgsql '
            f"AS $${_postgresql_body(model)}$$"
        ),
        f'DROP TRIGGER IF EXISTS "{table}_refuses_changes" ON "{table}"',
        (
            f'CREATE TRIGGER "{table}_refuses_changes" BEFORE UPDATE OR DELETE ON "{table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{table}_refuses"()'
        ),
    ]


def _postgresql_lacks(model: type[AppendOnlyModel], cursor: Any) -> bool:
    table = _table(model)
    cursor.execute(
        "SELECT p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE t.tgrelid = to_regclass(quote_ident(%s)) AND t.tgname = %s AND t.tgenabled IN ('O', 'A')",
        [table, f"{table}_refuses_changes"],
    )
    return cursor.fetchone() != (_postgresql_body(model),)
