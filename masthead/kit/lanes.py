"""Lanes of the job queue: kinds of work that never wait for one another, each with threads of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum


class Lane(StrEnum):
    """One lane: jobs of different lanes share no thread, so whatever holds one up holds up no other.

    Its value is the name of its queue in the database.
    """

    HOUSE = "default"  # short work on the database; libraries' jobs, such as the search index's, are here too
    BULK = "bulk"  # long work on the database: data exports, erasure, telling many, sweeping up
    CODES = "codes"  # mail that somebody is waiting for
    MAIL = "mail"  # every other mail
    PAYMENTS = "payments"  # what payment providers tell us, and what we ask them
    OUTSIDE = "outside"  # other people's servers: mentions, links

    @property
    def may_wait(self) -> bool:
        """Whether its jobs may wait for another machine."""
        return self not in {Lane.HOUSE, Lane.BULK}


_lane_in_work: ContextVar[Lane | None] = ContextVar("lane_in_work", default=None)


@contextmanager
def working_in(lane: Lane) -> Iterator[None]:
    """What runs inside is work of this lane."""
    token = _lane_in_work.set(lane)
    try:
        yield
    finally:
        _lane_in_work.reset(token)


def lane_of(queue_name: str) -> Lane:
    """The lane of a queue; the house's for a queue that no version knows any more: nothing is left."""
    try:
        return Lane(queue_name)
    except ValueError:
        return Lane.HOUSE


def ensure_lane_may_wait() -> None:
    """Pass, unless a job is running whose lane never waits for another machine.

    :raises RuntimeError: one is; give the job another lane
    """
    lane = _lane_in_work.get()
    if lane is not None and not lane.may_wait:
        raise RuntimeError(f"A job of the lane {lane.name} waits for another machine; it belongs in another.")
