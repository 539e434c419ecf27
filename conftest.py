"""The cast: the people every test knows.

Rita reads, Mina is a member, Ada writes, Ed edits, Moe moderates, Pia publishes, Stan is a stranger.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import settings

if TYPE_CHECKING:
    from masthead.people.models import Person, Role


# Ten times the usual hundred; tests that want fewer or more take a share of whatever the profile says.
settings.register_profile("long", max_examples=10 * settings().max_examples, deadline=None)


# They read code and files, set up a site of their own, or check the audit itself: run once, beside SQLite.
ONE_DATABASE = (
    "masthead/demo/tests/",
    "tests/house/test_a_key_is_changed.py",
    "tests/house/test_bundles.py",
    "tests/house/test_commands.py",
    "tests/house/test_desk_forms_offer_back.py",
    "tests/house/test_doors_do_not_touch_rows.py",
    "tests/house/test_events_have_a_line.py",
    "tests/house/test_files_fit_in_one_reading.py",
    "tests/house/test_internals_we_lean_on.py",
    "tests/house/test_map.py",
    "tests/house/test_migrations_stand_alone.py",
    "tests/house/test_network_waits_for_commit.py",
    "tests/house/test_nothing_is_dead.py",
    "tests/house/test_one_rule_one_place.py",
    "tests/house/test_operations_pace.py",
    "tests/house/test_refusals_have_one_code.py",
    "tests/house/test_refusals_to_start.py",
    "tests/house/test_requests_are_read_one_way.py",
    "tests/house/test_rooms_hold_the_usual.py",
    "tests/house/test_rooms_meet_in_public.py",
    "tests/house/test_rules_stand_in_one_place.py",
    "tests/house/test_settings_are_described.py",
    "tests/house/test_setup.py",
    "tests/house/test_the_gate_is_held.py",
    "tests/house/test_the_wheel.py",
    "tests/house/test_translations.py",
    "tests/house/test_words.py",
    "tests/leaks/test_every_planted_leak_is_found.py",
    "tests/leaks/test_private_pages.py",
    "tests/leaks/test_the_desk_and_what_readers_keep.py",
)
# The longest first, so that two workers end together.
LONGEST_FIRST = (
    "tests/leaks/test_every_planted_leak_is_found.py",
    "tests/leaks/test_nothing_leaks.py",
    "masthead/memberships/tests/test_paid_means_in.py",
    "tests/house/test_whatever_is_sent.py",
    "tests/house/test_the_wheel.py",
    "tests/house/test_setup.py",
    "tests/house/test_words.py",
    "masthead/demo/tests/test_filling.py",
    "masthead/reading/tests/test_many_pieces.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what one database is enough for, leave out what is about another, put what takes longest first."""
    for item in items:
        if item.nodeid.startswith(ONE_DATABASE):
            item.add_marker(pytest.mark.one_database)
    elsewhere = [item for item in items if not _is_about(connection.vendor, item)]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in elsewhere]
    ranks = {path: rank for rank, path in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: ranks.get(item.nodeid.partition("::")[0], len(ranks)))


def _is_about(vendor: str, item: pytest.Item) -> bool:
    marker = item.get_closest_marker("only_on")
    return marker is None or vendor in marker.args


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """The test database; on SQLite a copy of an empty one that was migrated before, if there is one."""
    from django.test.utils import setup_databases, teardown_databases

    from tests import template_database

    with django_db_blocker.unblock():
        if connection.vendor == "sqlite" and template_database.copy_into_memory():
            yield
            return
        made = setup_databases(verbosity=0, interactive=False)
        if connection.vendor == "sqlite":
            template_database.keep()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def noon() -> datetime:
    """The moment at which every story begins."""
    return datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def _somebody(name: str, now: datetime, role: "Role | None" = None) -> "Person":
    from masthead.people import operations

    address = f"{name.split(maxsplit=1)[0].lower()}@example.org"
    person = operations.register_person(email=address, now=now)
    if role is not None:
        operations.give_role(person=person, role=role, by=None, now=now)
    operations.set_display_name(person=person, name=name, now=now)
    return person


