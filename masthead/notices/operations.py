"""Sending messages: kept with their cause, delivered by a job, sent once."""

import smtplib
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import translation

from masthead.kit.contributions import gather
from masthead.kit.events import announce
from masthead.kit.network import outside_transactions
from masthead.kit.notices import Notice
from masthead.notices import events
from masthead.notices.models import Delivery, Mail
from masthead.people.models import Person

MOST_ATTEMPTS = 5
A_SEND_TAKES_AT_MOST = timedelta(minutes=5)
DELIVERIES_ARE_KEPT = timedelta(days=90)


@transaction.atomic
def send(*, to: Person | str, notice: Notice, now: datetime) -> Delivery:
    """The message is on its way: it will be delivered if, and only if, the caller's transaction commits.

    :raises ValidationError: that is no e-mail address
    """
    address = to.email if isinstance(to, Person) else to
    validate_email(address)
    delivery = Delivery.objects.create(
        person=to if isinstance(to, Person) else None,
        to=address,
        template=notice.template,
        context=dict(notice.context),
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
        queued_at=now,
    )
    announce(events.DeliveryQueued(delivery_id=delivery.pk, urgent=notice.urgent))
    return delivery


def deliver(*, delivery_id: int, now: datetime) -> None:
    """The message has been handed to the mail server, once, however often this is called.

    :raises Exception: whatever went wrong, noted on the delivery; until the last attempt, call again later
    """
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
def forget_old_deliveries(*, now: datetime) -> int:
    """Deliveries and mailbox mails older than ninety days are gone; returns how many deliveries that were."""
    Mail.objects.filter(arrived_at__lt=now - DELIVERIES_ARE_KEPT).delete()
    return Delivery.objects.filter(queued_at__lt=now - DELIVERIES_ARE_KEPT).delete()[0]


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
        return _written(delivery, context)


def _written(delivery: Delivery, context: dict[str, Any]) -> EmailMultiAlternatives:
    context["subject"] = " ".join(_plain(f"{delivery.template}.subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject=context["subject"],
        body=_plain(f"{delivery.template}.txt", context).strip() + "\n",
        to=[delivery.to],
        headers={
            "Message-ID": delivery.message_id,
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notes in answer, please
            "X-Auto-Response-Suppress": "All",
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
