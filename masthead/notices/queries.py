"""Reading the mailbox, and what people were told and wish to be told."""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.utils.translation import gettext as _

from masthead.kit.contributions import gather
from masthead.kit.notices import NoticeKind, Road
from masthead.kit.own_data import Share
from masthead.notices import errors
from masthead.notices.models import Delivery, Mail, Preference, SiteNotice
from masthead.people import queries as people
from masthead.people.models import Person

PAGE = 30
_stop = Signer(salt="masthead.notices.stop")


@dataclass(frozen=True)
class Letter:
    """A mail as a reader would see it, and its source as a server would."""

    mail: Mail
    subject: str
    text: str
    html: str
    source: str


def has_sent_one() -> bool:
    """Whether a message has left this site for good, in the last ninety days."""
    return settings.EMAIL_URL != "none" and Delivery.objects.filter(state=Delivery.State.SENT).exists()


def health(now: datetime) -> list[str]:
    """A sentence when mail is not set up, and one when messages could not be delivered in the last week."""
    if settings.EMAIL_URL == "none":
        waiting = Delivery.objects.filter(state=Delivery.State.QUEUED).count()
        return [
            _("Mail is not set up (EMAIL_URL is none): nobody can sign in by code. Waiting: %(count)d.")
            % {"count": waiting}
        ]
    since = now - timedelta(days=7)
    failed = Delivery.objects.filter(state=Delivery.State.FAILED, queued_at__gte=since).order_by("-queued_at")
    if not (count := failed.count()):
        return []
    return [
        _("%(count)d messages of the last week could not be delivered; the last one because of: %(error)s")
        % {"count": count, "error": failed[0].last_error}
    ]


def newest_mails(limit: int = 100) -> list[Letter]:
    """What arrived last, newest first."""
    return [letter_of(mail) for mail in Mail.objects.order_by("-arrived_at", "-pk")[:limit]]


def mail_by_id(mail_id: int) -> Mail | None:
    """The mail with this number."""
    return Mail.objects.filter(pk=mail_id).first()


def letter_of(mail: Mail) -> Letter:
    """The mail, taken apart."""
    raw = bytes(mail.raw)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return Letter(
        mail=mail,
        subject=str(message["Subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        source=raw.decode("utf-8", "replace"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


# --- what people were told ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class NoticePage:
    """Some notices, newest first; `older` leads to those before them, 0 at the end."""

    notices: list[SiteNotice]
    older: int
    unread: int


def notices_of(*, person: Person, before: int = 0) -> NoticePage:
    """One page of what this person was told on the site: those with a number below `before`."""
    rows = SiteNotice.objects.filter(person=person).order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else 0
    return NoticePage(notices=found[:PAGE], older=older, unread=unread_of(person))


def unread_of(person: Person) -> int:
    """How many notices this person has not read."""
    return SiteNotice.objects.filter(person=person, read_at=None).count()


# --- what people wish to be told ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Wish:
    """A kind of notice, and by which road it reaches one person."""

    kind: NoticeKind
    road: Road


def kinds() -> list[NoticeKind]:
    """Every kind of notice that a room has declared."""
    return [kind for offered in gather("notice_kinds") for kind in offered]


def kind_called(key: str) -> NoticeKind:
    """The kind with this key.

    :raises NoSuchKind: no room has declared it
    """
    for kind in kinds():
        if kind.key == key:
            return kind
    raise errors.NoSuchKind


def wishes_of(person: Person) -> list[Wish]:
    """Every kind and what this person wishes about it, in one query."""
    kept = dict(Preference.objects.filter(person=person).values_list("kind", "road"))
    return [Wish(kind=kind, road=_road(kind, kept.get(kind.key))) for kind in kinds()]


def road_of(*, person: Person, kind: NoticeKind) -> Road:
    """By which road this kind reaches this person."""
    return _road(
        kind, Preference.objects.filter(person=person, kind=kind.key).values_list("road", flat=True).first()
    )


def _road(kind: NoticeKind, kept: str | None) -> Road:
    if not kind.may_be_off:
        return Road.MAIL
    return Road(kept) if kept else kind.default


def stop_token(*, person_id: int, kind: str) -> str:
    """What in an address lets its holder end the e-mails of one kind to one person, without signing in."""
    return _stop.sign(f"{person_id}.{kind}").replace(":", "~")


def stopped_by(token: str) -> tuple[Person, NoticeKind]:
    """Whom and what a token of `stop_token` is about.

    :raises LinkIsNotOurs: we did not sign it, or the person is gone
    """
    try:
        person_id, _dot, key = _stop.unsign(token.replace("~", ":")).partition(".")
        person, kind = Person.objects.filter(pk=int(person_id)).first(), kind_called(key)
    except (BadSignature, ValueError, errors.NoSuchKind):
        raise errors.LinkIsNotOurs from None
    if person is None or not kind.may_be_off:
        raise errors.LinkIsNotOurs
    return person, kind


def surfaces() -> list[str]:
    """Addresses of this room, for the leak audit."""
    return ["/notices/", "/notices/preferences/", "/notices/?before=999999999", "/notices/stop/nothing/"]


def own_data(person: Person, now: datetime) -> Share:  # noqa: ARG001 - the shape of every share
    """What this room holds of the person."""
    to_them = Q(person=person) | Q(to__in=people.addresses_of(person))
    content = {
        "wishes": {wish.kind.key: wish.road.value for wish in wishes_of(person)},
        "notices": [
            {
                "kind": row.kind,
                "sentence": row.sentence,
                "words": row.words,
                "sent_at": row.sent_at,
                "read_at": row.read_at,
            }
            for row in SiteNotice.objects.filter(person=person).order_by("pk")
        ],
        "emails": [
            {"to": row.to, "about": row.template, "queued_at": row.queued_at, "sent_at": row.sent_at}
            for row in Delivery.objects.filter(to_them).order_by("pk")
        ],
    }
    return Share(name="notices", content=content)
