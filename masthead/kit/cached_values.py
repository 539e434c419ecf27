"""What a process caches of rows, and how every process hears that they have changed.

A value made of rows that every page and mail needs, such as the publication's name, is cached by the process
as a `CachedValue`. It says on what it depends, in the words that events use for what they changed; the
transaction that announces such an event raises the *generation* of what changed, a number in the database.
A value counts only as long as the generation it was read under is the newest that the process has heard of:
what was read before a change and is stored after it is never believed.

Processes hear of generations by `refresh`: the front door calls it twice a second, a worker before each
job, and whoever asks for a value when nobody has called it lately.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from django.db import connection, transaction
from django.db.models import F

from masthead.kit.clock import monotonic_seconds
from masthead.kit.dependencies import Dependency
from masthead.kit.models import Generation

T = TypeVar("T")
Generations = tuple[tuple[int, int], ...]  # of each thing: its number, and the changes in this process

LOOK_EVERY_SECONDS = 2.0  # where neither a front door nor a worker looks, such as behind a plain WSGI server
LONGEST_SECONDS = 60.0  # whatever was missed, by a restored backup or a row written by hand, is over then


@dataclass(frozen=True, slots=True)
class _Held(Generic[T]):
    value: T
    generations: "Generations"
    since: float


class _Known:
    """The generations this process has heard of, by what they count the changes of."""

    def __init__(self) -> None:
        self.watched: set[str] = set()
        self.numbers: dict[str, int] = {}
        self.own_changes: dict[str, int] = {}
        self.known_since: dict[str, float] = {}
        self.looked_at = float("-inf")
        self.lock = threading.Lock()

    def hear(self, numbers: dict[str, int], *, read_at: float) -> None:
        """What was read before never lowers what was heard since; a restored backup has lower numbers."""
        with self.lock:
            for name, number in numbers.items():
                if number > self.numbers.get(name, 0) or read_at > self.known_since.get(name, read_at):
                    self.numbers[name], self.known_since[name] = number, read_at
            self.looked_at = max(read_at, self.looked_at)

    def hear_own(self, name: str, number: int) -> None:
        """A transaction of this process has changed it."""
        with self.lock:
            self.numbers[name] = max(number, self.numbers.get(name, 0))
            self.own_changes[name] = self.own_changes.get(name, 0) + 1
            self.known_since[name] = monotonic_seconds()

    def generations(self, names: Iterable[str]) -> Generations:
        """The newest this process has heard of."""
        return tuple((self.numbers.get(name, 0), self.own_changes.get(name, 0)) for name in names)


_KNOWN = _Known()


class CachedValue(Generic[T]):
    """What `load` made of rows, until a row it was made of changes, in whatever process."""

    def __init__(self, load: Callable[[], T], *, depends_on: Iterable[Dependency]) -> None:
        self._load = load
        self._names = tuple(sorted({dependency.kind for dependency in depends_on}))
        self._held: _Held[T] | None = None
        _KNOWN.watched.update(self._names)

    def value(self) -> T:
        """The value as the newest generation this process has heard of has it.

        Inside a transaction nothing is cached: what is read there may never be committed.
        """
        if connection.in_atomic_block:
            return self._load()
        if monotonic_seconds() - _KNOWN.looked_at > LOOK_EVERY_SECONDS:
            refresh()
        generations = _KNOWN.generations(self._names)
        held, now = self._held, monotonic_seconds()
        if held is None or held.generations != generations or now - held.since > LONGEST_SECONDS:
            # The generations were read first: should a change come between, the next call reads once more.
            held = self._held = _Held(self._load(), generations, now)
        return held.value

    def invalidate(self) -> None:
        """Read it anew at the next call, in this process."""
        self._held = None


def refresh() -> None:
    """Hear what has changed in whatever process, in one query."""
    began = monotonic_seconds()
    _KNOWN.hear(dict(Generation.objects.values_list("name", "number")), read_at=began)


def note_changes(changed: Iterable[Dependency]) -> None:
    """Values that depend on any of these are read anew: here with the commit, elsewhere with `refresh`.

    Called by `announce`, in the transaction that changes the rows.
    """
    for name in sorted({dependency.kind for dependency in changed} & _KNOWN.watched):
        row = Generation.objects.filter(name=name)
        if not row.update(number=F("number") + 1):
            Generation.objects.get_or_create(name=name)
            row.update(number=F("number") + 1)
        number = row.values_list("number", flat=True).get()
        transaction.on_commit(partial(_KNOWN.hear_own, name, number))
