"""The line between our rows and the outside world: no network call while a transaction is open."""

from django.db import connections


class NetworkInsideTransaction(RuntimeError):  # noqa: N818 - it names what happened
    """Somebody was about to wait for the outside world while holding locks. That is a bug."""


def outside_transactions() -> None:
    """Stop the caller if a transaction is open; everything that talks to another machine calls this first.

    With one SQLite file a second writer would wait out its timeout while a stranger's server thinks. The
    transaction that a TestCase wraps around a whole test does not count: Django marks it as such.

    :raises NetworkInsideTransaction: a transaction is open on one of this thread's connections
    """
    for connection in connections.all(initialized_only=True):
        # The same two attributes that Django's own `atomic(durable=True)` reads.
        if connection.atomic_blocks and not getattr(connection.atomic_blocks[-1], "_from_testcase", False):
            raise NetworkInsideTransaction(
                f"A transaction is open on the {connection.alias!r} database. Fetch, then lock, then write."
            )
