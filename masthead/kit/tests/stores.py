"""A database of its own that several processes and threads can open at once: a copy of the test database."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
from django.db import connection, connections
from django.db.utils import load_backend

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60  # seconds a test waits for a condition before it gives up


@contextlib.contextmanager
def shared_store(folder: Path) -> Iterator[str]:
    """Let `default` be a fresh copy of the test database meanwhile; yields its DATABASE_URL."""
    original = connections["default"]
    copy_of = _copy_of_sqlite if original.vendor == "sqlite" else _copy_of_postgresql
    with copy_of(original, folder) as (name, address), _at_hand(name):
        yield address


@contextlib.contextmanager
def store_from(sql: str, folder: Path) -> Iterator[None]:
    """Let `default` be the database which this SQL makes of an empty one meanwhile."""
    original = connections["default"]
    if original.vendor == "sqlite":
        file = str(folder / f"{uuid4().hex}.sqlite3")
        with contextlib.closing(sqlite3.connect(file)) as database:
            database.executescript(sql)
        with _at_hand(file):
            yield
        return
    with _copy_of_postgresql(original, folder, template="template0") as (name, address):
        with psycopg.connect(address, autocommit=True) as database:
            database.execute(sql)
        with _at_hand(name):
            yield


@contextlib.contextmanager
def _at_hand(name: str) -> Iterator[None]:
    original, settings = connections["default"], connections.settings["default"]
    other = {**settings, "NAME": name}
    connections.settings["default"] = other
    connections["default"] = load_backend(other["ENGINE"]).DatabaseWrapper(other, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = original
        connections.settings["default"] = settings


def at_once(actions: list[Callable[[], object]]) -> None:
    """Do all of it at the same moment, each on a connection of its own; what fails, fails the test."""
    start = threading.Barrier(len(actions))

    def act(action: Callable[[], object]) -> None:
        try:
            start.wait()
            action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as threads:
        done = [threads.submit(act, action) for action in actions]
    for each in done:
        each.result()  # or what it failed with


@contextlib.contextmanager
def _copy_of_sqlite(original: Any, folder: Path) -> Iterator[tuple[str, str]]:
    file = folder / f"{uuid4().hex}.sqlite3"
    with original.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    yield str(file), f"sqlite:///{file}"


@contextlib.contextmanager
def _copy_of_postgresql(original: Any, folder: Path, *, template: str = "") -> Iterator[tuple[str, str]]:
    name, template = f"copy_{uuid4().hex}", template or original.settings_dict["NAME"]
    original.close()
    with original._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    known = original.settings_dict
    where = f"{known['HOST'] or 'localhost'}:{known['PORT'] or 5432}"
    user = quote(known["USER"]) + (f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else "")
    try:
        yield name, f"postgresql://{user}@{where}/{name}"
    finally:
        connections["default"].close()
        with original._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def until(condition: Callable[[], Any]) -> Any:
    """Poll until `condition` holds, and return what it returned."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := condition()):
        assert time.monotonic() < deadline, "It did not come true in time."
        time.sleep(0.02)
    return answer


@contextlib.contextmanager
def process(code: str, *, database: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Run `code` in a real process of its own on that database, after `django.setup()`; killed at the end."""
    child = subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "tests.settings"),
            "DATABASE_URL": database,
            **environment,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()
