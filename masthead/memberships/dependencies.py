"""What of this room stands on cached pages and can change."""

from masthead.kit.dependencies import Dependency


class Offer(Dependency):
    """Plans and prices as they are offered."""
