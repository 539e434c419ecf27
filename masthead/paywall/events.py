"""What can happen to the meter."""

from dataclasses import dataclass

from masthead.kit.dependencies import Dependency
from masthead.kit.events import Event
from masthead.paywall.dependencies import MeterPolicy


@dataclass(frozen=True, kw_only=True)
class PolicyChanged(Event):
    """The publication's meter has other limits now; every closed page says so differently."""

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return (MeterPolicy(),)
