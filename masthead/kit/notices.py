"""The shape of a message to a person; `notices` delivers it, the other rooms write it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message: the templates `<template>.subject.txt`, `.txt` and `.html`, and plain values to fill them.

    `template` is a path such as `memberships/notices/receipt`; `context` holds only strings, numbers,
    booleans, lists and dictionaries of them, because it is kept as JSON until it is sent. `urgent` is for
    what somebody waits for before the screen, such as a code: it overtakes the rest.
    """

    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    urgent: bool = False
