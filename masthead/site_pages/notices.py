"""The messages this room sends."""

from masthead.colophon.models import ContactMessage
from masthead.kit.notices import Notice


def from_reader(message: ContactMessage) -> Notice:
    """What a reader wrote; an answer goes to them."""
    return Notice(
        template="colophon/notices/from_reader",
        reply_to=message.email,
        context={
            "name": message.name,
            "email": message.email,
            "about": message.subject,
            "text": message.text,
        },
    )


def mail_works() -> Notice:
    """A test message from the checklist."""
    return Notice(template="colophon/notices/mail_works", urgent=True)
