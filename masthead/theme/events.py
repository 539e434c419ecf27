"""What can happen to the theme."""

from dataclasses import dataclass

from masthead.kit.dependencies import Dependency
from masthead.kit.events import Event
from masthead.theme.dependencies import Theme


@dataclass(frozen=True, kw_only=True)
class ThemeChanged(Event):
    """Logo, colours, type or menus changed, which every page shows."""

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return (Theme(),)
