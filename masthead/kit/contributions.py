"""What gathers upward: pages below that show parts from rooms above."""

from collections.abc import Mapping, Sequence
from typing import Any

_table: dict[str, tuple[Any, ...]] = {}


def offer(table: Mapping[str, Sequence[Any]]) -> None:
    """Let `gather` answer from `table` (place to parts, in order) from now on."""
    _table.clear()
    _table.update({place: tuple(parts) for place, parts in table.items()})


def gather(place: str) -> tuple[Any, ...]:
    """The parts the wiring names for `place`, in its order.

    :raises LookupError: nobody decided what belongs there
    """
    try:
        return _table[place]
    except KeyError:
        raise LookupError(f"{place!r} has no line in config/contributions.py") from None
