"""The messages this room sends."""

from datetime import timedelta

from masthead.kit.notices import Notice
from masthead.site_pages.models import ContactMessage


def from_reader(message: ContactMessage) -> Notice:
    """A message from a reader; Reply-To is the reader's address."""
    return Notice(
        template="site_pages/notices/from_reader",
        reply_to=message.email,
        useful_for=timedelta(days=90),  # as long as a delivery is kept at all
        context={
            "name": message.name,
            "email": message.email,
            "about": message.subject,
            "text": message.text,
        },
    )


def test_mail() -> Notice:
    """A test message from the checklist."""
    return Notice(template="site_pages/notices/test_mail", urgent=True, useful_for=timedelta(hours=1))
