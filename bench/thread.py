"""What the first page of a discussion costs at 100 comments and at 100,000, in queries and in work done by
the database.

Both threads show the same comments on their first page. Work is counted, not timed: steps of SQLite's virtual
machine
through its progress handler, blocks touched in PostgreSQL through EXPLAIN (ANALYZE, BUFFERS).
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from masthead.discussion.models import Thread

SMALL, LARGE = 100, 100_000
ROUNDS = 20


def figures() -> dict[str, float]:
    """Names and figures, for SQLite and, where one is named, for PostgreSQL (ending in `_postgresql`)."""
    with tempfile.TemporaryDirectory() as folder:
        found = _measured_in_a_process_of_its_own(f"sqlite:///{folder}/bench.sqlite3", folder)
        server = _postgresql()
        if server:
            there = _measured_in_a_process_of_its_own(server, folder)
            found |= {f"{name}_postgresql": figure for name, figure in there.items()}
    return found


def _postgresql() -> str:
    named = (os.environ.get("BENCH_POSTGRES_URL", ""), os.environ.get("DATABASE_URL", ""))
    return next((address for address in named if address.startswith(("postgres://", "postgresql://"))), "")


def _measured_in_a_process_of_its_own(database: str, folder: str) -> dict[str, float]:
    environment = os.environ | {
        "DATABASE_URL": database,
        "DATA_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    command = [sys.executable, "-W", "ignore", "-m", "bench.thread"]
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, check=True, cwd=Path(__file__).parent.parent
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Make a database, grow both threads, print the figures as a line of JSON, take the database away."""
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        print(json.dumps(_measure()))
    finally:
        connection.creation.destroy_test_db(str(name), verbosity=0)


def _measure() -> Mapping[str, float]:
    began = time.monotonic()
    threads = {LARGE: _grown(LARGE)}
    found: dict[str, float] = {"thread_grow_seconds": round(time.monotonic() - began, 1)}
    threads[SMALL] = _grown(SMALL)
    _settle(threads[SMALL])
    for size, thread in threads.items():
        found[f"thread_queries_{size}"] = queries_of_page(thread)
        found[f"thread_shown_{size}"] = _first_page(thread)().shown
        found[f"thread_work_{size}"] = work_of(_first_page(thread))
        found[f"thread_ms_{size}"] = _milliseconds(_first_page(thread))
    found["thread_rows_ratio"] = round(ratio(found), 3)
    return found


def ratio(found: Mapping[str, float]) -> float:
    """Work per comment shown, the large thread's against the small one's."""
    per_comment = {
        size: found[f"thread_work_{size}"] / found[f"thread_shown_{size}"] for size in (SMALL, LARGE)
    }
    return per_comment[LARGE] / per_comment[SMALL]


def _grown(size: int) -> "Thread":
    from django.utils import timezone

    from bench.comment_generator import AUTHORS, authors_for_growth, generate_comments
    from masthead.discussion import operations

    now = timezone.now()
    thread = operations.open_thread(key=f"bench:{size}", address="/", title=f"{size:,} comments", now=now)
    authors = authors_for_growth(thread=thread, number=AUTHORS, now=now)
    generate_comments(thread=thread, authors=authors, count=size, seed=1, now=now)
    thread.refresh_from_db()
    return thread


def _first_page(thread: "Thread") -> Callable[[], Any]:
    from django.utils import timezone

    from masthead.discussion import queries

    return lambda: queries.first_page(thread=thread, now=timezone.now())


def queries_of_page(thread: "Thread") -> int:
    """How many queries the thread's page costs a stranger, everything included, once the process is warm."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    address = thread.get_absolute_url()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    return len(captured)


def work_of(read: Callable[[], Any]) -> int:
    """The work the database does for `read`: steps on SQLite, blocks on PostgreSQL."""
    from django.db import connection

    read()
    return _steps(read) if connection.vendor == "sqlite" else _blocks(read)


def _steps(read: Callable[[], Any]) -> int:
    from django.db import connection

    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(count, 1)
    try:
        read()
    finally:
        connection.connection.set_progress_handler(None, 1)
    return steps


def _blocks(read: Callable[[], Any]) -> int:
    from django.db import connection

    blocks = 0

    def explain(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Mapping[str, Any]
    ) -> Any:
        nonlocal blocks
        cursor = context["cursor"].cursor
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
        plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
        blocks += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        read()
    return blocks


def _settle(small: "Thread") -> None:
    """PostgreSQL keeps the small thread as a site does that has many, and its own housekeeping has run.

    Grown at once, its hundred rows lie side by side in a few blocks, which flatters it. In life they are
    written over days, between those of other threads.
    """
    from django.db import connection

    if connection.vendor == "postgresql":
        scatter(small)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def scatter(thread: "Thread") -> None:
    """The thread's rows lie among those of another thread, in no order."""
    from django.db.models import F
    from django.utils import timezone

    from bench.comment_generator import authors_for_growth, generate_comments
    from masthead.discussion import operations
    from masthead.discussion.models import Comment

    now = timezone.now()
    neighbour = operations.open_thread(key="bench:neighbour", address="/", title="Next door", now=now)
    authors = authors_for_growth(thread=neighbour, number=3, now=now)
    ids = list(Comment.objects.filter(thread=thread).values_list("pk", flat=True))
    random.Random(1).shuffle(ids)
    for number, pk in enumerate(ids):
        generate_comments(thread=neighbour, authors=authors, count=15, seed=number, now=now)
        Comment.objects.filter(pk=pk).update(idempotency_key=F("idempotency_key"))  # written anew, further on


def _milliseconds(read: Callable[[], Any]) -> float:
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        read()
        times.append(1000 * (time.perf_counter() - began))
    return round(statistics.median(times), 1)


if __name__ == "__main__":
    main()
