"""What rooms above add to what every answer carries."""

from collections.abc import Callable, Iterable

from masthead.kit.contributions import Place

# The origins whose frames may stand in our pages.
FRAME_SOURCES: Place[Callable[[], Iterable[str]]] = Place("frame_sources")

# The origins to which a form of ours may lead in the end: a browser follows no redirect to any other.
FORM_TARGETS: Place[Callable[[], Iterable[str]]] = Place("form_targets")
