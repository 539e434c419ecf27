"""The state of this process: cached pages, raised access versions, the meter's policy.

One thread refreshes it from the database twice a second. While that fails, nothing is served from the cache.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from masthead.frontdoor import queries
from masthead.frontdoor.cache import PageCache
from masthead.kit import cached_values
from masthead.kit.clock import monotonic_seconds
from masthead.paywall import queries as paywall
from masthead.paywall.decide import LONGEST_PASS, Policy
from masthead.paywall.dependencies import MeterPolicy
from masthead.people import queries as people

logger = logging.getLogger("masthead.frontdoor")

POLL_SECONDS = 0.5
FRESH_SECONDS = 1.5  # with the poll before it, losing access is felt within two seconds
LONGEST_TRANSACTION = timedelta(minutes=2)  # a row may appear this long after the moment written in it
MAX_CACHE_BYTES = 64 * 1024 * 1024
POLICY_DEPENDENCY = str(MeterPolicy())


class ProcessState:
    """Used only while `is_fresh`."""

    def __init__(
        self,
        *,
        max_bytes: int = MAX_CACHE_BYTES,
        clock: Callable[[], float] = monotonic_seconds,
        now: Callable[[], datetime] = timezone.now,
    ) -> None:
        self.cache = PageCache(max_bytes=max_bytes)
        self.policy: Policy | None = None
        self._policy_changes = 0
        self._clock, self._now = clock, now
        self._versions: dict[int, int] = {}
        self._lock = threading.Lock()
        self._seen: dict[int, float] = {}
        self._floor = 0
        self._read_at = float("-inf")  # when the newest successful refresh began
        self._looked_at: datetime | None = None
        self._all_versions_at = float("-inf")
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._also_refresh: Callable[[], object] = lambda: None

    # --- read for each request ---------------------------------------------------------------------------

    def is_fresh(self) -> bool:
        """Whether the state is at most a second and a half old."""
        return self._clock() - self._read_at <= FRESH_SECONDS

    def min_version_of(self, person_id: int) -> int:
        """The version below which this person's passes are void, as far as it was raised in the last hour."""
        return self._versions.get(person_id, 0)

    # --- written by the process that committed --------------------------------------------------

    def invalidate(self, dependencies: Iterable[str], *, invalidation_ids: Iterable[int] = ()) -> None:
        """Drop pages that depend on these now; the invalidations `known` need not be heard again."""
        changed = list(dependencies)
        with self._lock:
            self._seen.update(dict.fromkeys(invalidation_ids, self._clock()))
        self._invalidate(changed)

    def raise_version(self, person_id: int, version: int) -> None:
        """Passes of this person below `version` are void from now on."""
        with self._lock:
            self._versions[person_id] = max(version, self._versions.get(person_id, 0))

    # --- refreshed by one thread ---------------------------------------------------------------------

    def refresh(self) -> None:
        """Read once what has changed. Raises whatever the database raises; then the state goes stale."""
        began, now = self._clock(), self._now()
        if self._has_missed_polls(now):
            self._reset()
        self._refresh_versions(began, now)
        self._look_at_invalidations(began)
        self._refresh_policy()
        self._also_refresh()
        self._read_at, self._looked_at = began, now

    def also_refresh(self, read: Callable[[], object]) -> None:
        """Call this too, in the same thread, whenever the state has been refreshed."""
        self._also_refresh = read

    def start(self) -> None:
        """Refresh once, then twice a second, in a thread; returns after the first refresh."""
        self._stopping.clear()
        looked = threading.Event()
        self._thread = threading.Thread(
            target=self._poll, args=(looked,), name="front door state", daemon=True
        )
        self._thread.start()
        looked.wait(timeout=10)

    def stop(self) -> None:
        """Stop refreshing; the state is stale from now on."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=1)
        self._read_at = float("-inf")

    def _poll(self, looked: threading.Event) -> None:
        try:
            while not self._stopping.is_set():
                self._refresh_and_log()
                looked.set()
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()
        finally:
            with suppress(Exception):  # the process is on its way out
                connection.close()

    def _refresh_and_log(self) -> None:
        try:
            self.refresh()
        except Exception:
            logger.exception("The front door cannot refresh its state, so every request goes to Django.")
            with suppress(Exception):
                connection.close()

    def _refresh_versions(self, began: float, now: datetime) -> None:
        everything = began - self._all_versions_at > LONGEST_TRANSACTION.total_seconds() / 2
        before = dict(self._versions)
        raised = people.access_versions_raised_since(
            now - (LONGEST_PASS if everything else LONGEST_TRANSACTION)
        )
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

    def _refresh_policy(self) -> None:
        if self.policy is not None:
            return
        changes = self._policy_changes
        policy = paywall.policy()
        with self._lock:
            if changes == self._policy_changes:  # else it changed while it was being read
                self.policy = policy

    def _look_at_invalidations(self, began: float) -> None:
        found = queries.invalidations_after(self._floor)
        with self._lock:
            new = [(pk, dependency) for pk, dependency in found if pk not in self._seen]
            self._seen.update((pk, began) for pk, _ in new)
            # PostgreSQL assigns ids before the commit, so a lower one may appear after a higher one.
            settled = [
                pk for pk, seen in self._seen.items() if began - seen > LONGEST_TRANSACTION.total_seconds()
            ]
            self._floor = max([self._floor, *settled])
            self._seen = {pk: seen for pk, seen in self._seen.items() if pk > self._floor}
        cached_values.refresh()  # after reading what changed, and before any page is built anew
        if new:
            self._invalidate([dependency for _, dependency in new])

    def _invalidate(self, dependencies: list[str]) -> None:
        if POLICY_DEPENDENCY in dependencies:
            with self._lock:
                self._policy_changes += 1
                self.policy = None
            self.cache.clear()
            self._wake.set()
        self.cache.invalidate(dependencies)

    def _has_missed_polls(self, now: datetime) -> bool:
        """Whether invalidations may have been missed: at the first refresh, and after the machine slept."""
        return self._looked_at is None or abs(now - self._looked_at) > LONGEST_TRANSACTION

    def _reset(self) -> None:
        self.policy = None
        self.cache.clear()
        self._all_versions_at = float("-inf")
        newest = queries.latest_invalidation_id()
        with self._lock:
            self._floor, self._seen = max(0, newest - 1000), {}


STATE = ProcessState()
