"""Reading notices, preferences about them, and the demonstration's mailbox."""

import email
import email.policy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from masthead.kit.clock import SKEW
from masthead.kit.contributions import gather
from masthead.kit.data_export import DataExportPart
from masthead.kit.notices import Channel, NoticeKind
from masthead.notices import errors, words
from masthead.notices.contributions import NOTICE_KINDS
from masthead.notices.models import Delivery, MailboxEmail, Preference, SiteNotice
from masthead.people import queries as people
from masthead.people.errors import LinkIsInvalid
from masthead.people.models import Person

PAGE_SIZE = 30
LATE_AFTER = timedelta(minutes=15)
LONGEST_ATTEMPT = timedelta(minutes=10)  # a conversation of two minutes, and the lease of a worker that died


@dataclass(frozen=True)
class ParsedEmail:
    """An e-mail of the mailbox, parsed: subject, text, HTML, and the raw source."""

    mail: MailboxEmail
    subject: str
    text: str
    html: str
    source: str


def has_sent_email() -> bool:
    """Whether a message was sent by a mail server in the last ninety days."""
    return settings.EMAIL_URL != "none" and Delivery.objects.filter(state=Delivery.State.SENT).exists()


def health(now: datetime) -> list[str]:
    """A sentence when mail is not set up, and one when messages could not be delivered in the last week."""
    if settings.EMAIL_URL == "none":
        waiting = Delivery.objects.filter(state=Delivery.State.QUEUED).count()
        return [
            _("Mail is not set up (EMAIL_URL is none): nobody can sign in by code. Waiting: %(count)d.")
            % {"count": waiting}
        ]
    return [*_stranded(now), *_waiting(now), *_failed(now)]


def _stranded(now: datetime) -> list[str]:
    """What is due and nobody sends, and what has been in sending for longer than an attempt can last."""
    due = Q(attempt_began_at=None, next_attempt_at__lt=now - LATE_AFTER)
    in_sending = Q(attempt_began_at__lt=now - LONGEST_ATTEMPT) | Q(attempt_began_at__gt=now + SKEW)
    stranded = Delivery.objects.filter(due | in_sending, state=Delivery.State.QUEUED)
    oldest = stranded.order_by("queued_at").first()
    if oldest is None:
        return []
    return [
        _(
            "%(count)d messages are stranded, the oldest for %(time)s: nobody sends them. Is a server or"
            " `masthead worker` running?"
        )
        % {"count": stranded.count(), "time": timesince(oldest.queued_at, now)}
    ]


def _waiting(now: datetime) -> list[str]:
    """What should have left a quarter of an hour ago, was refused, and waits for its next attempt."""
    refused = Delivery.objects.filter(state=Delivery.State.QUEUED, attempt_began_at=None).exclude(
        last_error=""
    )
    waiting = refused.filter(queued_at__lt=now - LATE_AFTER, next_attempt_at__gte=now - LATE_AFTER)
    oldest = waiting.order_by("queued_at").first()
    newest = waiting.order_by("-next_attempt_at").first()
    if oldest is None or newest is None:
        return []
    return [
        _(
            "%(count)d messages wait to be sent, the oldest for %(time)s; they are tried again by themselves."
            " The last attempt ended with: %(error)s"
        )
        % {
            "count": waiting.count(),
            "time": timesince(oldest.queued_at, now),
            "error": newest.last_error,
        }
    ]


def _failed(now: datetime) -> list[str]:
    """What failed and is still of use, however old, and what failed for good in the last week."""
    failed = Delivery.objects.filter(state=Delivery.State.FAILED).order_by("-queued_at")
    of_use = failed.filter(useful_until__gt=now)
    lost = failed.filter(useful_until__lte=now, queued_at__gte=now - timedelta(days=7))
    sentences = []
    if last := of_use.first():
        sentence = _(
            "%(count)d messages could not be delivered and are still of use: mend the cause, then run"
            " `masthead manage retry_jobs`. The last one failed because of: %(error)s"
        )
        sentences.append(sentence % {"count": of_use.count(), "error": last.last_error})
    if last := lost.first():
        sentence = _(
            "%(count)d messages of the last week could not be delivered; the last one because of: %(error)s"
        )
        sentences.append(sentence % {"count": lost.count(), "error": last.last_error})
    return sentences


def newest_emails(limit: int = 100) -> list[ParsedEmail]:
    """What arrived last, newest first."""
    return [parse_email(mail) for mail in MailboxEmail.objects.order_by("-arrived_at", "-pk")[:limit]]


def mailbox_email_by_id(mail_id: int) -> MailboxEmail | None:
    """The mail with this number."""
    return MailboxEmail.objects.filter(pk=mail_id).first()


