"""The mailbox: where mail lands when there is no mail server (EMAIL_URL=mailbox)."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from masthead.notices.models import MailboxEmail


class EmailBackend(BaseEmailBackend):
    """Keeps in a table the bytes a mail server would have been given."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            message = email.message()
            MailboxEmail.objects.get_or_create(
                message_id=str(message["Message-ID"])[:250],
                defaults={
                    "sender": str(message["From"]),
                    "recipients": ", ".join(email.recipients()),
                    "raw": message.as_bytes(linesep="\r\n"),  # type: ignore[call-arg]  # Django's own has it
                    "arrived_at": timezone.now(),
                },
            )
        return len(email_messages)
