"""What happened, said once, and heard by whom the wiring names."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened in a room: past tense, ids only."""


Reaction = Callable[[Any], None]

_reactions: dict[type[Event], tuple[Reaction, ...]] = {}


def connect(table: Mapping[type[Event], Sequence[Reaction]]) -> None:
    """Let what is announced from now on be heard by the reactions in `table`, and by no others."""
    _reactions.clear()
    _reactions.update({event: tuple(reactions) for event, reactions in table.items()})


def announce(event: Event) -> None:
    """Run every reaction to `event` now, in the table's order, inside the caller's transaction.

    A reaction that raises takes the announcing operation down with it: either all of it happened or nothing.

    :raises LookupError: the event has no line in the wiring, so nobody decided what follows
    """
    try:
        reactions = _reactions[type(event)]
    except KeyError:
        raise LookupError(f"{type(event).__name__} has no line in config/reactions.py") from None
    for react in reactions:
        react(event)
