"""When something happens, what follows. Read it top to bottom."""

from collections.abc import Mapping, Sequence

from masthead.kit.events import Event, Reaction

REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {}
