"""What this process knows without asking: the finished pages, the raised versions, the meter's policy.

One thread keeps it true by asking the database twice a second. While that fails, nothing here is believed.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from masthead.articles import queries as articles
from masthead.frontdoor import queries
from masthead.frontdoor.shelf import Shelf
from masthead.paywall import queries as paywall
from masthead.paywall.decisions import Policy
from masthead.people import queries as people

logger = logging.getLogger("masthead.frontdoor")

POLL_SECONDS = 0.5
BELIEVED_SECONDS = 1.5  # with the poll before it, losing access is felt within two seconds
PASSES_LIVE = timedelta(hours=1)  # longer than any pass: what older raises made void has expired
LONGEST_TRANSACTION = timedelta(minutes=2)  # a row may appear this long after the moment written in it
MOST_BYTES = 64 * 1024 * 1024
POLICY = "policy"  # the tag on which every closed page depends
PUBLICATION = "publication"  # the tag on which every page depends: its header


def seconds() -> float:
    """A clock that nobody sets and that runs on while the machine sleeps, where there is one."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Memory:
    """Believed while `is_fresh`."""

    def __init__(
        self,
        *,
        most_bytes: int = MOST_BYTES,
        clock: Callable[[], float] = seconds,
        now: Callable[[], datetime] = timezone.now,
    ) -> None:
        self.shelf = Shelf(most_bytes=most_bytes)
        self.policy: Policy | None = None
        self._policy_changes = 0
        self._clock, self._now = clock, now
        self._versions: dict[int, int] = {}
        self._lock = threading.Lock()
        self._marks_seen: dict[int, float] = {}
        self._marks_floor = 0
        self._read_at = float("-inf")  # when the newest successful look began
        self._looked_at: datetime | None = None
        self._all_versions_at = float("-inf")
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    # --- asked by the door ---------------------------------------------------------------------------

    def is_fresh(self) -> bool:
        """Whether what is known here is at most a second and a half old."""
        return self._clock() - self._read_at <= BELIEVED_SECONDS

    def least_version_of(self, person_id: int) -> int:
        """The version below which this person's passes are void, as far as it was raised in the last hour."""
        return self._versions.get(person_id, 0)

    # --- told at once by the process that committed --------------------------------------------------

    def forget(self, tags: Iterable[str], *, marks: Iterable[int] = ()) -> None:
        """Drop these tags now; the marks that say so need not be heard again."""
        tags = list(tags)
        with self._lock:
            self._marks_seen.update(dict.fromkeys(marks, self._clock()))
        self._drop(tags)

    def raise_version(self, person_id: int, version: int) -> None:
        """Hold passes of this person below `version` for void."""
        with self._lock:
            self._versions[person_id] = max(version, self._versions.get(person_id, 0))

    # --- kept true by one thread ---------------------------------------------------------------------

    def look(self) -> None:
        """Read once what has changed. Raises whatever the database raises; then nothing new is believed."""
        began, now = self._clock(), self._now()
        if self._has_slept(now):
            self._begin_again()
        self._look_at_versions(began, now)
        self._look_at_marks(began)
        self._look_at_policy()
        self._read_at, self._looked_at = began, now

    def start(self) -> None:
        """Look once, then twice a second, in a thread of its own; returns after the first look."""
        self._stopping.clear()
        looked = threading.Event()
        self._thread = threading.Thread(
            target=self._keep_looking, args=(looked,), name="front door memory", daemon=True
        )
        self._thread.start()
        looked.wait(timeout=10)

    def stop(self) -> None:
        """Stop looking; nothing is believed any more."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=1)
        self._read_at = float("-inf")

    def _keep_looking(self, looked: threading.Event) -> None:
        try:
            while not self._stopping.is_set():
                self._look_quietly()
                looked.set()
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()
        finally:
            with suppress(Exception):  # the process is on its way out
                connection.close()

    def _look_quietly(self) -> None:
        try:
            self.look()
        except Exception:
            logger.exception(
                "The front door cannot read what has changed, so it keeps nothing back from Django."
            )
            with suppress(Exception):
                connection.close()

    def _look_at_versions(self, began: float, now: datetime) -> None:
        everything = began - self._all_versions_at > LONGEST_TRANSACTION.total_seconds() / 2
        before = dict(self._versions)
        raised = people.raised_since(now - (PASSES_LIVE if everything else LONGEST_TRANSACTION))
        with self._lock:
            if everything:
                self._all_versions_at = began
                heard = {row.person_id for row in raised}
                over = [
                    pk
                    for pk, version in before.items()
                    if pk not in heard and self._versions.get(pk) == version
                ]
                for person_id in over:
                    del self._versions[person_id]
            for row in raised:
                self._versions[row.person_id] = max(row.version, self._versions.get(row.person_id, 0))

    def _look_at_policy(self) -> None:
        if self.policy is not None:
            return
        changes = self._policy_changes
        policy = paywall.policy()
        with self._lock:
            if changes == self._policy_changes:  # else it changed while it was being read
                self.policy = policy

    def _look_at_marks(self, began: float) -> None:
        marks = queries.marks_after(self._marks_floor)
        with self._lock:
            new = [(pk, tag) for pk, tag in marks if pk not in self._marks_seen]
            self._marks_seen.update((pk, began) for pk, _ in new)
            # PostgreSQL hands out numbers before the commit, so a lower one may appear after a higher one.
            settled = [
                pk
                for pk, seen in self._marks_seen.items()
                if began - seen > LONGEST_TRANSACTION.total_seconds()
            ]
            self._marks_floor = max([self._marks_floor, *settled])
            self._marks_seen = {pk: seen for pk, seen in self._marks_seen.items() if pk > self._marks_floor}
        if new:
            self._drop([tag for _, tag in new])

    def _drop(self, tags: list[str]) -> None:
        if PUBLICATION in tags:
            articles.forget_masthead_line()  # first, so that no page built with the old one is kept
        if POLICY in tags:
            with self._lock:
                self._policy_changes += 1
                self.policy = None
            self.shelf.clear()
            self._wake.set()
        self.shelf.drop(tags)

    def _has_slept(self, now: datetime) -> bool:
        """The first look, and the first one after the machine slept through marks that may be gone by now."""
        return self._looked_at is None or abs(now - self._looked_at) > LONGEST_TRANSACTION

    def _begin_again(self) -> None:
        self.policy = None
        self.shelf.clear()
        self._all_versions_at = float("-inf")
        newest = queries.latest_mark_id()
        with self._lock:
            self._marks_floor, self._marks_seen = max(0, newest - 1000), {}


MEMORY = Memory()
