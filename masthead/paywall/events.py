"""What can happen to the meter."""

from dataclasses import dataclass

from masthead.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class PolicyChanged(Event):
    """The publication's meter has other limits now; every closed page says so differently."""
