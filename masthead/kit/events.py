"""Events, and the reactions that config/reactions.py connects to them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from masthead.kit.cached_values import note_changes
from masthead.kit.dependencies import Dependency


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened in a room: past tense, ids only."""

    @property
    def changed(self) -> tuple[Dependency, ...]:
        """What stands on cached pages and is different now."""
        return ()


Reaction = Callable[[Any], None]

_reactions: dict[type[Event], tuple[Reaction, ...]] = {}


def register_reactions(table: Mapping[type[Event], Sequence[Reaction]]) -> None:
    """From now on `announce` runs the reactions in `table`, and no others."""
    _reactions.clear()
    _reactions.update({event: tuple(reactions) for event, reactions in table.items()})


def announce(event: Event) -> None:
    """Run every reaction to `event` now, in the table's order, inside the caller's transaction.

    A reaction that raises takes the announcing operation down with it: either all of it happened or nothing.

    :raises LookupError: the event has no line in config/reactions.py
    """
    try:
        reactions = _reactions[type(event)]
    except KeyError:
        raise LookupError(f"{type(event).__name__} has no line in config/reactions.py") from None
    note_changes(event.changed)
    for react in reactions:
        react(event)
