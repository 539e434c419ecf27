"""A database with data in it, written by a version of before, is brought to this one and goes on."""

import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from masthead import __version__
from masthead.discussion import operations as discussion
from masthead.discussion.models import Comment, Thread
from masthead.kit import append_only
from masthead.kit.tests.stores import store_from
from masthead.memberships.models import Entitlement
from masthead.memberships.queries import is_member
from masthead.people.models import Person
from masthead.publishing.models import PublicView
from masthead.setup import prepare
from tests.upgrades import publication, write

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = sorted({file.name.rsplit(".", 2)[0] for file in write.FOLDER.glob("*.sql")})
ROOMS = (
    ("rita", "/account/"),
    ("rita", "/notices/"),
    ("paul", "/account/membership/"),
    ("moe", "/moderation/"),
    ("ed", "/desk/"),
    ("ed", "/desk/pages/"),
    ("pia", "/desk/audit-log/"),
)
COLUMNS_OF_SQLITE = """
    SELECT t.name, c.name, c.type, c."notnull" FROM sqlite_master t, pragma_table_info(t.name) c
"""
INDEXES_OF_SQLITE = """
    SELECT t.name, i."unique", group_concat(c.name)
    FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
    GROUP BY t.name, i.name
"""
COLUMNS_OF_POSTGRESQL = """
    SELECT table_name, column_name, data_type, is_nullable, character_maximum_length
    FROM information_schema.columns WHERE table_schema = 'public'
"""
# Without conditions: PostgreSQL writes the same one in another way once it was dumped and read again.
INDEXES_OF_POSTGRESQL = """
    SELECT tablename, regexp_replace(indexdef, ' WHERE .*', '') FROM pg_indexes WHERE schemaname = 'public'
"""
CONSTRAINTS_OF_POSTGRESQL = """
    SELECT conrelid::regclass::text, conname, contype
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
SHAPE = {
    "sqlite": (COLUMNS_OF_SQLITE, INDEXES_OF_SQLITE),
    "postgresql": (COLUMNS_OF_POSTGRESQL, INDEXES_OF_POSTGRESQL, CONSTRAINTS_OF_POSTGRESQL),
}


@pytest.fixture(params=VERSIONS)
def upgraded(request: pytest.FixtureRequest, tmp_path: Path, transactional_db: None) -> Iterator[set[Any]]:
    """The database of that version, brought to this one; yields the shape of a new database beside it."""
    new = shape()
    text = (write.FOLDER / f"{request.param}.{connection.vendor}.sql").read_text()
    with store_from(text, tmp_path):
        prepare._migrate(lambda _: None)
        yield new


@pytest.fixture
def as_(upgraded: set[Any]) -> Any:
    """A client of whoever was signed in when the database was written; of a stranger without a name."""

    def client(handle: str = "") -> Client:
        browser = Client()
        if handle:
            browser.cookies["session"] = publication.session_key(handle)
        return browser

    return client


def shape() -> set[Any]:
    """Every column with its table and type, every index and constraint of the database at hand."""
    with connection.cursor() as cursor:
        found: set[Any] = set()
        for question in SHAPE[connection.vendor]:
            cursor.execute(question)
            found.update(cursor.fetchall())
    return found


def test_upgrade__brings_every_table_to_what_a_new_database_has(upgraded: set[Any]) -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert shape() == upgraded
    assert append_only.tables_without_triggers() == []


def test_upgrade__keeps_gate_and_sign_ins(as_: Any) -> None:
    path = PublicView.objects.get(headline="The second timetable").path
    for handle, may_read in {"": False, "rita": False, "lena": False, "mina": True}.items():
        page = as_(handle).get(path).content.decode()
        assert publication.OPEN_WORDS in page
        assert (publication.MEMBERS_WORDS in page) is may_read, handle
    for address in ("/", "/rss.xml", "/crossings/", "/search/?q=pilot", "/sitemap.xml"):
        answer = as_().get(address)
        assert answer.status_code == 200
        assert publication.MEMBERS_WORDS not in answer.content.decode()


def test_upgrade__keeps_every_room_open(as_: Any) -> None:
    for handle, address in ROOMS:
        answer = as_(handle).get(address, follow=True)
        assert answer.status_code == 200, address
        assert not any("sign-in" in step for step, _ in answer.redirect_chain), address


def test_upgrade__keeps_discussion_and_lets_it_go_on(as_: Any) -> None:
    path = PublicView.objects.get(headline="The second timetable").path
    page = as_("mina").get(path).content.decode()
    assert "So have I, and it was wet." in page
    assert "Something nobody should have to read." not in page
    before = Comment.objects.count()
    discussion.post_comment(
        author=Person.objects.get(email="mina@example.org"),
        thread=Thread.objects.get(title="The second timetable"),
        text="And now?",
        reply_to_seq=1,
        idempotency_key="after",
        now=publication.WRITTEN_AT + timedelta(days=1),
    )
    assert Comment.objects.count() == before + 1


def test_upgrade__keeps_the_ledger_and_what_it_says(upgraded: set[Any]) -> None:
    soon = publication.WRITTEN_AT + timedelta(days=1)
    handles = {"rita": False, "mina": True, "paul": True, "lena": False}
    people = {handle: Person.objects.get(email=f"{handle}@example.org") for handle in handles}
    assert {handle: is_member(person, soon) for handle, person in people.items()} == handles
    assert not is_member(people["paul"], soon + timedelta(days=60))
    with pytest.raises(DatabaseError, match="only ever added to"):
        Entitlement.objects.filter(person=people["lena"])._raw_delete("default")


def test_upgrade__starts_at_what_0_1_0_wrote() -> None:
    assert VERSIONS[0] == "0.1.0"
    for file in write.FOLDER.iterdir():
        assert file.stat().st_size <= write.MAX_BYTES


def test_release__is_named_the_same_everywhere() -> None:
    about = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert about["project"]["version"] == __version__
    (newest, *_) = re.findall(
        r"^## ([\d.]+), .*\(tag `v\1`\)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    assert newest == __version__
    assert newest in VERSIONS
