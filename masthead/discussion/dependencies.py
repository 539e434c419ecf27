"""What of this room stands on cached pages and can change."""

from masthead.kit.dependencies import Dependency


class Thread(Dependency):
    """What everybody reads of a thread, by its id."""


class CommentCount(Dependency):
    """How many comments stand under a thread, by the key of the thread."""
