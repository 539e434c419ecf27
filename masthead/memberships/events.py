"""What can happen to memberships."""

from dataclasses import dataclass

from masthead.kit.dependencies import Dependency
from masthead.kit.events import Event
from masthead.memberships.dependencies import Offer


@dataclass(frozen=True, kw_only=True)
class PlansChanged(Event):
    """The publisher changed what is offered or for how much: every page that shows the offer is stale."""

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return (Offer(),)
