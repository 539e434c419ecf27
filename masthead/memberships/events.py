"""What can happen to memberships."""

from dataclasses import dataclass

from masthead.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class PlansChanged(Event):
    """The publisher changed what is offered or for how much: every page that shows the offer is stale."""
