"""What a site needs to start is known, and a migration that fails says what to do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.db.migrations import Migration, RunPython
from django.db.migrations.loader import MigrationLoader

from masthead.audit.models import AuditEntry
from masthead.kit import append_only
from masthead.kit.tests.stores import shared_store
from masthead.setup import prepare


@pytest.fixture
def store(tmp_path: Path, settings: Any, transactional_db: None) -> Iterator[Path]:
    settings.DATA_DIR = tmp_path / "var"
    settings.DATA_DIR.mkdir()
    with shared_store(tmp_path):
        yield settings.DATA_DIR


def prepared() -> None:
    facts = {"fingerprint": prepare.fingerprint(), "migrations": prepare._applied_migrations()}
    prepare._record().write_text(json.dumps(facts))


def test_is_prepared__after_it_was_prepared(store: Path) -> None:
    assert not prepare.is_prepared()
    prepared()
    assert prepare.is_prepared()


def test_is_prepared__not_when_an_older_database_was_brought_back_from_a_backup(store: Path) -> None:
    prepared()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'people'")
    assert not prepare.is_prepared()


def test_is_prepared__not_without_its_triggers_and_the_start_says_so(store: Path) -> None:
    prepared()
    with connection.schema_editor() as editor:
        if connection.vendor == "sqlite":
            editor.execute('DROP TRIGGER "audit_auditentry_refuses_update"')
        else:
            editor.execute('DROP TRIGGER "audit_auditentry_refuses_changes" ON audit_auditentry')
    assert not prepare.is_prepared()
    assert "The database lacks the triggers" in prepare.missing_steps()[0]


def rebuild(_apps: Any, editor: Any) -> None:
    _add_column(editor, "added")


def rebuild_and_fail(_apps: Any, editor: Any) -> None:
    _add_column(editor, "added_too")
    raise ValueError("a row nobody thought of")


def _add_column(editor: Any, name: str) -> None:
    field = models.CharField(max_length=5, default="none")
    field.set_attributes_from_name(name)
    editor.add_field(AuditEntry, field)


def test_prepare__a_migration_that_fails_half_way_says_what_to_do_and_leaves_triggers(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of two rebuilds the sealed table and stays; the second fails and leaves nothing."""
    load = MigrationLoader.load_disk
    steps = {"9001_rebuilds": RunPython(rebuild), "9002_fails": RunPython(rebuild_and_fail)}

    def with_two_more(self: MigrationLoader) -> None:
        load(self)
        before = max(name for app, name in self.disk_migrations if app == "audit")
        for name, step in steps.items():
            body = {"operations": [step], "dependencies": [("audit", before)]}
            self.disk_migrations["audit", name] = type("Migration", (Migration,), body)(name, "audit")
            before = name

    monkeypatch.setattr(MigrationLoader, "load_disk", with_two_more)
    with pytest.raises(ImproperlyConfigured) as no:
        prepare.prepare(lambda _: None)
    assert "audit.9002_fails" in str(no.value)
    assert "a row nobody thought of" in str(no.value)
    assert "bring back the backup" in str(no.value)
    assert append_only.tables_without_triggers() == []
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, "audit_auditentry")
        cursor.execute("SELECT name FROM django_migrations WHERE app = 'audit' ORDER BY name DESC")
        assert cursor.fetchone() == ("9001_rebuilds",)
    assert {"added", "added_too"} & {column.name for column in described} == {"added"}
