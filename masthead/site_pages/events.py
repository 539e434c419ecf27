"""What can happen to site pages."""

from dataclasses import dataclass

from masthead.kit.dependencies import Dependency
from masthead.kit.events import Event
from masthead.publishing.dependencies import Publication


@dataclass(frozen=True, kw_only=True)
class SitePagesChanged(Event):
    """A site page was published, changed or unpublished: the footer of every page may link to it."""

    page_id: int

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return (Publication(),)
