"""A cached page: its bytes, compressed once for every content coding."""

import functools
import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import brotli
from django.utils.http import parse_http_date_safe

from masthead.kit.dependencies import page_keys

Header = tuple[bytes, bytes]

# Headers that are set here for every response, or never sent.
MANAGED_HEADERS = frozenset(
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
MIN_COMPRESSED_BYTES = 200  # bytes; below that compression saves nothing


@dataclass(frozen=True, slots=True)
class EncodedPage:
    """The page in one content coding: bytes and headers."""

    etag: bytes
    body: bytes
    headers: tuple[Header, ...]
    not_modified_headers: tuple[Header, ...]


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A 200 response that is the same for everybody who may see it."""

    plain: EncodedPage
    gzip: EncodedPage | None
    brotli: EncodedPage | None
    keys: frozenset[str]  # under which it is found when something it depends on changes
    size: int
    changed_at: int | None = None  # seconds since 1970, if it says when

    def encoding_for(self, accept_encoding: bytes) -> EncodedPage:
        """The smallest coding that a browser with this Accept-Encoding accepts."""
        for coding in accepted_codings(accept_encoding):
            encoded = self.brotli if coding == "br" else self.gzip
            if encoded:
                return encoded
        return self.plain


def build_page(
    *, headers: Iterable[Header], body: bytes, depends_on: Iterable[str], gated: bool
) -> CachedPage:
    """Build a cached page with all its codings. Takes milliseconds, so not on the event loop."""
    headers = list(headers)
    kept = [(name, value) for name, value in headers if name not in MANAGED_HEADERS]
    kept.append((b"vary", _vary(headers, gated=gated)))
    digest = hashlib.blake2b(body, digest_size=12).hexdigest().encode()
    plain = _encoded(kept, body, etag=digest, coding=b"")
    encodings: dict[bytes, EncodedPage] = {}
    if len(body) >= MIN_COMPRESSED_BYTES:
        encodings[b"gzip"] = _encoded(
            kept, gzip.compress(body, 6, mtime=0), etag=digest + b"-gz", coding=b"gzip"
        )
        encodings[b"br"] = _encoded(
            kept, brotli.compress(body, quality=6), etag=digest + b"-br", coding=b"br"
        )
    size = sum(len(encoded.body) for encoded in (plain, *encodings.values())) + 2048
    return CachedPage(
        plain=plain,
        gzip=encodings.get(b"gzip"),
        brotli=encodings.get(b"br"),
        keys=page_keys(depends_on),
        size=size,
        changed_at=_moment(next((value for name, value in kept if name == b"last-modified"), b"")),
    )


def compressed(body: bytes, accept_encoding: bytes) -> tuple[bytes, bytes] | None:
    """The coding and bytes of `body` in the best coding this browser accepts; None where it saves nothing.

    Takes milliseconds, so not on the event loop.
    """
    if len(body) < MIN_COMPRESSED_BYTES:
        return None
    for coding in accepted_codings(accept_encoding):
        if coding == "br":
            return b"br", brotli.compress(body, quality=5)
        return b"gzip", gzip.compress(body, 6, mtime=0)
    return None


def etag_matches(if_none_match: bytes, etag: bytes) -> bool:
    """Whether If-None-Match matches this ETag (RFC 9110 §13.1.2, weak comparison)."""
    if if_none_match.strip() == b"*":
        return True
    held = (part.strip().removeprefix(b"W/") for part in if_none_match.split(b","))
    return etag in held


def is_unchanged_since(if_modified_since: bytes, changed_at: int | None) -> bool:
    """Whether the page is unchanged since then (RFC 9110 §13.1.3); an invalid date is ignored."""
    since = _moment(if_modified_since)
    return changed_at is not None and since is not None and changed_at <= since


@functools.lru_cache(maxsize=256)
def _moment(http_date: bytes) -> int | None:
    return parse_http_date_safe(http_date.decode("latin-1"))


@functools.lru_cache(maxsize=256)
def accepted_codings(accept_encoding: bytes) -> tuple[str, ...]:
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


def _encoded(headers: list[Header], body: bytes, *, etag: bytes, coding: bytes) -> EncodedPage:
    etag = b'"' + etag + b'"'
    unchanged = [(name, value) for name, value in headers if name != b"content-type"]
    full = [*headers, (b"etag", etag), (b"content-length", str(len(body)).encode())]
    if coding:
        full.append((b"content-encoding", coding))
    return EncodedPage(
        etag=etag, body=body, headers=tuple(full), not_modified_headers=(*unchanged, (b"etag", etag))
    )


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
