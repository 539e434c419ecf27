"""The shape of a message to a person; `notices` delivers it, the other rooms write it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from django.utils.functional import Promise


class Channel(StrEnum):
    """How a kind of notice reaches a person."""

    MAIL = "mail"  # by e-mail, and on the page of notices
    SITE = "site"  # on the page of notices only
    OFF = "off"


class Guarantee(StrEnum):
    """What is promised of a kind's e-mails where nobody can know whether one was taken.

    A mail server may die between taking a message and saying so. Then either a second copy may arrive, under
    the same Message-ID, or none at all.
    """

    AT_LEAST_ONCE = "at least once"  # what must arrive: codes, receipts, decisions
    AT_MOST_ONCE = "at most once"  # what stands on the person's page of notices as well


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """A kind of message for which a person may choose the channel; rooms declare theirs as `notice_kinds`.

    `sentence` says in the person's words when it comes. What may not be switched off always goes by e-mail.
    `useful_for` says how long after it was sent a message is still worth getting: until that moment its words
    are kept and it can be sent, after it never.
    """

    key: str
    title: str | Promise
    sentence: str | Promise
    useful_for: timedelta
    guarantee: Guarantee
    default: Channel = Channel.MAIL
    may_be_switched_off: bool = True


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message: the templates `<template>.subject.txt`, `.txt` and `.html`, and plain values to fill them.

    `template` is a path such as `memberships/notices/receipt`; `line` and `context` fill it. They hold data,
    never sentences: strings that somebody typed, numbers, booleans, moments in ISO 8601, lists and
    dictionaries of them. They are kept as JSON, and words are made of them when the message is sent or shown.

    `line` is all that the subject needs. The subject is also the line on the page of notices, where `line` is
    kept for a year; what must be read beneath it there, such as a reason, says `<template>.beneath.txt`.
    `urgent` is for what somebody is waiting for, such as a code: it is sent before the rest. `kind` is the
    key of a `NoticeKind`; without one the message goes by e-mail whatever the person prefers, and stands
    nowhere else. `path` is where on this site the matter of the notice is; `reply_to` is an address that an
    answer goes to. `useful_for` is how long it is worth getting, where that is another time than its kind
    says, such as a code's lifetime.
    """

    template: str
    line: Mapping[str, object] = field(default_factory=dict)
    context: Mapping[str, object] = field(default_factory=dict)
    urgent: bool = False
    kind: str = ""
    path: str = ""
    reply_to: str = ""
    useful_for: timedelta | None = None
