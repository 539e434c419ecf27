"""Sending messages: queued in the caller's transaction, delivered by a job."""

from datetime import datetime, timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from masthead.kit import rate_limits
from masthead.kit.events import announce
from masthead.kit.notices import Channel, Guarantee, Notice, NoticeKind
from masthead.notices import errors, events, queries
from masthead.notices.models import Delivery, DeliveryPriority, MailboxEmail, Preference, SiteNotice
from masthead.people import queries as people
from masthead.people.models import Person

DELIVERY_RETENTION = timedelta(days=90)
WITHOUT_KIND_USEFUL_FOR = timedelta(days=7)
SITE_NOTICE_RETENTION = timedelta(days=365)


@transaction.atomic
def send(*, to: Person | str, notice: Notice, now: datetime) -> Delivery | None:
    """The message reaches the person by their channel for its kind, if the caller's transaction commits.

    Returns the e-mail on its way; None if the person wants none of this kind.

    :raises ValidationError: that is no e-mail address
    :raises NoSuchNoticeKind: no room has declared that kind
    """
    if notice.kind and isinstance(to, Person):
        channel = queries.channel_of(person=to, kind=queries.notice_kind_by_key(notice.kind))
        if channel != Channel.OFF:
            _create_site_notice(to, notice, now)
        if channel != Channel.MAIL:
            return None
    return _queue(to, notice, now)


def _queue(to: Person | str, notice: Notice, now: datetime) -> Delivery:
    address = to.email if isinstance(to, Person) else to
    validate_email(address)
    kind = queries.notice_kind_by_key(notice.kind) if notice.kind else None
    delivery = Delivery.objects.create(
        person=to if isinstance(to, Person) else None,
        to=address,
        template=notice.template,
        context={
            **notice.line,
            **notice.context,
            **({"reply_to": notice.reply_to} if notice.reply_to else {}),
        },
        kind=notice.kind,
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
        queued_at=now,
        next_attempt_at=now,
        useful_until=now + (notice.useful_for or (kind.useful_for if kind else WITHOUT_KIND_USEFUL_FOR)),
        at_most_once=kind is not None and kind.guarantee == Guarantee.AT_MOST_ONCE,
        priority=_priority(notice, kind),
    )
    announce(events.DeliveryQueued.of(delivery))
    delivery.refresh_from_db(fields=["job_id"])
    return delivery


def _priority(notice: Notice, kind: NoticeKind | None) -> DeliveryPriority:
    if notice.urgent:
        return DeliveryPriority.URGENT
    may_wait = kind is not None and kind.may_be_switched_off
    return DeliveryPriority.USUAL if may_wait else DeliveryPriority.MUST_ARRIVE


def _create_site_notice(person: Person, notice: Notice, now: datetime) -> None:
    SiteNotice.objects.create(
        person=person,
        kind=notice.kind,
        template=notice.template,
        line=dict(notice.line),
        path=notice.path[:500],
        sent_at=now,
    )


@transaction.atomic
def set_preference(
    *, person: Person, kind: str, channel: Channel, now: datetime, rate_limited: bool = True
) -> None:
    """Notices of this kind reach the person by this channel from now on.

    :raises NoSuchNoticeKind: no room has declared it
    :raises NoticeKindIsMandatory: it is of those that always go by e-mail
    :raises RateLimitExceeded: at a program's pace
    """
    if rate_limited:
        rate_limits.consume_usual(name="preferences", who=rate_limits.by_person(person.pk), now=now)
    _set_preference(person=person, kind=kind, channel=channel)


def _set_preference(*, person: Person, kind: str, channel: Channel) -> None:
    if not queries.notice_kind_by_key(kind).may_be_switched_off:
        raise errors.NoticeKindIsMandatory
    Preference.objects.update_or_create(person=person, kind=kind, defaults={"channel": channel.value})


@transaction.atomic
def unsubscribe(*, token: str) -> str:
    """No e-mail of the kind the link names goes to its person; what is sent stands on their page instead.

    Returns the title of the kind. Twice is the same as once (RFC 8058, section 3.2).

    :raises LinkIsInvalid: we did not make that link
    """
    person, kind = queries.unsubscribe_target(token)
    if queries.channel_of(person=person, kind=kind) == Channel.MAIL:
        _set_preference(person=person, kind=kind.key, channel=Channel.SITE)
    Delivery.objects.filter(
        person=person, kind=kind.key, state=Delivery.State.QUEUED, attempt_began_at=None
    ).delete()
    return str(kind.title)


@transaction.atomic
def erase(*, person: Person, keep_comments: bool, now: datetime) -> None:  # noqa: ARG001 - the shape of every erasure
    """This person's notices, deliveries and preferences are deleted."""
    SiteNotice.objects.filter(person=person).delete()
    Preference.objects.filter(person=person).delete()
    Delivery.objects.filter(Q(person=person) | Q(to__in=people.addresses_of(person))).delete()


@transaction.atomic
def mark_read(*, person: Person, notice_id: int | None = None, now: datetime) -> str:
    """The notice (None: every one) counts as read; returns where it leads.

    :raises NoSuchNotice: it is not this person's
    """
    unread = SiteNotice.objects.filter(person=person, read_at=None)
    if notice_id is None:
        unread.update(read_at=now)
        return ""
    found = SiteNotice.objects.filter(person=person, pk=notice_id).first()
    if found is None:
        raise errors.NoSuchNotice
    unread.filter(pk=found.pk).update(read_at=now)
    return found.path


@transaction.atomic
def delete_old_deliveries(*, now: datetime) -> int:
    """Mails older than ninety days and notices older than a year are gone; returns how many deliveries."""
    MailboxEmail.objects.filter(arrived_at__lt=now - DELIVERY_RETENTION).delete()
    SiteNotice.objects.filter(sent_at__lt=now - SITE_NOTICE_RETENTION).delete()
    return Delivery.objects.filter(queued_at__lt=now - DELIVERY_RETENTION).delete()[0]
