"""Sending messages: kept with their cause, delivered by a job, sent once."""

import smtplib
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import formataddr, make_msgid, parseaddr
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.conf.global_settings import LANGUAGES_BIDI
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import translation

from masthead.kit.contributions import gather
from masthead.kit.events import announce
from masthead.kit.network import outside_transactions
from masthead.kit.notices import Notice, Road
from masthead.notices import errors, events, queries
from masthead.notices.models import Delivery, Mail, Preference, SiteNotice
from masthead.people import queries as people
from masthead.people.models import Person

MOST_ATTEMPTS = 5
A_SEND_TAKES_AT_MOST = timedelta(minutes=5)
DELIVERIES_ARE_KEPT = timedelta(days=90)
SITE_NOTICES_ARE_KEPT = timedelta(days=365)
SOON = timedelta(minutes=15)
WAITS_AT_MOST = timedelta(days=7)


@transaction.atomic
def send(*, to: Person | str, notice: Notice, now: datetime) -> Delivery | None:
    """The message reaches the person by the road they wish for its kind, if the caller's transaction commits.

    Returns the e-mail on its way; None if the person wants none of this kind.

    :raises ValidationError: that is no e-mail address
    :raises NoSuchKind: no room has declared that kind
    """
    if notice.kind and isinstance(to, Person):
        road = queries.road_of(person=to, kind=queries.kind_called(notice.kind))
        if road != Road.OFF:
            _put_on_the_page(to, notice, now)
        if road != Road.MAIL:
            return None
    return _queue(to, notice, now)


def _queue(to: Person | str, notice: Notice, now: datetime) -> Delivery:
    address = to.email if isinstance(to, Person) else to
    validate_email(address)
    delivery = Delivery.objects.create(
        person=to if isinstance(to, Person) else None,
        to=address,
        template=notice.template,
        context=dict(notice.context) | ({"reply_to": notice.reply_to} if notice.reply_to else {}),
        kind=notice.kind,
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
        queued_at=now,
    )
    announce(events.DeliveryQueued(delivery_id=delivery.pk, urgent=notice.urgent))
    return delivery


def _put_on_the_page(person: Person, notice: Notice, now: datetime) -> None:
    context = letterhead() | dict(notice.context)
    with translation.override(context["language"]):
        sentence = _subject(notice.template, context)
    SiteNotice.objects.create(
        person=person,
        kind=notice.kind,
        sentence=sentence[:300],
        words=notice.words,
        path=notice.path[:500],
        sent_at=now,
    )


@transaction.atomic
def wish(*, person: Person, kind: str, road: Road, now: datetime) -> None:  # noqa: ARG001 - every operation is told when
    """Notices of this kind reach the person by this road from now on.

    :raises NoSuchKind: no room has declared it
    :raises MustArrive: it is of those that always go by e-mail
    """
    if not queries.kind_called(kind).may_be_off:
        raise errors.MustArrive
    Preference.objects.update_or_create(person=person, kind=kind, defaults={"road": road.value})


@transaction.atomic
def stop_mail(*, token: str, now: datetime) -> str:
    """No e-mail of the kind the link names goes to its person; what is sent stands on their page instead.

    Returns the title of the kind. Twice is the same as once (RFC 8058, section 3.2).

    :raises LinkIsNotOurs: we did not make that link
    """
    person, kind = queries.stopped_by(token)
    if queries.road_of(person=person, kind=kind) == Road.MAIL:
        wish(person=person, kind=kind.key, road=Road.SITE, now=now)
    Delivery.objects.filter(person=person, kind=kind.key, state=Delivery.State.QUEUED, taken_at=None).delete()
    return str(kind.title)


@transaction.atomic
def erase(*, person: Person, letters_stay: bool, now: datetime) -> None:  # noqa: ARG001 - the shape of every erasure
    """Nothing we told this person, and nothing they wished, is kept."""
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


def deliver(*, delivery_id: int, now: datetime) -> None:
    """The message has been handed to the mail server, once, however often this is called.

    :raises Exception: whatever went wrong, noted on the delivery; until the last attempt, call again later
    """
    if settings.EMAIL_URL == "none":  # it waits until there is a way for it to leave
        return
    delivery = _take(delivery_id, now)
    if delivery is None:
        return
    outside_transactions()
    try:
        _message(delivery).send()
    except smtplib.SMTPRecipientsRefused as refusal:  # nobody there: trying again only annoys their server
        _note_failure(delivery, refusal, for_good=True)
    except Exception as error:
        _note_failure(delivery, error, for_good=delivery.attempts >= MOST_ATTEMPTS)
        raise
    else:
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.SENT, sent_at=now, context={}, last_error="", taken_at=None
        )


@transaction.atomic
def queue_waiting(*, now: datetime) -> int:
    """What was never tried is tried soon: mail was not set up, or its job was lost. Returns how many.

    A notice that waited for more than a week would only puzzle whoever gets it, so it is dropped; what
    carries somebody's own words, with an address to answer to, is not.
    """
    if settings.EMAIL_URL == "none":
        return 0
    untried = Delivery.objects.filter(state=Delivery.State.QUEUED, taken_at=None, attempts=0)
    untried.filter(queued_at__lt=now - WAITS_AT_MOST).exclude(context__has_key="reply_to").delete()
    waiting = list(untried.filter(queued_at__lt=now - SOON).order_by("queued_at")[:500])
    for delivery in waiting:
        announce(events.DeliveryQueued(delivery_id=delivery.pk))
    return len(waiting)


