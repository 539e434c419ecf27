"""What a room keeps in a reader's browser, described by the room that does it."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One cookie, or one thing in the browser's own storage: its name, what for, and how long."""

    name: str
    purpose: str | Promise
    lasts: str | Promise
    is_cookie: bool = True