@pytest.fixture
def rita(db: None, noon: datetime) -> "Person":
    """A registered reader."""
    return _somebody("Rita Bellweather", noon)


@pytest.fixture
def mina(db: None, noon: datetime) -> "Person":
    """A paying member, since yesterday and for a month."""
    from masthead.memberships import models, operations

    person = _somebody("Mina Okonjo", noon)
    operations.grant(
        person=person,
        source=models.EntitlementSource.SUBSCRIPTION,
        starts_at=noon - timedelta(days=1),
        ends_at=noon + timedelta(days=30),
        reference="cast:mina",
        now=noon,
    )
    person.refresh_from_db()
    return person


@pytest.fixture
def ada(db: None, noon: datetime) -> "Person":
    """An author."""
    from masthead.people.models import Role

    return _somebody("Ada Lindqvist", noon, Role.AUTHOR)


@pytest.fixture
def ed(db: None, noon: datetime) -> "Person":
    """An editor."""
    from masthead.people.models import Role

    return _somebody("Ed Farrow", noon, Role.EDITOR)


@pytest.fixture
def moe(db: None, noon: datetime) -> "Person":
    """A moderator."""
    from masthead.people.models import Role

    return _somebody("Moe Castellan", noon, Role.MODERATOR)


@pytest.fixture
def pia(db: None, noon: datetime) -> "Person":
    """The publisher."""
    from masthead.people.models import Role

    return _somebody("Pia Halloran", noon, Role.PUBLISHER)


@pytest.fixture
def stan() -> None:
    """A stranger: nobody we know."""
    return


def sign_in(client: Client, person: "Person") -> Client:
    """The client, signed in as this person, without the mail."""
    client.force_login(person)
    return client


@pytest.fixture(scope="session", autouse=True)
def _compiled_catalogues() -> None:
    """German and French, as `prepare` would leave them."""
    from pathlib import Path

    from django.conf import settings

    from masthead.assets import translations

    translations.compile_all(Path(settings.LOCALE_PATHS[0]))


@pytest.fixture(scope="session", autouse=True)
def _flush_as_if_nothing_had_been(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let the test runner empty the tables past their triggers, and fill in again what migrations wrote.

    SQLite empties a table with DELETE, which append-only tables' triggers refuse; so the triggers step aside
    for the flush and come back. PostgreSQL truncates, which they do not see. And whichever test comes next
    finds the groups and the root page, so tests may run in any order.
    """
    flush = connection.ops.execute_sql_flush
    with django_db_blocker.unblock():
        written = _rows_of_the_migrations()

    def flush_and_fill(sql_list: Any) -> None:
        with connection.cursor() as cursor, _triggers_aside(cursor):
            flush(sql_list)
        with transaction.atomic(), connection.cursor() as cursor:
            for table, columns, rows in written:
                names = ", ".join(map(connection.ops.quote_name, columns))
                places = ", ".join(["%s"] * len(columns))
                into = connection.ops.quote_name(table)
                cursor.executemany(f"INSERT INTO {into} ({names}) VALUES ({places})", rows)

    connection.ops.execute_sql_flush = flush_and_fill  # type: ignore[method-assign]  # for the suite only
    yield
    connection.ops.execute_sql_flush = flush  # type: ignore[method-assign]  # as Django had it


def _rows_of_the_migrations() -> list[tuple[str, list[str], list[Any]]]:
    written = []
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            if rows := [tuple(map(_as_written, row)) for row in cursor.fetchall()]:
                written.append((table, columns, rows))
    return written


def _as_written(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


@contextmanager
def _triggers_aside(cursor: Any) -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql IS NOT NULL")
    triggers = cursor.fetchall()
    for name, _ in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        cursor.execute(sql)
