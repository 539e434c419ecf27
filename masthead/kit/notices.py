"""The shape of a message to a person; `notices` delivers it, the other rooms write it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise


class Road(StrEnum):
    """How a kind of notice reaches a person."""

    MAIL = "mail"  # by e-mail, and on the page of notices
    SITE = "site"  # on the page of notices only
    OFF = "off"


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """A kind of message about which a person may have a wish; rooms offer theirs as `notice_kinds`.

    `sentence` says in the person's words when it comes. What may not be switched off always goes by e-mail.
    """

    key: str
    title: str | Promise
    sentence: str | Promise
    default: Road = Road.MAIL
    may_be_off: bool = True


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message: the templates `<template>.subject.txt`, `.txt` and `.html`, and plain values to fill them.

    `template` is a path such as `memberships/notices/receipt`; `context` holds only strings, numbers,
    booleans, lists and dictionaries of them, because it is kept as JSON until it is sent. `urgent` is for
    what somebody waits for before the screen, such as a code: it overtakes the rest. `kind` is the key of a
    `NoticeKind`; without one the message goes by e-mail whatever the person wishes, and stands nowhere else.
    `path` is where on this site the matter of the notice is; `words` is what must be read beneath its line on
    the page of notices too, such as a reason, since not every publication sends mail.
    `reply_to` is an address that an answer goes to.
    """

    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    urgent: bool = False
    kind: str = ""
    path: str = ""
    words: str = ""
    reply_to: str = ""
