"""Everything the server keeps, in one SQLite database: a file that outlives a restart, or memory."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from masthead.payments.local_stripe.shapes import Obj

TABLES = """
create table if not exists objects (
    seq integer primary key autoincrement, id text unique not null, kind text not null,
    created integer not null, body text not null
);
create index if not exists by_kind on objects (kind, seq);
create index if not exists by_customer on objects (kind, json_extract(body, '$.customer'));
create index if not exists by_subscription on objects (kind, json_extract(body, '$.subscription'));
create index if not exists by_invoice on objects (kind, json_extract(body, '$.invoice'));
create index if not exists by_intent on objects (kind, json_extract(body, '$.payment_intent'));
create index if not exists by_charge on objects (kind, json_extract(body, '$.charge'));
create index if not exists by_owner on objects (kind, json_extract(body, '$._subscription'));
create index if not exists by_own_intent on objects (kind, json_extract(body, '$._intent'));
create index if not exists by_session on objects (kind, json_extract(body, '$._session'));
create index if not exists by_email on objects (kind, json_extract(body, '$.email'));
create index if not exists by_about on objects (kind, json_extract(body, '$._about'));
create table if not exists agenda (
    seq integer primary key autoincrement, at integer not null, clock text not null, what text not null,
    ref text not null
);
create index if not exists agenda_by_time on agenda (clock, at);
create index if not exists agenda_by_ref on agenda (ref, what);
create table if not exists deliveries (
    seq integer primary key autoincrement, at integer not null, place real not null, event text not null,
    endpoint text not null, state text not null, tries integer not null, first_at integer not null,
    answer integer, old text
);
create index if not exists deliveries_by_time on deliveries (state, at, place);
create index if not exists deliveries_by_event on deliveries (event);
create table if not exists requests (
    key text primary key, digest text not null, status integer not null, body text not null,
    at integer not null
);
create table if not exists settings (name text primary key, value text not null);
"""


class Store:
    """One connection behind one lock: whoever is inside `transaction` is alone."""

    def __init__(self, database: Path | None) -> None:
        self.lock = RLock()
        self.connection = sqlite3.connect(
            str(database) if database else ":memory:", check_same_thread=False, isolation_level=None
        )
        if database:
            self.connection.execute("pragma journal_mode = wal")
            self.connection.execute("pragma synchronous = normal")
        self.connection.executescript(TABLES)

    def close(self) -> None:
        """Nothing is read or written afterwards."""
        with self.lock:
            self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside stays, or, when something is raised, nothing of it."""
        with self.lock:
            self.connection.execute("begin immediate")
            try:
                yield
            except BaseException:
                self.connection.execute("rollback")
                raise
            self.connection.execute("commit")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a statement of ours answers."""
        with self.lock:
            return self.connection.execute(sql, values).fetchall()

    def get(self, ref: str) -> Obj | None:
        """The object with this id."""
        found = self.rows("select body from objects where id = ?", ref)
        return json.loads(found[0][0]) if found else None

    def insert(self, body: Obj) -> None:
        """A new object is kept."""
        self.rows(
            "insert into objects (id, kind, created, body) values (?, ?, ?, ?)",
            body["id"],
            body["object"],
            body.get("created") or 0,
            json.dumps(body),
        )

    def save(self, body: Obj) -> None:
        """An object is kept as it is now."""
        self.rows("update objects set body = ? where id = ?", json.dumps(body), body["id"])

    def delete(self, ref: str) -> None:
        """An object is gone."""
        self.rows("delete from objects where id = ?", ref)

    def find(self, kind: str, **equal: Any) -> list[Obj]:
        """The objects of this kind whose fields hold these values, oldest first."""
        sql, values = "select body from objects where kind = ?", [kind]
        for name, value in equal.items():
            sql += f" and json_extract(body, '$.{name}') = ?"
            values.append(value)
        return [json.loads(body) for (body,) in self.rows(f"{sql} order by seq", *values)]

    def setting(self, name: str, default: Any) -> Any:
        """A value kept under a name."""
        found = self.rows("select value from settings where name = ?", name)
        return json.loads(found[0][0]) if found else default

    def set(self, name: str, value: Any) -> None:
        """A value is kept under a name."""
        self.rows("insert or replace into settings (name, value) values (?, ?)", name, json.dumps(value))
