"""The finished pages in memory: found by address, dropped by dependency and age, never kept past a change."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from masthead.frontdoor.cached_page import CachedPage
from masthead.kit.clock import monotonic_seconds
from masthead.kit.dependencies import keys_made_untrue
from masthead.paywall.decide import Piece

CacheKey = tuple[str, str]  # host and path
MAX_REMEMBERED_INVALIDATIONS = 20_000
LONGEST_SECONDS = 300.0  # a page speaks of time passing too, and no invalidation is missed for ever


@dataclass(slots=True)
class CacheEntry:
    """A cache entry: the piece at this address, if there is one, and its cached pages by variant."""

    piece: Piece | None
    since: float  # when the first of its pages was built
    pages: dict[str, CachedPage] = field(default_factory=dict)


class PageCache:
    """An LRU cache of at most `max_bytes`.

    Read from the event loop, invalidated from any thread.
    """

    def __init__(self, *, max_bytes: int, clock: Callable[[], float] = monotonic_seconds) -> None:
        self._clock = clock
        self.max_bytes = max_bytes
        self.size = 0
        self._lock = threading.Lock()
        self._entries: OrderedDict[CacheKey, CacheEntry] = OrderedDict()
        self._keys_by_dependency: dict[str, set[CacheKey]] = {}
        self._generation = 0
        self._invalidated_at: dict[str, int] = {}
        self._all_invalidated_at = 0

    def generation(self) -> int:
        """The number of invalidations so far: taken before a page is built, and compared in `put`."""
        return self._generation

    def get(self, address: CacheKey) -> CacheEntry | None:
        """The entry, or None; one that is old is built anew, whatever was heard of it."""
        with self._lock:
            entry = self._entries.get(address)
            if entry is not None and self._clock() - entry.since > LONGEST_SECONDS:
                self._remove(address)
                return None
            if entry is not None:
                self._entries.move_to_end(address)
            return entry

    def put(
        self, address: CacheKey, *, variant: str, piece: Piece | None, page: CachedPage, generation: int
    ) -> bool:
        """Keep a page, unless something it depends on changed after `generation` was read.

        Returns whether it is cached. Where the piece at the address is not the one cached so far, the whole
        entry is removed: one of the two is older, and nothing says which.
        """
        with self._lock:
            if self._is_stale(page.keys, generation) or page.size > self.max_bytes // 4:
                return False
            entry = self._entries.get(address)
            if entry is not None and entry.piece != piece:
                self._remove(address)
                return False
            if entry is None:
                entry = self._entries[address] = CacheEntry(piece=piece, since=self._clock())
            if variant in entry.pages:
                self.size -= entry.pages[variant].size
            entry.pages = {**entry.pages, variant: page}
            self.size += page.size
            for key in page.keys:
                self._keys_by_dependency.setdefault(key, set()).add(address)
            self._entries.move_to_end(address)
            while self.size > self.max_bytes:
                self._remove(next(iter(self._entries)))
            return True

    def invalidate(self, dependencies: Iterable[str]) -> None:
        """Forget every page that depends on one of these, and refuse those now being built."""
        with self._lock:
            self._generation += 1
            for key in {key for changed in dependencies for key in keys_made_untrue(changed)}:
                self._invalidated_at[key] = self._generation
                for address in self._keys_by_dependency.pop(key, set()):
                    self._remove(address)
            if len(self._invalidated_at) > MAX_REMEMBERED_INVALIDATIONS:
                self._invalidated_at.clear()
                self._all_invalidated_at = self._generation

    def clear(self) -> None:
        """Remove everything, and refuse what is now being built."""
        with self._lock:
            self._generation += 1
            self._all_invalidated_at = self._generation
            self._invalidated_at.clear()
            self._entries.clear()
            self._keys_by_dependency.clear()
            self.size = 0

    def __len__(self) -> int:
        return sum(len(entry.pages) for entry in list(self._entries.values()))

    def _is_stale(self, keys: Iterable[str], generation: int) -> bool:
        if generation < self._all_invalidated_at:
            return True
        return any(self._invalidated_at.get(key, -1) > generation for key in keys)

    def _remove(self, address: CacheKey) -> None:
        entry = self._entries.pop(address, None)
        if entry is None:
            return
        for page in entry.pages.values():
            self.size -= page.size
            for key in page.keys:
                addresses = self._keys_by_dependency.get(key)
                if addresses is not None:
                    addresses.discard(address)
                    if not addresses:
                        del self._keys_by_dependency[key]
