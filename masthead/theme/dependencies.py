"""What of this room stands on cached pages and can change."""

from masthead.kit.dependencies import Dependency


class Theme(Dependency):
    """Logo, colours, type and menus, which every page shows."""
