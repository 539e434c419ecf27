"""What a room holds of one person, as it goes into that person's export."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Share:
    """One room's part: `content` becomes `<name>.json` (moments may stand in it), `files` go beside."""

    name: str
    content: object
    files: Mapping[str, bytes] = field(default_factory=dict)