@transaction.atomic
def forget_old_deliveries(*, now: datetime) -> int:
    """Mails older than ninety days and notices older than a year are gone; returns how many deliveries."""
    Mail.objects.filter(arrived_at__lt=now - DELIVERIES_ARE_KEPT).delete()
    SiteNotice.objects.filter(sent_at__lt=now - SITE_NOTICES_ARE_KEPT).delete()
    return Delivery.objects.filter(queued_at__lt=now - DELIVERIES_ARE_KEPT).delete()[0]


@transaction.atomic
def withdraw(*, delivery_id: int) -> None:
    """This message does not go out, if it has not yet, and what it says is not kept."""
    Delivery.objects.filter(pk=delivery_id).exclude(state=Delivery.State.SENT).delete()


@transaction.atomic
def withdraw_waiting() -> int:
    """What has not been sent will not be; returns how many messages that were."""
    return Delivery.objects.filter(state=Delivery.State.QUEUED, taken_at=None).delete()[0]


def _take(delivery_id: int, now: datetime) -> Delivery | None:
    free = Q(taken_at=None) | Q(taken_at__lt=now - A_SEND_TAKES_AT_MOST)
    waiting = Delivery.objects.filter(free, pk=delivery_id, state=Delivery.State.QUEUED)
    if not waiting.update(taken_at=now, attempts=F("attempts") + 1):
        return None
    return Delivery.objects.get(pk=delivery_id)


def _note_failure(delivery: Delivery, error: Exception, *, for_good: bool) -> None:
    changes: dict[str, Any] = {"taken_at": None, "last_error": f"{type(error).__name__}: {error}"[:300]}
    if for_good:
        changes |= {"state": Delivery.State.FAILED, "context": {}}
    Delivery.objects.filter(pk=delivery.pk).update(**changes)


def _message(delivery: Delivery) -> EmailMultiAlternatives:
    """The message as multipart/alternative; headers cannot be broken out of, whatever the context holds."""
    context = letterhead() | delivery.context
    with translation.override(context["language"]):
        return _written(delivery, context | _sides(context["language"]))


def _sides(language: str) -> dict[str, str]:
    """Which way a language is written, as HTML's `dir` says it, and where its lines start and end."""
    sides = (
        ("rtl", "right", "left")
        if language.split("-", maxsplit=1)[0].lower() in LANGUAGES_BIDI
        else ("ltr", "left", "right")
    )
    return dict(zip(("direction", "start", "end"), sides, strict=True))


def _written(delivery: Delivery, context: dict[str, Any]) -> EmailMultiAlternatives:
    stop = _stop_address(delivery)
    context |= {"subject": _subject(delivery.template, context), "stop_address": stop}
    message = EmailMultiAlternatives(
        subject=context["subject"],
        body=_plain(f"{delivery.template}.txt", context).strip() + "\n",
        from_email=_sender(str(context["site_name"])),
        to=[delivery.to],
        reply_to=[context["reply_to"]] if context.get("reply_to") else None,
        headers={
            "Message-ID": delivery.message_id,
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notes in answer, please
            "X-Auto-Response-Suppress": "All",
            **(_one_click(stop) if stop else {}),
        },
    )
    try:
        html = render_to_string(f"{delivery.template}.html", context)
    except TemplateDoesNotExist as missing:
        if missing.args[0] != f"{delivery.template}.html":
            raise
    else:
        message.attach_alternative(_inlined(html), "text/html")
    return message


def _sender(publication: str) -> str:
    """The address mail comes from, under the publication's name unless the host has set another."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or " ".join(publication.split()), address))


def _stop_address(delivery: Delivery) -> str:
    """Where this kind of e-mail is switched off in one click; empty for what must arrive."""
    if not delivery.kind or delivery.person_id is None or not queries.kind_called(delivery.kind).may_be_off:
        return ""
    token = queries.stop_token(person_id=delivery.person_id, kind=delivery.kind)
    return settings.SITE_URL + reverse("notices:stop", args=[token])


def _one_click(address: str) -> dict[str, str]:
    """RFC 8058: the mail program may POST to that address by itself when its user presses its own button."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _subject(template: str, context: Mapping[str, Any]) -> str:
    return " ".join(_plain(f"{template}.subject.txt", context).split())


def letterhead() -> dict[str, Any]:
    """What every message may say: `site_name`, `site_url`, `language`, and what rooms above add."""
    words: dict[str, Any] = {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_url": settings.SITE_URL,
        "language": settings.LANGUAGE_CODE,
    }
    for part in gather("letterhead"):
        words |= part()
    return words


def _plain(template: str, context: Mapping[str, Any]) -> str:
    """A text template, filled without HTML's escapes."""
    found = get_template(template).template  # type: ignore[attr-defined]
    return str(found.render(Context(dict(context), autoescape=False)))


def _inlined(html: str) -> str:
    return str(css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True).inline(html))
