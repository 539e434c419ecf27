"""Which room adds what to the pages and jobs that gather from all."""

from collections.abc import Mapping, Sequence
from typing import Any

CONTRIBUTIONS: Mapping[str, Sequence[Any]] = {}
