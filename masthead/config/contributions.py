"""Which room adds what to the pages and jobs that gather from all."""

from collections.abc import Mapping, Sequence
from typing import Any

from masthead.kit.jobs import health as kit_health

CONTRIBUTIONS: Mapping[str, Sequence[Any]] = {
    "health": [kit_health.health],
}
