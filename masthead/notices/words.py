"""The words of a message, made of its template and its data whenever it is sent or shown."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template

from masthead.kit.contributions import gather
from masthead.people.contributions import EMAIL_CONTEXT


def email_context() -> dict[str, Any]:
    """What fills every message: `site_name`, `site_url`, `language`, and what rooms above add."""
    words: dict[str, Any] = {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_url": settings.SITE_URL,
        "language": settings.LANGUAGE_CODE,
    }
    for part in gather(EMAIL_CONTEXT):
        words |= part()
    return words


def subject_line(template: str, context: Mapping[str, Any]) -> str:
    """The subject of an e-mail, in one line; it is also the line on the page of notices."""
    return " ".join(text_of(f"{template}.subject.txt", context).split())


def text_beneath(template: str, context: Mapping[str, Any]) -> str:
    """What is read beneath the line on the page of notices; empty where the template says nothing."""
    try:
        return text_of(f"{template}.beneath.txt", context).strip()
    except TemplateDoesNotExist:
        return ""


def text_of(template: str, context: Mapping[str, Any]) -> str:
    """A text template, filled without HTML's escapes, in the language that is active."""
    found = get_template(template).template  # type: ignore[attr-defined]  # Django's engine has it
    return str(found.render(Context(dict(context), autoescape=False)))
