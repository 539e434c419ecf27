"""Whatever can happen has a line in the table that says what follows, even if nothing does."""

import importlib

from masthead.config.reactions import REACTIONS
from masthead.kit.events import Event
from tests.house.rooms import PACKAGE, ROOMS


def test_reactions_table__has_a_line_for_every_event() -> None:
    for room in ROOMS:
        if (PACKAGE / room / "events.py").exists() and room != "kit":
            importlib.import_module(f"masthead.{room}.events")
    happening = {
        event
        for event in _all(Event)
        if event.__module__.startswith("masthead.")
        and "tests" not in event.__module__
        and not event.__name__.startswith("_")  # what several events have in common
    }
    assert {event.__qualname__ for event in happening - set(REACTIONS)} == set()
    assert {event.__qualname__ for event in set(REACTIONS) - happening} == set()


def test_events__carry_only_what_can_be_said_again_later() -> None:
    plain = {"int", "str", "bool", "datetime", "date", "Dependency"}
    rich = [
        f"{event.__qualname__}.{name}: {kind}"
        for event in REACTIONS
        for name, kind in event.__annotations__.items()
        if not set(
            str(getattr(kind, "__name__", kind))
            .replace("datetime.datetime", "datetime")
            .replace("tuple[", "")
            .rstrip("].,")
            .replace(", ...", "")
            .split(" | ")
        )
        <= plain | {"None", "tuple", "frozenset"}
    ]
    assert rich == []


def _all(kind: type[Event]) -> set[type[Event]]:
    return {kind for child in kind.__subclasses__() for kind in {child} | _all(child)}