def parse_email(mail: MailboxEmail) -> ParsedEmail:
    """The mail, taken apart."""
    raw = bytes(mail.raw)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return ParsedEmail(
        mail=mail,
        subject=str(message["Subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        source=raw.decode("utf-8", "replace"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


# --- notices on the site -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownNotice:
    """A notice with its words in the active language: the line, and what must be read beneath it."""

    id: int
    kind: str
    path: str
    sent_at: datetime
    read_at: datetime | None
    sentence: str
    text: str


@dataclass(frozen=True)
class NoticePage:
    """Some notices, newest first; `older` leads to those before them, 0 at the end."""

    notices: list[ShownNotice]
    older: int
    unread: int


def notices_of(*, person: Person, before: int = 0) -> NoticePage:
    """One page of this person's notices: those with an id below `before`."""
    rows = SiteNotice.objects.filter(person=person).order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE_SIZE + 1])
    older = found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else 0
    return NoticePage(notices=_in_words(found[:PAGE_SIZE]), older=older, unread=unread_of(person))


def _in_words(rows: Iterable[SiteNotice]) -> list[ShownNotice]:
    around = words.email_context()
    return [
        ShownNotice(
            id=row.pk,
            kind=row.kind,
            path=row.path,
            sent_at=row.sent_at,
            read_at=row.read_at,
            sentence=words.subject_line(row.template, around | row.line),
            text=words.text_beneath(row.template, around | row.line),
        )
        for row in rows
    ]


def unread_of(person: Person) -> int:
    """How many notices this person has not read."""
    return SiteNotice.objects.filter(person=person, read_at=None).count()


# --- preferences -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EffectivePreference:
    """A kind of notice, and the channel by which it reaches one person."""

    kind: NoticeKind
    channel: Channel


def notice_kinds() -> list[NoticeKind]:
    """Every kind of notice that a room has declared."""
    return [kind for offered in gather(NOTICE_KINDS) for kind in offered]


def notice_kind_by_key(key: str) -> NoticeKind:
    """The kind with this key.

    :raises NoSuchNoticeKind: no room has declared it
    """
    for kind in notice_kinds():
        if kind.key == key:
            return kind
    raise errors.NoSuchNoticeKind


def preferences_of(person: Person) -> list[EffectivePreference]:
    """Every kind with this person's channel for it, in one query."""
    kept = dict(Preference.objects.filter(person=person).values_list("kind", "channel"))
    return [
        EffectivePreference(kind=kind, channel=_channel(kind, kept.get(kind.key))) for kind in notice_kinds()
    ]


def channel_of(*, person: Person, kind: NoticeKind) -> Channel:
    """The channel by which this kind reaches this person."""
    return _channel(
        kind,
        Preference.objects.filter(person=person, kind=kind.key).values_list("channel", flat=True).first(),
    )


def _channel(kind: NoticeKind, kept: str | None) -> Channel:
    if not kind.may_be_switched_off:
        return Channel.MAIL
    return Channel(kept) if kept else kind.default


def unsubscribe_token(*, person_id: int, kind: str) -> str:
    """The signed part of an unsubscribe link: its holder may end one kind of e-mail without signing in."""
    return _stop().sign(f"{person_id}.{kind}").replace(":", "~")


def _stop() -> Signer:
    return Signer(salt="masthead.notices.stop")


def unsubscribe_target(token: str) -> tuple[Person, NoticeKind]:
    """Whom and what a token of `unsubscribe_token` is about.

    :raises LinkIsInvalid: we did not sign it, or the person is gone
    """
    try:
        person_id, _dot, key = _stop().unsign(token.replace("~", ":")).partition(".")
        person, kind = Person.objects.filter(pk=int(person_id)).first(), notice_kind_by_key(key)
    except (BadSignature, ValueError, errors.NoSuchNoticeKind):
        raise LinkIsInvalid from None
    if person is None or not kind.may_be_switched_off:
        raise LinkIsInvalid
    return person, kind


def leak_surfaces() -> list[str]:
    """Addresses of this room, for the leak audit."""
    return ["/notices/", "/notices/preferences/", "/notices/?before=999999999", "/notices/stop/nothing/"]


def export_data(person: Person, now: datetime) -> DataExportPart:  # noqa: ARG001 - the shape of every share
    """What this room holds of the person."""
    to_them = Q(person=person) | Q(to__in=people.addresses_of(person))
    content = {
        "preferences": {
            preference.kind.key: preference.channel.value for preference in preferences_of(person)
        },
        "notices": [
            {
                "kind": row.kind,
                "sentence": row.sentence,
                "text": row.text,
                "sent_at": row.sent_at,
                "read_at": row.read_at,
            }
            for row in _in_words(SiteNotice.objects.filter(person=person).order_by("pk"))
        ],
        "emails": [
            {"to": row.to, "about": row.template, "queued_at": row.queued_at, "sent_at": row.sent_at}
            for row in Delivery.objects.filter(to_them).order_by("pk")
        ],
    }
    return DataExportPart(name="notices", content=content)
