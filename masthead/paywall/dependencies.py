"""What of this room stands on cached pages and can change."""

from masthead.kit.dependencies import Dependency


class MeterPolicy(Dependency):
    """How many pieces may be read on the meter, and for how long they count."""
