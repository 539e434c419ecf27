"""Addresses: decoded where they are compared, escaped where they are printed.

Inside, the address of a page is its path as people read it (`/bücher/`), in Unicode's composed form: so it is
stored, and so whatever arrives is compared. What leaves for a machine (JSON, XML, headers, mail) is escaped
(`/b%C3%BCcher/`), for not every reader of those escapes for itself.
"""

import re
import unicodedata
from contextlib import suppress
from urllib.parse import SplitResult, quote, unquote, urlsplit

import idna
from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

_HOST = re.compile(r"[a-z0-9._:-]+")
_SLUG = re.compile(r"[-\w]+")  # what Django's slug fields take, with `allow_unicode`


def absolute_address(path: str) -> str:
    """The full address of one of our paths, escaped; a path that is escaped already stays as it is."""
    return settings.SITE_URL + escaped(path)


def escaped(path: str) -> str:
    """`path` as an address in ASCII (RFC 3987 §3.1)."""
    return str(iri_to_uri(path))


def path_of_ours(typed: str, *, most: int) -> str:
    """The path that somebody asks to be led to; empty where it may lead elsewhere.

    `most`: how many characters it may have, escaped; a euro sign is nine.
    """
    is_path = typed.startswith("/") and typed.isprintable() and len(quote(typed)) <= most
    return typed if is_path and url_has_allowed_host_and_scheme(typed, allowed_hosts=None) else ""


def parts_of(address: str) -> SplitResult:
    """The parts of an address that somebody sent or typed; all of them empty where it cannot be read."""
    try:
        parts = urlsplit(address)
        _port = parts.port  # the library reads it only when it is asked for
    except ValueError:  # a host in brackets that is none, a port that is no number
        return SplitResult("", "", "", "", "")
    return parts


def decoded_path(address: str) -> str:
    """The path of an address that somebody sent, as ours are compared; empty where it cannot be read."""
    try:
        return composed(unquote(parts_of(address).path, errors="strict"))
    except ValueError:  # bytes that are no UTF-8
        return ""


def composed(text: str) -> str:
    """`text` in Unicode's composed form: macOS, for one, sends "ü" as a u and two dots."""
    return unicodedata.normalize("NFC", text)


def ascii_host(host: str) -> str:
    """A host name as machines compare it: lower case, `xn--` for other letters; empty where it is none.

    As browsers do: `straße.example` is another host than `strasse.example` (IDNA 2008, UTS 46).
    """
    name = host.rstrip(".")
    if not name.isascii():
        with suppress(idna.IDNAError):  # it takes no ☃.example, which is left to IDNA 2003
            name = idna.encode(name, uts46=True).decode()
    try:
        name = name.encode("idna").decode().lower()
    except UnicodeError:
        return ""
    return name if _HOST.fullmatch(name) else ""


class SlugConverter:
    """A short name in an address: any that a slug field takes, in any script, however it is composed."""

    regex = r"[^/]+"  # composed letters are known only after decoding

    def to_python(self, value: str) -> str:
        slug = composed(value)
        if not _SLUG.fullmatch(slug):
            raise ValueError(value)
        return slug

    def to_url(self, value: str) -> str:
        return value
