"""A publication moves to another database, whichever kind each is, and every row arrives as it was."""

import importlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler, load_backend
from django_tasks_db.models import DBTaskResult

from masthead.kit import append_only
from masthead.kit.database_move import MoveFailed, tables, target
from masthead.kit.databases.addresses import database_settings
from masthead.kit.models import JobLease, RateLimitBucket, ScheduledRun
from masthead.kit.tests import errands
from masthead.kit.tests.stores import _copy_of_postgresql, _copy_of_sqlite, shared_store
from tests import template_database

steps = importlib.import_module("masthead.kit.database_move.move")  # the package's `move` is the function
REALLY_MANAGE, REALLY_OPEN = steps._manage, steps._others_with_it_open
NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
ODD_JSON: tuple[Any, ...] = (
    {},
    {"a": [1, 1.5, None, True, "ü\n\t🏮"], "z": {"y": r"\u0000 in words"}},
    [],
    "text",
    0,
    "",
    False,
)


@pytest.fixture
def empty(tmp_path: Path, transactional_db: None) -> Iterator[str]:
    """A database of the suite's kind, fresh from its migrations."""
    copy_of = _copy_of_sqlite if connection.vendor == "sqlite" else _copy_of_postgresql
    with copy_of(connections["default"], tmp_path) as (_, address):
        yield address


