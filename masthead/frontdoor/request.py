"""Normalise a request, so that Django can read it in one way only (no smuggling, no forged proxies).

A pure step, from the scope the server gives to one that a2wsgi translates without surprises.
"""

import functools
import ipaddress
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http.cookie import parse_cookie

from masthead.frontdoor.errors import (
    AddressIsTooLong,
    HeadersAreTooLarge,
    MethodIsUnknown,
    RequestIsMalformed,
)
from masthead.kit.networks import Address, household, read

Header = tuple[bytes, bytes]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 * 1024
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Values that Django takes apart in time that grows with their square: 0.9 seconds for 32 KiB. And what is
# kept under a value, such as which codings it allows, is kept for short ones only.
MAX_VALUE_BYTES = {
    b"accept": 4096,
    b"accept-encoding": 1024,
    b"accept-language": 1024,
    b"content-type": 1024,
    b"host": 300,
    b"if-modified-since": 200,
    b"range": 1024,
}
MAX_QUERY_LENGTH = 8192  # as most servers have it; answers that lead on repeat it
MAX_PATH_LENGTH = 2048  # a path is compared with every pattern and asked for in the database
FORWARDED = frozenset(
    {
        b"forwarded",
        b"x-real-ip",
        b"x-client-ip",
        b"x-cluster-client-ip",
        b"true-client-ip",
        b"x-original-url",
        b"x-rewrite-url",
    }
)
# `Proxy` would become HTTP_PROXY, which some programs take for a setting (httpoxy, CVE-2016-5385).
NEVER_PASSED_ON = FORWARDED | {
    b"proxy",
    b"proxy-connection",
    b"keep-alive",
    b"te",
    b"trailer",
    b"upgrade",
    b"connection",
    b"expect",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One normalised request. Header names are lower case; `host` and `cookie` occur once."""

    method: str
    host: str
    path: str
    query: bytes
    scheme: str
    client: str
    headers: dict[bytes, bytes]
    declared_length: int | None
    has_body: bool
    is_for_own_host: bool = False  # under a host, port included, that cached pages answer to

    @property
    def network(self) -> str:
        """The household of the client, as limits count it."""
        try:
            return household(self.client)
        except ValueError:
            return self.client

    def cookies(self) -> dict[str, str]:
        """The cookies as Django will read them."""
        return parse_cookie(self.headers.get(b"cookie", b"").decode("latin-1"))

    def has_repeated_cookie(self, *names: str) -> bool:
        """Whether one of these occurs more than once, so that two parsers could read two values."""
        pairs = self.headers.get(b"cookie", b"").decode("latin-1").split(";")
        found = [pair.partition("=")[0].strip() for pair in pairs]
        return any(found.count(name) > 1 for name in names)


def parse_networks(names: Iterable[str]) -> tuple[Network, ...]:
    """TRUSTED_PROXIES as networks."""
    return tuple(ipaddress.ip_network(name, strict=False) for name in names)


def parse_request(
    scope: dict[str, Any], *, trusted: Sequence[Network], hosts: Collection[str] = ()
) -> Request:
    """Read the server's scope. `hosts`: those that are the publication's own, in lower case.

    :raises RequestIsMalformed: a query with bytes outside ASCII, no host or two, a length that is no number
    :raises AddressIsTooLong: a path of more than 2,048 characters, or a query of more than 8,192
    :raises HeadersAreTooLarge: more than 100 headers, more than 32 KiB of them, or one that has to be short
    :raises MethodIsUnknown: TRACE, CONNECT and inventions
    """
    if scope["method"] not in METHODS:
        raise MethodIsUnknown
    query: bytes = scope["query_string"]
    path: str = scope["path"]
    if not query.isascii() or "\x00" in path or "\ufffd" in path or not path.startswith("/"):
        raise RequestIsMalformed
    if len(path) > MAX_PATH_LENGTH or len(query) > MAX_QUERY_LENGTH:
        raise AddressIsTooLong
    headers, forwarded = _merged_headers(scope["headers"])
    client, scheme, named = _as_proxies_say(
        forwarded,
        peer=(scope.get("client") or ("", 0))[0],
        scheme=scope.get("scheme", "http"),
        host=headers.get(b"host", b""),
        trusted=trusted,
    )
    host = _host(named)
    headers[b"host"] = named
    return Request(
        method=scope["method"],
        host=host,
        is_for_own_host=host in hosts,
        path=path,
        query=query,
        scheme=scheme,
        client=client,
        declared_length=_declared_length(headers),
        has_body=b"content-length" in headers or b"transfer-encoding" in headers,
        headers=headers,
    )


def scope_for_django(scope: dict[str, object], arrival: Request, *, body_length: int) -> dict[str, object]:
    """The scope a2wsgi may translate: the true length of the body, nothing about the connection."""
    headers = [
        (name, value)
        for name, value in arrival.headers.items()
        if name not in {b"content-length", b"transfer-encoding"}
    ]
    if arrival.has_body:
        headers.append((b"content-length", str(body_length).encode()))
    server = scope.get("server") or ("localhost", 80)
    return {
        "type": "http",
        "asgi": scope["asgi"],
        "http_version": scope.get("http_version", "1.1"),
        "method": arrival.method,
        "scheme": arrival.scheme,
        "path": arrival.path,
        "raw_path": scope.get("raw_path", b""),
        "query_string": arrival.query,
        "root_path": "",
        "headers": headers,
        "client": (arrival.client, 0),
        "server": server,
    }


def environ_for_django(environ: dict[str, Any], *, trusted: Sequence[Network]) -> dict[str, Any]:
    """A WSGI server's environ with what `parse_request` believes of proxies, and nothing else of it.

    For the WSGI application alone, where no front door stands before Django. A WSGI server writes
    `X_Forwarded_Proto` and `X-Forwarded-Proto` under one name, so a trusted proxy must drop the first itself.
    """
    names = {
        name: name[5:].replace("_", "-").lower().encode() for name in environ if name.startswith("HTTP_")
    }
    dropped = {
        name: header
        for name, header in names.items()
        if header in NEVER_PASSED_ON or header.startswith((b"x-forwarded-", b"masthead-"))
    }
    forwarded = {header: str(environ[name]).encode("latin-1") for name, header in dropped.items()}
    clean = {name: value for name, value in environ.items() if name not in dropped}
    client, scheme, host = _as_proxies_say(
        forwarded,
        peer=environ.get("REMOTE_ADDR", ""),
        scheme=environ.get("wsgi.url_scheme", "http"),
        host=environ.get("HTTP_HOST", "").encode("latin-1"),
        trusted=trusted,
    )
    if environ.get("CONTENT_TYPE"):
        clean["CONTENT_TYPE"] = read_as_utf8(environ["CONTENT_TYPE"])
    if host:
        clean["HTTP_HOST"] = host.decode("latin-1")
    https = "on" if scheme == "https" else "off"
    return clean | {"REMOTE_ADDR": client, "wsgi.url_scheme": scheme, "HTTPS": https}


def _as_proxies_say(
    forwarded: dict[bytes, bytes], *, peer: str, scheme: str, host: bytes, trusted: Sequence[Network]
) -> tuple[str, str, bytes]:
    """Client, scheme and host of a request: as `forwarded` has them where `peer` is trusted, else its own."""
    client = _normalised_address(peer)
    if not forwarded or not _is_trusted(client, trusted):
        return client, scheme, host
    return (
        _client_from(forwarded.get(b"x-forwarded-for", b""), peer=client, trusted=trusted),
        _scheme_from(forwarded.get(b"x-forwarded-proto", b""), otherwise=scheme),
        _last(forwarded.get(b"x-forwarded-host", b"")) or host,
    )


def _merged_headers(raw: Sequence[Header]) -> tuple[dict[bytes, bytes], dict[bytes, bytes]]:
    """Each name once; those a proxy would write apart.

    Names with an underscore go: to WSGI `X_Forwarded_For` is `X-Forwarded-For`.
    """
    headers: dict[bytes, bytes] = {}
    forwarded: dict[bytes, bytes] = {}
    size = 0
    for name, value in raw:
        size += len(name) + len(value)
        name = name.lower()
        if b"_" in name or name in NEVER_PASSED_ON or name.startswith(b"masthead-"):
            continue
        kept = forwarded if name.startswith(b"x-forwarded-") else headers
        kept[name] = _joined(name, kept[name], value) if name in kept else value
    if b"content-type" in headers:
        headers[b"content-type"] = read_as_utf8(headers[b"content-type"].decode("latin-1")).encode("latin-1")
    too_long = any(len(headers.get(name, b"")) > most for name, most in MAX_VALUE_BYTES.items())
    if len(raw) > MAX_HEADERS or size > MAX_HEADER_BYTES or too_long:
        raise HeadersAreTooLarge
    return headers, forwarded


def read_as_utf8(content_type: str) -> str:
    """A Content-Type without its charset: fields are UTF-8, whatever they call themselves.

    Django reads query and fields in that charset before any middleware, and to Python `hex` and `undefined`
    are some (https://url.spec.whatwg.org/#urlencoded-parsing knows UTF-8 alone).
    """
    kind, *parameters = content_type.split(";")
    return ";".join([kind, *(part for part in parameters if not part.strip().lower().startswith("charset"))])


def _joined(name: bytes, first: bytes, second: bytes) -> bytes:
    if name in {b"host", b"content-length", b"content-type", b"authorization"}:
        raise RequestIsMalformed
    return first + (b"; " if name == b"cookie" else b", ") + second  # RFC 9113 §8.2.3, RFC 9110 §5.3


@functools.lru_cache(maxsize=256)
def _host(host: bytes) -> str:
    if not host or not host.isascii() or any(byte in b" \t,/\\@?#" for byte in host):
        raise RequestIsMalformed
    return host.decode("ascii").lower()


def _declared_length(headers: dict[bytes, bytes]) -> int | None:
    """The length the client promised; with chunked coding it promised none (RFC 9112 §6.3)."""
    promised = headers.get(b"content-length")
    if b"transfer-encoding" in headers:
        if headers[b"transfer-encoding"].strip().lower() != b"chunked":
            raise RequestIsMalformed
        return None
    if promised is None:
        return None
    if not promised.isdigit() or len(promised) > 18:
        raise RequestIsMalformed
    return int(promised)


@functools.lru_cache(maxsize=4096)
def _normalised_address(text: str) -> str:
    """An address in its shortest form; an IPv4-mapped IPv6 address as IPv4; anything else as it is."""
    address = _address(text)
    return str(address) if address else text


def _address(text: str) -> Address | None:
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return read(text)
    except ValueError:
        return None


def _is_trusted(text: str, trusted: Sequence[Network]) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in trusted)


def _client_from(chain: bytes, *, peer: str, trusted: Sequence[Network]) -> str:
    """The last address that is not one of our proxies: each proxy vouches only for the one before it."""
    client = peer
    for text in reversed(chain.decode("latin-1").split(",")):
        if _address(text) is None:
            break
        client = _normalised_address(text)
        if not _is_trusted(client, trusted):
            break
    return client


def _scheme_from(value: bytes, *, otherwise: str) -> str:
    named = _last(value).lower()
    return named.decode() if named in {b"http", b"https"} else otherwise


def _last(value: bytes) -> bytes:
    return value.rpartition(b",")[2].strip()
