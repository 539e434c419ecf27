"""Reading the mailbox."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage

from masthead.notices.models import Mail


@dataclass(frozen=True)
class Letter:
    """A mail as a reader would see it, and its source as a server would."""

    mail: Mail
    subject: str
    text: str
    html: str
    source: str


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