@pytest.fixture
def full(empty: str, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The database at hand holds rows of every kind of value."""
    monkeypatch.setattr(steps, "_manage", lambda *_: None)  # the other ones here are migrated already
    monkeypatch.setattr(steps, "_others_with_it_open", lambda: "")
    monkeypatch.setattr(
        BaseDatabaseWrapper, "ensure_connection", ensured(BaseDatabaseWrapper.ensure_connection)
    )
    with shared_store(tmp_path) as address:
        settings.DATABASE_URL = address
        write_rows()
        yield address


def ensured(guarded: Callable[[Any], None]) -> Callable[[Any], None]:
    """Django's test case knows no `target`, and lets nobody connect to it."""

    def ensure(self: BaseDatabaseWrapper) -> None:
        if self.alias != target.ALIAS:
            guarded(self)
        elif self.connection is None:
            with self.wrap_database_errors:
                self.connect()

    return ensure


def write_rows() -> None:
    people = get_user_model()
    person = people.objects.create(email="irene@example.org", display_name="Ḯrenë 🏮 O’Neill")
    person.groups.add(Group.objects.order_by("pk")[0])
    people.objects.create(email="gone@example.org").delete()  # its number is never given out again
    for key in ("Zz", "aA", "00"):
        Session.objects.create(session_key=key * 16, session_data="a:b", expire_date=NOON)
    RateLimitBucket.objects.bulk_create(
        RateLimitBucket(name=f"n{number}", who="w", full_at=NOON + timedelta(microseconds=number))
        for number in range(350)
    )
    ScheduledRun.objects.create(name="never", last_run_at=None, task_id=UUID(int=2**127 + 5))
    errands.nothing_much.enqueue()
    JobLease.objects.create(task=DBTaskResult.objects.get(), worker="w", expires_at=NOON)
    for details in ODD_JSON:
        apps.get_model("audit.AuditEntry").objects.create(
            actor=person, action="test", details=details, at=NOON
        )
    apps.get_model("notices.MailboxEmail").objects.create(
        message_id="<1>", sender="s", recipients="r", raw=bytes(range(256)) * 40, arrived_at=NOON
    )
    root = apps.get_model("wagtailcore.Page").get_first_root_node()
    kind = ContentType.objects.get_for_model(root)
    draft = apps.get_model("wagtailcore.Revision").objects.create(
        content_type=kind, base_content_type=kind, object_id=str(root.pk), content={"b": 1}, created_at=NOON
    )
    root.latest_revision = draft  # a row that names one of a later table, which names its kind
    root.save()


@contextmanager
def at_hand(address: str, settings: Any) -> Iterator[None]:
    """Let `default` be the database there meanwhile."""
    before, known, url = connections["default"], connections.settings["default"], settings.DATABASE_URL
    new = ConnectionHandler({"default": database_settings(address)}).settings["default"]
    connections.settings["default"], settings.DATABASE_URL = new, address
    connections["default"] = load_backend(new["ENGINE"]).DatabaseWrapper(new, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"], connections.settings["default"] = before, known
        settings.DATABASE_URL = url


def everything() -> dict[str, list[Any]]:
    """Every row of every table that moves, as the models read it: by other code than what moved it."""
    rows = {}
    for table in tables.tables_to_move():
        names = [field.attname for field in table.model._meta.local_concrete_fields]
        found = table.model._base_manager.values_list(*names)
        rows[table.name] = sorted(
            repr([bytes(value) if isinstance(value, memoryview) else _sorted(value) for value in row])
            for row in found
        )
    return rows


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return value.raw_data if hasattr(value, "raw_data") else value


def go(address: str) -> Any:
    return steps.move(address, say=lambda _: None)


def assert_it_lives(settings: Any, address: str, before: dict[str, list[Any]]) -> None:
    with at_hand(address, settings):
        assert everything() == before
        assert target.NOTES not in connection.introspection.table_names()
        assert append_only.tables_without_triggers() == []
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            apps.get_model("audit.AuditEntry").objects.all()._raw_delete("default")
        highest = get_user_model().objects.order_by("-pk")[0].pk
        with transaction.atomic():
            assert get_user_model().objects.create(email="new@example.org").pk == highest + 2
            transaction.set_rollback(True)
        with pytest.raises(DatabaseError):  # foreign keys are in force
            ContentType.objects.all()._raw_delete("default")


def test_move_database__everything_arrives_and_goes_on(full: str, empty: str, settings: Any) -> None:
    before = everything()
    report = go(empty)
    assert report.rows == sum(len(rows) for rows in before.values())
    assert_it_lives(settings, empty, before)
    assert everything() == before  # here, too


@pytest.mark.only_on("postgresql")
def test_move_database__from_postgresql_to_a_file_and_back(
    full: str, empty: str, tmp_path: Path, settings: Any
) -> None:
    before = everything()
    file = f"sqlite:///{tmp_path}/moved.sqlite3"
    if template_database.path().exists():
        shutil.copy(template_database.path(), tmp_path / "moved.sqlite3")
    else:
        REALLY_MANAGE(file, "migrate", "--verbosity", "0")
    go(file)
    assert_it_lives(settings, file, before)
    with at_hand(file, settings):
        go(empty)
    assert_it_lives(settings, empty, before)


@pytest.mark.parametrize("stops_at", ["kit_ratelimitbucket", "people_person", "wagtailcore_revision"])
def test_move_database__interrupted_goes_on_where_it_stopped(
    stops_at: str, full: str, empty: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, insert = everything(), tables.insert
    written: list[Any] = []

    def stops(table: tables.Table, there: Any, rows: Any) -> None:
        if table.name == stops_at and (written or stops_at != "kit_ratelimitbucket"):
            raise KeyboardInterrupt
        if table.name == "kit_ratelimitbucket":
            written.extend(rows)
        insert(table, there, rows)

    def notes(table: tables.Table, there: Any, rows: Any) -> None:
        written.extend(rows if table.name == "kit_ratelimitbucket" else [])
        insert(table, there, rows)

    monkeypatch.setattr(tables, "insert", stops)
    with pytest.raises(KeyboardInterrupt):
        go(empty)
    monkeypatch.setattr(tables, "insert", notes)
    go(empty)
    assert len(written) == 350, "what had arrived was copied again"
    assert_it_lives(settings, empty, before)


def test_move_database__what_changed_while_it_moved_is_noticed(
    full: str, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = steps._compare

    def somebody_writes_before_it(table: tables.Table, there: Any) -> int:
        ScheduledRun.objects.update(last_run_at=NOON)
        return int(compare(table, there))

    monkeypatch.setattr(steps, "_compare", somebody_writes_before_it)
    row = ScheduledRun.objects.get()
    with pytest.raises(MoveFailed, match=f"row {row.pk} of kit_scheduledrun is not the same"):
        go(empty)


@pytest.mark.parametrize("change", ["more", "fewer"])
def test_move_database__a_row_too_many_or_too_few_is_noticed(
    change: str, full: str, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = steps._compare

    def somebody_writes_before_it(table: tables.Table, there: Any) -> int:
        if change == "more":
            ScheduledRun.objects.get_or_create(name="later")
        else:
            ScheduledRun.objects.all().delete()
        return int(compare(table, there))

    monkeypatch.setattr(steps, "_compare", somebody_writes_before_it)
    with pytest.raises(MoveFailed, match="kit_scheduledrun"):
        go(empty)


def test_move_database__a_database_that_holds_a_publication_is_not_moved_into(
    full: str, empty: str, settings: Any
) -> None:
    with at_hand(empty, settings):
        get_user_model().objects.create(email="pia@example.org")
    with pytest.raises(CommandError, match="There is a publication in the other database already"):
        call_command("move_database", empty)
    with at_hand(empty, settings):
        assert get_user_model().objects.count() == 1


def test_move_database__is_not_moved_into_itself(full: str) -> None:
    with pytest.raises(CommandError, match="the database DATABASE_URL names already"):
        call_command("move_database", full)


def test_move_database__a_server_that_still_runs_is_noticed(
    full: str, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "_others_with_it_open", REALLY_OPEN)
    assert REALLY_OPEN() == ""
    if connection.vendor == "sqlite":
        monkeypatch.setattr("os.getpid", lambda: 0)  # what this process has open is another's
    else:
        other = connection.copy()
        other.ensure_connection()
    with pytest.raises(CommandError, match="Stop the server and every worker first"):
        call_command("move_database", empty)
    if connection.vendor != "sqlite":
        other.close()


def test_move_database__a_database_that_does_not_answer_is_said(full: str) -> None:
    with pytest.raises(CommandError, match="does not let us in"):
        call_command("move_database", "postgresql://nobody@127.0.0.1:1/nothing")
    assert target.ALIAS not in connections.settings


def test_batches__are_bounded_in_bytes_and_rows(full: str) -> None:
    mails = apps.get_model("notices.MailboxEmail")
    big = tables.BATCH_BYTES // 3
    for number in range(12):
        mails.objects.create(
            message_id=f"<big {number}>", sender="s", recipients="r", raw=b"x" * big, arrived_at=NOON
        )
    (table,) = (table for table in tables.tables_to_move() if table.model is mails)
    batches = list(tables.batches(table, connection))
    assert sum(map(len, batches)) == 13
    assert max(map(len, batches)) * big <= 2 * tables.BATCH_BYTES
    (buckets,) = (table for table in tables.tables_to_move() if table.model is RateLimitBucket)
    assert [len(rows) for rows in tables.batches(buckets, connection)] == [100, 200, 50]
