"""Mail by SMTP: Django's backend, that knows whether a message was handed over, and hangs up in time."""

import contextlib
import smtplib
import socket
import threading
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

from masthead.notices.outcomes import MessageWasHandedOver

CONVERSATION_SECONDS = 120.0  # in all; a server that says a byte now and then would never time out


class _Conversation(smtplib.SMTP):
    """smtplib's client, that notes when the last byte of a message has left."""

    handed_over = False
    _clock: threading.Timer | None = None

    def _get_socket(self, *address: Any) -> socket.socket:
        self._clock = threading.Timer(CONVERSATION_SECONDS, self._hang_up)
        self._clock.daemon = True
        self._clock.start()
        return super()._get_socket(*address)  # type: ignore[misc]  # the stubs leave it out

    def send(self, s: Any) -> None:
        super().send(s)
        if isinstance(s, bytes):  # commands are text; only a whole message with its final dot is bytes
            self.handed_over = True

    def close(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
        super().close()

    def _hang_up(self) -> None:
        """Wake whoever waits for the server: from now on there is nothing to read."""
        open_socket = self.sock
        if open_socket is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(open_socket, socket.SHUT_RDWR)  # of the connection, also beneath TLS


class _SecureConversation(_Conversation, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """Django's, on such a conversation."""

    @property
    def connection_class(self) -> type[_Conversation]:
        return _SecureConversation if self.use_ssl else _Conversation

    def _send(self, email_message: EmailMessage) -> bool:
        conversation = self.connection
        try:
            return super()._send(email_message)  # type: ignore[misc]  # the stubs leave it out
        except smtplib.SMTPResponseException:
            raise
        except OSError as ended:
            if isinstance(conversation, _Conversation) and conversation.handed_over:
                raise MessageWasHandedOver(str(ended)) from ended
            raise
