"""What of this room stands on cached pages and can change."""

from masthead.kit.dependencies import Dependency


class MentionsOf(Dependency):
    """The mentions shown under an article, by its id."""
