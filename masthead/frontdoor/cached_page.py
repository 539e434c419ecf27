"""A finished page: its bytes, packed once for every way browsers like them."""

import functools
import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import brotli
from django.utils.http import parse_http_date_safe

Header = tuple[bytes, bytes]

# Written anew for every answer, or never let out.
OURS_TO_WRITE = frozenset(
    {
        b"content-length",
        b"content-encoding",
        b"etag",
        b"vary",
        b"date",
        b"server",
        b"connection",
        b"transfer-encoding",
    }
)
LEAST_WORTH_PACKING = 200  # bytes; below that the packing is as large as the goods


@dataclass(frozen=True, slots=True)
class Form:
    """One way to send the page: bytes and the headers that go with them."""

    etag: bytes
    body: bytes
    headers: tuple[Header, ...]
    headers_unchanged: tuple[Header, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A 200 answer that is the same for everybody who may see it."""

    plain: Form
    gzip: Form | None
    brotli: Form | None
    tags: frozenset[str]
    size: int
    changed_at: int | None = None  # seconds since 1970, if it says when

    def form_for(self, accept_encoding: bytes) -> Form:
        """The smallest form that a browser with this Accept-Encoding understands."""
        for coding in codings_in(accept_encoding):
            form = self.brotli if coding == "br" else self.gzip
            if form:
                return form
        return self.plain


def finish(*, headers: Iterable[Header], body: bytes, tags: Iterable[str], gated: bool) -> Page:
    """Pack a page. Takes milliseconds, so not on the event loop."""
    headers = list(headers)
    kept = [(name, value) for name, value in headers if name not in OURS_TO_WRITE]
    kept.append((b"vary", _vary(headers, gated=gated)))
    digest = hashlib.blake2b(body, digest_size=12).hexdigest().encode()
    plain = _form(kept, body, etag=digest, coding=b"")
    packed: dict[bytes, Form] = {}
    if len(body) >= LEAST_WORTH_PACKING:
        packed[b"gzip"] = _form(kept, gzip.compress(body, 6, mtime=0), etag=digest + b"-gz", coding=b"gzip")
        packed[b"br"] = _form(kept, brotli.compress(body, quality=6), etag=digest + b"-br", coding=b"br")
    size = sum(len(form.body) for form in (plain, *packed.values())) + 2048
    return Page(
        plain=plain,
        gzip=packed.get(b"gzip"),
        brotli=packed.get(b"br"),
        tags=frozenset(tags),
        size=size,
        changed_at=_moment(next((value for name, value in kept if name == b"last-modified"), b"")),
    )


def packed(body: bytes, accept_encoding: bytes) -> tuple[bytes, bytes] | None:
    """The coding and the bytes of `body` as this browser likes them best; None where packing is not worth it.

    Takes milliseconds, so not on the event loop.
    """
    if len(body) < LEAST_WORTH_PACKING:
        return None
    for coding in codings_in(accept_encoding):
        if coding == "br":
            return b"br", brotli.compress(body, quality=5)
        return b"gzip", gzip.compress(body, 6, mtime=0)
    return None


def is_known(if_none_match: bytes, etag: bytes) -> bool:
    """Whether the browser holds this form already (RFC 9110 §13.1.2, weak comparison)."""
    if if_none_match.strip() == b"*":
        return True
    held = (part.strip().removeprefix(b"W/") for part in if_none_match.split(b","))
    return etag in held


def is_unchanged_since(if_modified_since: bytes, changed_at: int | None) -> bool:
    """Whether the page is as it was then (RFC 9110 §13.1.3); a date that is none is not heard."""
    since = _moment(if_modified_since)
    return changed_at is not None and since is not None and changed_at <= since


@functools.lru_cache(maxsize=256)
def _moment(http_date: bytes) -> int | None:
    return parse_http_date_safe(http_date.decode("latin-1"))


@functools.lru_cache(maxsize=256)
def codings_in(accept_encoding: bytes) -> tuple[str, ...]:
    """Which of brotli and gzip an Accept-Encoding allows, brotli first."""
    allowed: dict[str, float] = {}
    for part in accept_encoding.decode("latin-1").lower().split(","):
        name, _, parameter = part.partition(";")
        allowed[name.strip()] = _weight(parameter)
    return tuple(coding for coding in ("br", "gzip") if allowed.get(coding, allowed.get("*", 0.0)) > 0)


def _weight(parameter: str) -> float:
    key, _, value = parameter.partition("=")
    if key.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _form(headers: list[Header], body: bytes, *, etag: bytes, coding: bytes) -> Form:
    etag = b'"' + etag + b'"'
    unchanged = [(name, value) for name, value in headers if name != b"content-type"]
    full = [*headers, (b"etag", etag), (b"content-length", str(len(body)).encode())]
    if coding:
        full.append((b"content-encoding", coding))
    return Form(etag=etag, body=body, headers=tuple(full), headers_unchanged=(*unchanged, (b"etag", etag)))


def _vary(headers: list[Header], *, gated: bool) -> bytes:
    named = [
        part.strip()
        for name, value in headers
        if name == b"vary"
        for part in value.decode("latin-1").split(",")
    ]
    wanted = [*named, "Accept-Encoding", *(["Cookie"] if gated else [])]
    once: dict[str, str] = {}
    for part in wanted:
        once.setdefault(part.lower(), part)
    return ", ".join(part for part in once.values() if part).encode("latin-1")
