"""A machine's clock may be wrong for a while and right again: a bad time server, a dead battery.

What was written meanwhile lies in the future afterwards. Two rules keep that from stopping anything:

- A stored moment that its own rule could not have written yet says nothing (`is_from_the_future`). Every
  look at a lease, a limit, a pass or the schedule asks.
- What deletes and publishes by the clock waits while the clock has lately jumped (`ClockWatch`).
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

SKEW = timedelta(minutes=10)  # so far the clocks of machines that share a database may lie apart
SETTLES_AFTER = timedelta(minutes=5)  # a clock that has jumped and stayed there for so long is believed


def monotonic_seconds() -> float:
    """Monotonic seconds that also count while the machine sleeps, where the system has such a clock."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def is_from_the_future(moment: datetime | None, now: datetime) -> bool:
    """Whether `moment`, which was the present when it was written, was written by a clock that ran ahead."""
    return moment is not None and moment > now + SKEW


class ClockWatch:
    """Compares the clock with the seconds that have really passed. Not to be shared by threads."""

    def __init__(self, seconds: Callable[[], float] = monotonic_seconds) -> None:
        self._seconds = seconds
        # The clock's distance from the seconds, when it was last believed.
        self._believed: float | None = None
        self._seen = 0.0
        self._seen_since = 0.0

    def is_steady(self, now: datetime) -> bool:
        """Whether `now` may be believed: it goes on from what was believed, or has stayed for minutes."""
        seconds = self._seconds()
        distance = now.timestamp() - seconds
        if self._believed is None:
            self._believed = self._seen = distance
        if not _is_near(distance, self._seen):
            self._seen, self._seen_since = distance, seconds
        settled = seconds - self._seen_since >= SETTLES_AFTER.total_seconds()
        if settled or _is_near(distance, self._believed):
            self._believed = self._seen = distance
        return _is_near(distance, self._believed)


def _is_near(distance: float, other: float) -> bool:
    return abs(distance - other) <= SKEW.total_seconds()
