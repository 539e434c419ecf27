"""Cookies and browser storage, each described by the room that sets it."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class BrowserStorageItem:
    """One cookie, or one thing in the browser's own storage: its name, what for, and how long."""

    name: str
    purpose: str | Promise
    duration: str | Promise
    is_cookie: bool = True
