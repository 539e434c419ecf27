"""What of this room stands on cached pages and can change."""

from masthead.kit.dependencies import Dependency


class Person(Dependency):
    """Somebody's name, avatar or badge, by the person's id."""
