"""What gathers upward: pages and jobs below that show parts from rooms above.

The room that gathers declares a place and the shape of what belongs there; `config/contributions.py` says who
adds what, in which order, and the type checker holds each part to its place's shape.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")

# A template and what it is drawn with.
Part = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Place(Generic[T]):
    """Where parts of the shape `T` are gathered: declared in the `contributions.py` of whoever gathers."""

    name: str


@dataclass(frozen=True)
class Contribution:
    """What the wiring names for one place, in its order; made by `contribute`."""

    place: str
    parts: tuple[Any, ...]


_table: dict[str, tuple[Any, ...]] = {}


def contribute(place: Place[T], *parts: T) -> Contribution:
    """A line of the wiring's table: these parts, and no others, belong to `place`."""
    return Contribution(place.name, parts)


def register_contributions(table: Iterable[Contribution]) -> None:
    """Let `gather` answer from `table` from now on.

    :raises ValueError: a place has two lines
    """
    lines = list(table)
    named = {line.place: line.parts for line in lines}
    if len(named) < len(lines):
        raise ValueError("A place has two lines in config/contributions.py")
    _table.clear()
    _table.update(named)


def gather(place: Place[T]) -> tuple[T, ...]:
    """The parts under this key of config/contributions.py, in its order.

    :raises LookupError: the table has no such key
    """
    try:
        return _table[place.name]
    except KeyError:
        raise LookupError(f"{place.name!r} has no line in config/contributions.py") from None


# What `doctor` says: a sentence for everything that needs somebody's attention now.
HEALTH: Place[Callable[[datetime], Iterable[str]]] = Place("health")

# What `retry_jobs` tries again beside jobs: each does so, and returns how many there were of what it names.
RETRIES: Place[Callable[[datetime], str]] = Place("retries")

# The language the publication is written in, for rooms that do not know it: one part, a tag like "de-CH".
PUBLICATION_LANGUAGE: Place[Callable[[], str]] = Place("publication_language")


def publication_language() -> str:
    """The language of the publication: by it is read what people type."""
    (language,) = gather(PUBLICATION_LANGUAGE)
    return language()
