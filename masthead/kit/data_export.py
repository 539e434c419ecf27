"""One room's part of a person's data export."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class DataExportPart:
    """One room's part: `content` becomes `<name>.json` (moments may stand in it), `files` go beside."""

    name: str
    content: object
    files: Mapping[str, bytes] = field(default_factory=dict)
