"""What can happen to standing pages."""

from dataclasses import dataclass

from masthead.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class StandingPagesChanged(Event):
    """One was published, changed or taken back: the foot of every page may name it."""

    page_id: int
