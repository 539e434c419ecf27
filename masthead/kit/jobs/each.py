"""One job about many things: what fails with one of them keeps no other waiting."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def for_each(things: Iterable[T], do: Callable[[T], R]) -> list[R]:
    """Do it for every one, whatever happens with others. Returns what came of each.

    :raises ExceptionGroup: what was raised about some, once all have had their turn
    """
    done: list[R] = []
    errors: list[Exception] = []
    for thing in things:
        try:
            done.append(do(thing))
        except Exception as error:  # noqa: BLE001 - raised below, with the others
            error.add_note(f"about {thing!r}")
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{len(errors)} of {len(errors) + len(done)} could not be done.", errors)
    return done
