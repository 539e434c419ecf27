"""What allauth does through us: its mails go out as our notices."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from masthead.kit.notices import Notice, NoticeKind
from masthead.notices import operations

KINDS = [
    NoticeKind(
        key="account",
        title=_("Codes and changes of my account"),
        sentence=_("Codes for signing in, and word of every change of address, passkeys and the like."),
        may_be_off=False,
    )
]
# Its mails that we wrote ourselves, and those of accounts, the room below; every other keeps its words and
# gets our paper.
WRITTEN_BY_ACCOUNTS = "people/notices/"
OURS = {"account/email/login_code": "notices/notices/sign_in_code"}


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of allauth's mails in the caller's transaction."""
        if template_prefix in OURS:
            notice = Notice(template=OURS[template_prefix], context={"code": context["code"]}, urgent=True)
        elif template_prefix.startswith(WRITTEN_BY_ACCOUNTS):
            notice = Notice(template=template_prefix, context=context, urgent="code" in context)
        else:
            notice = _plain(template_prefix, operations.letterhead() | {"email": email} | context)
        operations.send(to=email, notice=notice, now=timezone.now())

    def add_message(self, *args: Any, **options: Any) -> None:
        """Say nothing on the next page: being signed in shows, and shared pages hold nothing personal."""


def _plain(template_prefix: str, words: dict[str, Any]) -> Notice:
    """Words of allauth's own, on our paper; a code among them makes it urgent."""
    with translation.override(words["language"]):
        subject = " ".join(_text(f"{template_prefix}_subject", words).split())
        paragraphs = _text(f"{template_prefix}_message", words).strip("\n").split("\n\n")
    return Notice(
        template="notices/notices/plain",
        context={"subject_line": subject, "paragraphs": [part for part in paragraphs if part.strip()]},
        urgent="code" in words,
    )


def _text(name: str, words: dict[str, Any]) -> str:
    try:
        found = get_template(f"{name}.txt")
    except TemplateDoesNotExist:
        found = get_template(f"{name}.html")
    return str(found.template.render(Context(words, autoescape=False)))  # type: ignore[attr-defined]
