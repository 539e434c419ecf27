"""The finished pages in memory: found by address, dropped by tag, never kept past a drop they missed."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from masthead.frontdoor.pages import Page
from masthead.paywall.decisions import Piece

Address = tuple[str, str]  # host and path
MOST_DROPS_REMEMBERED = 20_000


@dataclass(slots=True)
class Shown:
    """What is kept at one address: the piece that stands there, if one does, and its pages by variant."""

    piece: Piece | None
    pages: dict[str, Page] = field(default_factory=dict)


class Shelf:
    """At most `most_bytes` of pages; what was asked for longest ago goes first.

    Asked from the event loop, dropped from any thread.
    """

    def __init__(self, *, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes_held = 0
        self._lock = threading.Lock()
        self._shown: OrderedDict[Address, Shown] = OrderedDict()
        self._addresses: dict[str, set[Address]] = {}
        self._moment = 0
        self._dropped_at: dict[str, int] = {}
        self._everything_dropped_at = 0

    def ticket(self) -> int:
        """To be taken before a page is built, and shown when it is put here."""
        return self._moment

    def at(self, address: Address) -> Shown | None:
        """What is kept there."""
        with self._lock:
            shown = self._shown.get(address)
            if shown is not None:
                self._shown.move_to_end(address)
            return shown

    def put(self, address: Address, *, variant: str, piece: Piece | None, page: Page, ticket: int) -> bool:
        """Keep a page, unless one of its tags was dropped after `ticket` was taken: then it shows what was.

        Returns whether it is kept. Where the piece at the address is not the one known so far, all that was
        known goes: one of the two is older, and nothing says which.
        """
        with self._lock:
            if self._is_stale(page.tags, ticket) or page.size > self.most_bytes // 4:
                return False
            shown = self._shown.get(address)
            if shown is not None and shown.piece != piece:
                self._remove(address)
                return False
            if shown is None:
                shown = self._shown[address] = Shown(piece=piece)
            if variant in shown.pages:
                self.bytes_held -= shown.pages[variant].size
            shown.pages = {**shown.pages, variant: page}
            self.bytes_held += page.size
            for tag in page.tags:
                self._addresses.setdefault(tag, set()).add(address)
            self._shown.move_to_end(address)
            while self.bytes_held > self.most_bytes:
                self._remove(next(iter(self._shown)))
            return True

    def drop(self, tags: Iterable[str]) -> None:
        """Forget every page that bears one of these tags, and refuse those now being built."""
        with self._lock:
            self._moment += 1
            for tag in tags:
                self._dropped_at[tag] = self._moment
                for address in self._addresses.pop(tag, set()):
                    self._remove(address)
            if len(self._dropped_at) > MOST_DROPS_REMEMBERED:
                self._dropped_at.clear()
                self._everything_dropped_at = self._moment

    def clear(self) -> None:
        """Forget everything, and refuse what is now being built."""
        with self._lock:
            self._moment += 1
            self._everything_dropped_at = self._moment
            self._dropped_at.clear()
            self._shown.clear()
            self._addresses.clear()
            self.bytes_held = 0

    def __len__(self) -> int:
        return sum(len(shown.pages) for shown in list(self._shown.values()))

    def _is_stale(self, tags: Iterable[str], ticket: int) -> bool:
        if ticket < self._everything_dropped_at:
            return True
        return any(self._dropped_at.get(tag, -1) > ticket for tag in tags)

    def _remove(self, address: Address) -> None:
        shown = self._shown.pop(address, None)
        if shown is None:
            return
        for page in shown.pages.values():
            self.bytes_held -= page.size
            for tag in page.tags:
                addresses = self._addresses.get(tag)
                if addresses is not None:
                    addresses.discard(address)
                    if not addresses:
                        del self._addresses[tag]
