"""What an error means for a message on its way: sent or not, and whether trying again makes sense."""

import smtplib
from enum import StrEnum
from http import HTTPStatus

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused


class Outcome(StrEnum):
    """What became of one attempt that did not end with the server's yes."""

    LATER = "later"  # certainly not taken, and not refused for good: try again
    PERHAPS = "perhaps"  # nobody knows whether it was taken
    REFUSED = "refused"  # refused for good: this message to this address


class MessageWasHandedOver(Exception):
    """The whole message was handed over, and then no answer came."""


# Replies that are about our credentials (RFC 4954, section 6), not about the message: the host mends them.
NOT_ADMITTED_REPLIES = {530, 534, 535, 538}
NOT_ADMITTED_STATUSES = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.PAYMENT_REQUIRED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,  # the address of the API, or the domain at the provider
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
}
# The provider says that it did nothing (RFC 9110, section 15; RFC 6585, section 4).
DID_NOTHING_STATUSES = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
}


def outcome_of(error: Exception) -> Outcome:
    """What this error of a mail backend means for its message.

    A reply 4xx of a mail server is for now, 5xx for good (RFC 5321, section 4.2.1).
    """
    match error:
        case smtplib.SMTPRecipientsRefused():
            return _of_reply(max(code for code, _ in error.recipients.values()))
        case smtplib.SMTPAuthenticationError() | smtplib.SMTPConnectError() | smtplib.SMTPHeloError():
            return Outcome.LATER  # the message was not even named yet
        case smtplib.SMTPResponseException():
            return _of_reply(error.smtp_code)
        case AnymailRecipientsRefused() | AnymailInvalidAddress() | UnicodeError():
            return Outcome.REFUSED
        case AnymailAPIError():
            return _of_provider(error)
        case MessageWasHandedOver():
            return Outcome.PERHAPS
        case OSError() | AnymailError():  # no connection, or one that ended in the middle; nothing was posted
            return Outcome.LATER
        case _:
            return Outcome.PERHAPS


def _of_reply(code: int) -> Outcome:
    if code in NOT_ADMITTED_REPLIES or 400 <= code < 500:
        return Outcome.LATER
    return Outcome.REFUSED if 500 <= code < 600 else Outcome.PERHAPS


def _of_provider(error: AnymailAPIError) -> Outcome:
    status = _status_of(error)
    if status is None:
        return Outcome.LATER if _never_connected(error) else Outcome.PERHAPS
    if status in NOT_ADMITTED_STATUSES | DID_NOTHING_STATUSES:
        return Outcome.LATER
    return Outcome.REFUSED if 400 <= status < 500 else Outcome.PERHAPS


def _status_of(error: AnymailAPIError) -> int | None:
    if error.status_code is not None:
        return int(error.status_code)
    said = getattr(error.__cause__, "response", None)  # Amazon's library has it in a dictionary
    return said.get("ResponseMetadata", {}).get("HTTPStatusCode") if isinstance(said, dict) else None


def _never_connected(error: AnymailAPIError) -> bool:
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    reason = getattr(error.__cause__, "args", [None])[0:1]
    return any("NewConnectionError" in type(getattr(why, "reason", why)).__name__ for why in reason)
