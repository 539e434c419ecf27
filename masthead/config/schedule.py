"""What runs by the clock, once across all processes."""

from collections.abc import Sequence
from typing import Any

SCHEDULE: Sequence[Any] = ()
