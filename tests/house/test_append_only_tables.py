"""Triggers of append-only tables come back after whatever rebuilt the table, and their absence is seen."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from masthead.audit import operations
from masthead.audit.models import AuditEntry
from masthead.kit import append_only
from masthead.memberships.models import Entitlement

TABLES = sorted(model._meta.db_table for model in (AuditEntry, Entitlement))


def test_append_only__every_such_table_has_its_triggers(db: None) -> None:
    assert sorted(model._meta.db_table for model in append_only._append_only_models()) == TABLES
    assert append_only.tables_without_triggers() == []


def add_a_column(editor: Any) -> None:
    field = models.CharField(max_length=5, default="none")
    field.set_attributes_from_name("added")
    editor.add_field(AuditEntry, field)


def alter_a_column(editor: Any) -> None:
    old = AuditEntry._meta.get_field("action")
    new = models.CharField(max_length=90)
    new.set_attributes_from_name("action")
    new.model = AuditEntry
    editor.alter_field(AuditEntry, old, new, strict=False)


def drop_a_constraint(editor: Any) -> None:
    for constraint in Entitlement._meta.constraints:
        editor.remove_constraint(Entitlement, constraint)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [add_a_column, alter_a_column, drop_a_constraint])
def test_lay_triggers__after_a_migration_that_rebuilds_the_table(
    change: Callable[[Any], None], noon: datetime, undone: None
) -> None:
    operations.record(actor=None, action="audit.test.write", subject=None, now=noon)
    with connection.schema_editor() as editor:
        change(editor)
    call_command("migrate", verbosity=0)  # nothing to apply: what follows every migration follows
    assert append_only.tables_without_triggers() == []
    for statement in ("UPDATE audit_auditentry SET action = 'other'", "DELETE FROM audit_auditentry"):
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db(transaction=True)
def test_lay_triggers__sqlite_drops_them_with_the_table_it_rebuilds(undone: None) -> None:
    with connection.schema_editor() as editor:
        add_a_column(editor)
    assert append_only.tables_without_triggers() == ["audit_auditentry"]


def test_lay_triggers__a_column_added_later_is_sealed_as_well(db: None, noon: datetime, rita: Any) -> None:
    operations.record(actor=rita, action="audit.test.write", subject=None, now=noon)
    connection.check_constraints()  # PostgreSQL alters no table that somebody's transaction still waits with
    connection.cursor().execute("ALTER TABLE audit_auditentry ADD COLUMN added varchar(5) DEFAULT 'none'")
    append_only.lay_triggers()
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        connection.cursor().execute("UPDATE audit_auditentry SET actor_id = NULL, added = 'other'")
    connection.cursor().execute("UPDATE audit_auditentry SET actor_id = NULL")  # what may become empty


@pytest.mark.parametrize("table", TABLES)
def test_tables_without_triggers__one_that_is_gone_or_switched_off_is_seen_and_laid_again(
    db: None, table: str
) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'DROP TRIGGER "{table}_refuses_delete"')
        else:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER "{table}_refuses_changes"')
    assert append_only.tables_without_triggers() == [table]
    assert append_only.lay_triggers() == [table]
    assert append_only.tables_without_triggers() == []


@pytest.fixture
def undone() -> Any:
    """Afterwards the tables are as the models have them."""
    yield
    with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
        for model in (Entitlement, AuditEntry):
            editor.delete_model(model)
            editor.create_model(model)
    append_only.lay_triggers()
