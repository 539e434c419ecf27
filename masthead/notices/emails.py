"""Building e-mails: subject, text, HTML, sender and headers."""

from email.header import decode_header, make_header
from email.utils import formataddr, parseaddr, quote
from typing import Any

import css_inline
from django.conf import settings
from django.conf.global_settings import LANGUAGES_BIDI
from django.core.mail import EmailMultiAlternatives
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from masthead.kit.addresses import absolute_address
from masthead.kit.text_hygiene import without_forbidden_inside
from masthead.notices import queries, words
from masthead.notices.models import Delivery


def build_email(delivery: Delivery) -> EmailMultiAlternatives:
    """The message as multipart/alternative; headers cannot be broken out of, whatever the context holds."""
    context = words.email_context() | delivery.context
    with translation.override(context["language"]):
        return _email_in_language(delivery, context | _text_direction(context["language"]))


def _text_direction(language: str) -> dict[str, str]:
    """The text direction of a language, as HTML's `dir`, and the sides where its lines start and end."""
    sides = (
        ("rtl", "right", "left")
        if language.split("-", maxsplit=1)[0].lower() in LANGUAGES_BIDI
        else ("ltr", "left", "right")
    )
    return dict(zip(("direction", "start", "end"), sides, strict=True))


def _email_in_language(delivery: Delivery, context: dict[str, Any]) -> EmailMultiAlternatives:
    context = without_forbidden_inside(context)
    address = _unsubscribe_address(delivery)
    context |= {"subject": words.subject_line(delivery.template, context), "unsubscribe_address": address}
    message = EmailMultiAlternatives(
        subject=context["subject"],
        body=words.text_of(f"{delivery.template}.txt", context).strip() + "\n",
        from_email=_sender(str(context["site_name"])),
        to=[delivery.to],
        reply_to=[context["reply_to"]] if context.get("reply_to") else None,
        headers={
            "Message-ID": delivery.message_id,
            "Auto-Submitted": "auto-generated",  # RFC 3834: asks for no automatic replies
            "X-Auto-Response-Suppress": "All",
            **(_list_unsubscribe_headers(address) if address else {}),
        },
    )
    try:
        html = render_to_string(f"{delivery.template}.html", context)
    except TemplateDoesNotExist as missing:
        if missing.args[0] != f"{delivery.template}.html":
            raise
    else:
        message.attach_alternative(_with_inlined_css(html), "text/html")
    return message


def _sender(publication: str) -> str:
    """The address mail comes from, under the publication's name unless the host has set another.

    A name beyond ASCII is not encoded here: that is done on the way to a mail server, and a provider's API
    would show the code to readers.
    """
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    name = str(make_header(decode_header(name))) or " ".join(publication.split())
    return formataddr((name, address)) if name.isascii() else f'"{quote(name)}" <{address}>'


def _unsubscribe_address(delivery: Delivery) -> str:
    """Where this kind of e-mail is switched off in one click; empty for what must arrive."""
    if (
        not delivery.kind
        or delivery.person_id is None
        or not queries.notice_kind_by_key(delivery.kind).may_be_switched_off
    ):
        return ""
    token = queries.unsubscribe_token(person_id=delivery.person_id, kind=delivery.kind)
    return absolute_address(reverse("notices:unsubscribe", args=[token]))


def _list_unsubscribe_headers(address: str) -> dict[str, str]:
    """One-click unsubscribe (RFC 8058): the mail program may POST to this address by itself."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _with_inlined_css(html: str) -> str:
    return str(css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True).inline(html))
