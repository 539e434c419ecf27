"""No network call, no work on pictures and no file written while a database transaction is open."""

from django.db import connections

from masthead.kit.lanes import ensure_lane_may_wait


class SlowWorkInsideTransaction(RuntimeError):
    """Something slow was about to begin while a transaction holds locks. That is a bug."""

    advice = "Do it first, then lock, then write."


class NetworkInsideTransaction(SlowWorkInsideTransaction):
    """A network call was about to begin while a transaction holds locks."""

    advice = "Fetch, then lock, then write."


class FilesInsideTransaction(SlowWorkInsideTransaction):
    """A picture was about to be drawn, or a file to be stored, while a transaction holds locks."""

    advice = "Draw and store, then lock, then write the rows."


def ensure_may_reach_out() -> None:
    """Raise unless this is a place from which another machine may be called; every network call asks first.

    :raises NetworkInsideTransaction: a transaction is open
    :raises RuntimeError: a job is running whose lane never waits for another machine
    """
    ensure_no_transaction()
    ensure_lane_may_wait()


def ensure_no_transaction(error: type[SlowWorkInsideTransaction] = NetworkInsideTransaction) -> None:
    """Raise `error` if a transaction is open; whoever stores a file or draws a picture asks first.

    With one SQLite file a second writer would wait out its timeout while a stranger's server thinks or a
    large picture is drawn. The transaction that a TestCase wraps around a whole test does not count: Django
    marks it as such.

    :raises SlowWorkInsideTransaction: a transaction is open on one of this thread's connections
    """
    if is_open():
        raise error(f"A transaction is open. {error.advice}")


def is_open() -> bool:
    """Whether a transaction is open on one of this thread's connections."""
    return any(
        # The same two attributes that Django's own `atomic(durable=True)` reads.
        connection.atomic_blocks and not getattr(connection.atomic_blocks[-1], "_from_testcase", False)
        for connection in connections.all(initialized_only=True)
    )
