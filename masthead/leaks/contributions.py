"""What every room tells the leak audit."""

from collections.abc import Callable, Iterable

from masthead.kit.contributions import Place

# Paths, with their questions, that the audit asks beside those it finds links to.
SURFACES: Place[Callable[[], Iterable[str]]] = Place("leak_surfaces")
# Words behind gates that the audit looks for one by one; an empty list is a good answer.
CANARIES: Place[Callable[[], Iterable[str]]] = Place("leak_canaries")
