"""allauth's account adapter: its e-mails go out as our notices."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypedDict

from allauth.account.adapter import DefaultAccountAdapter
from django.template import TemplateDoesNotExist
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from masthead.kit.notices import Guarantee, Notice, NoticeKind
from masthead.notices import operations, words
from masthead.people.operations import CODE_LIFETIME

KINDS = [
    NoticeKind(
        key="account",
        title=_("Codes and changes of my account"),
        sentence=_("Codes for signing in, and word of every change of address, passkeys and the like."),
        useful_for=timedelta(days=7),
        guarantee=Guarantee.AT_LEAST_ONCE,
        may_be_switched_off=False,
    )
]
# Templates of allauth that we replace, and those of the room people; every other keeps its text and gets
# our layout.
PEOPLE_TEMPLATES = "people/notices/"
REPLACED_TEMPLATES = {"account/email/login_code": "notices/notices/sign_in_code"}


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Queue one of allauth's mails in the caller's transaction."""
        if template_prefix in REPLACED_TEMPLATES:
            notice = Notice(
                template=REPLACED_TEMPLATES[template_prefix],
                context={"code": context["code"]},
                **_if_code(context),
            )
        elif template_prefix.startswith(PEOPLE_TEMPLATES):
            notice = Notice(template=template_prefix, context=context, **_if_code(context))
        else:
            notice = _allauth_notice(template_prefix, words.email_context() | {"email": email} | context)
        operations.send(to=email, notice=notice, now=timezone.now())

    def add_message(self, *args: object, **options: object) -> None:
        """Say nothing on the next page: being signed in shows, and shared pages hold nothing personal."""


class _Urgency(TypedDict, total=False):
    urgent: bool
    useful_for: timedelta


def _if_code(context: Mapping[str, object]) -> _Urgency:
    """What holds a code is urgent, and of no use once the code has expired."""
    return {"urgent": True, "useful_for": CODE_LIFETIME} if "code" in context else {}


def _allauth_notice(template_prefix: str, context: dict[str, Any]) -> Notice:
    """An e-mail with allauth's own text in our layout; urgent if it holds a code."""
    with translation.override(context["language"]):
        subject = " ".join(_text(f"{template_prefix}_subject", context).split())
        paragraphs = _text(f"{template_prefix}_message", context).strip("\n").split("\n\n")
    return Notice(
        template="notices/notices/plain",
        context={"subject_line": subject, "paragraphs": [part for part in paragraphs if part.strip()]},
        **_if_code(context),
    )


def _text(name: str, context: dict[str, object]) -> str:
    try:
        return words.text_of(f"{name}.txt", context)
    except TemplateDoesNotExist:
        return words.text_of(f"{name}.html", context)
