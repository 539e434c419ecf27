"""What a request brings, read one way: cleaned, of bounded length, as what it is meant to be.

Doors read queries, forms, headers and cookies here and nowhere else (a test sees to it). Nothing that is
sent makes a reader below raise, a body too large apart: a text is cleaned and cut, and whatever is no number,
name, cursor or path of ours is as if it had not been said.
"""

import re
from collections.abc import Iterable, Mapping
from http.client import REQUEST_ENTITY_TOO_LARGE

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from masthead.kit import cursors
from masthead.kit.addresses import path_of_ours
from masthead.kit.refusals import Refusal
from masthead.kit.text_hygiene import with_forbidden_marked, without_forbidden

MAX_COOKIE_LENGTH = 4096  # browsers keep none that is longer (RFC 6265 §6.1)
MAX_LENGTH = 200  # of a text of which nothing else is said
_NAME = re.compile(r"[\w.-]+")  # what we name things in addresses and forms


class SentTooMuch(Refusal):
    """A message of a program, larger than any that it has to send."""

    code = "sent-too-much"
    status = REQUEST_ENTITY_TOO_LARGE
    sentence = _("This is more than can be taken here.")


class Incoming:
    """One part of a request: texts under names. `as_sent` is for pure rules that read headers."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.as_sent = values

    def __contains__(self, name: str) -> bool:
        return name in self.as_sent

    def __bool__(self) -> bool:
        return bool(self.as_sent)

    def _said(self, name: str) -> str:
        return str(self.as_sent.get(name, ""))

    def text(self, name: str, *, most: int = MAX_LENGTH) -> str:
        """What is said under that name, without what no page can hold, cut to so many characters."""
        return without_forbidden(self._said(name)[:most])

    def token(self, name: str) -> str:
        """What is compared with something of ours: what no page can hold is marked, so that it is none."""
        return with_forbidden_marked(self._said(name)[:MAX_LENGTH])

    def name(self, name: str) -> str:
        """The short name that is said, such as a plan's; empty where it is none."""
        said = self._said(name)
        return said if len(said) <= MAX_LENGTH and _NAME.fullmatch(said) else ""

    def choice(self, name: str, among: Iterable[str], *, otherwise: str = "") -> str:
        """Which of these is said; `otherwise` where none of them is."""
        said = self._said(name)
        return said if said in set(among) else otherwise

    def number(self, name: str) -> int | None:
        """The whole number that is said; None where none is."""
        return cursors.number(self._said(name))

    def numbers(self, name: str, *, most: int) -> list[int]:
        """The whole numbers that stand there between commas, at most so many of them."""
        parts = self.text(name, most=most * (cursors.DIGITS + 1)).split(",")[:most]
        return [number for part in parts if (number := cursors.number(part)) is not None]

    def cursor(self, name: str) -> cursors.Cursor | None:
        """Where the page asked for begins; None where nothing of ours says so."""
        return cursors.Cursor.parse(self._said(name))

    def own_path(self, name: str, *, most: int) -> str:
        """The path of ours that is said, of at most that many characters, escaped; empty elsewhere."""
        return path_of_ours(self._said(name), most=most)


def query(request: HttpRequest) -> Incoming:
    """What stands behind the question mark."""
    return Incoming(request.GET)


def form(request: HttpRequest) -> Incoming:
    """The fields of the form that was sent."""
    return Incoming(request.POST)


def headers(request: HttpRequest) -> Incoming:
    """The request's headers."""
    return Incoming(request.headers)


def cookies(request: HttpRequest) -> Incoming:
    """The cookies that came with it; signed ones are told from others by whoever signed them."""
    return Incoming(request.COOKIES)


def form_fields(request: HttpRequest) -> QueryDict:
    """The form that was sent, for one of Django's: each field says what it takes, and why it refuses."""
    return request.POST


def query_fields(request: HttpRequest) -> QueryDict:
    """The query in the same way, for a form that is sent by GET."""
    return request.GET


def files(request: HttpRequest) -> MultiValueDict[str, UploadedFile]:
    """The files that were sent; what they are is looked at where they are taken."""
    return request.FILES


def body(request: HttpRequest, *, most: int) -> bytes:
    """The bytes of a message that is no form.

    :raises SentTooMuch: there are more than `most`
    """
    if (cursors.number(request.META.get("CONTENT_LENGTH") or "0") or 0) > most:
        raise SentTooMuch
    return request.body


def query_string(request: HttpRequest) -> str:
    """The query as it was sent, to be sent on."""
    return str(request.META.get("QUERY_STRING", ""))


def client_address(request: HttpRequest) -> str:
    """The IP address of whoever asks, as the front door knows it."""
    return str(request.META.get("REMOTE_ADDR", ""))
