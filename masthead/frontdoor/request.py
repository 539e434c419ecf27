"""Requests made unambiguous: what Django reads behind the door can be read in one way only.

A pure step, from the scope the server gives to one that a2wsgi translates without surprises.
"""

import functools
import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http.cookie import parse_cookie

from masthead.frontdoor.errors import HeadersAreTooLarge, MethodIsUnknown, RequestIsMalformed

Header = tuple[bytes, bytes]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MOST_HEADERS = 100
MOST_HEADER_BYTES = 32 * 1024
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
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
class Arrival:
    """One request with its doubts removed. Header names are lower case; `host` and `cookie` stand once."""

    method: str
    host: str
    path: str
    query: bytes
    scheme: str
    client: str
    headers: dict[bytes, bytes]
    declared_length: int | None
    has_body: bool

    def cookies(self) -> dict[str, str]:
        """The cookies as Django will read them."""
        return parse_cookie(self.headers.get(b"cookie", b"").decode("latin-1"))

    def repeats_a_cookie(self, *names: str) -> bool:
        """Whether one of these stands here more than once, so that two readers could read two values."""
        pairs = self.headers.get(b"cookie", b"").decode("latin-1").split(";")
        found = [pair.partition("=")[0].strip() for pair in pairs]
        return any(found.count(name) > 1 for name in names)


def networks(names: Iterable[str]) -> tuple[Network, ...]:
    """TRUSTED_PROXIES as networks."""
    return tuple(ipaddress.ip_network(name, strict=False) for name in names)


def arrival_from(scope: dict[str, Any], *, trusted: Sequence[Network]) -> Arrival:
    """Read the server's scope.

    :raises RequestIsMalformed: a query with bytes outside ASCII, no host or two, a length that is no number
    :raises HeadersAreTooLarge: more than 100 headers, or more than 32 KiB of them
    :raises MethodIsUnknown: TRACE, CONNECT and inventions
    """
    if scope["method"] not in METHODS:
        raise MethodIsUnknown
    query: bytes = scope["query_string"]
    path: str = scope["path"]
    if not query.isascii() or "\x00" in path or "\ufffd" in path or not path.startswith("/"):
        raise RequestIsMalformed
    headers, forwarded = _gathered(scope["headers"])
    client, scheme = _plain((scope.get("client") or ("", 0))[0]), scope.get("scheme", "http")
    if forwarded and _is_trusted(client, trusted):
        client = _client_named_in(forwarded.get(b"x-forwarded-for", b""), peer=client, trusted=trusted)
        scheme = _scheme_named_in(forwarded.get(b"x-forwarded-proto", b""), otherwise=scheme)
        headers[b"host"] = _last(forwarded.get(b"x-forwarded-host", b"")) or headers.get(b"host", b"")
    return Arrival(
        method=scope["method"],
        host=_host(headers.get(b"host", b"")),
        path=path,
        query=query,
        scheme=scheme,
        client=client,
        declared_length=_declared_length(headers),
        has_body=b"content-length" in headers or b"transfer-encoding" in headers,
        headers=headers,
    )


def scope_for_django(scope: dict[str, Any], arrival: Arrival, *, body_length: int) -> dict[str, Any]:
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


def _gathered(raw: Sequence[Header]) -> tuple[dict[bytes, bytes], dict[bytes, bytes]]:
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
    if len(raw) > MOST_HEADERS or size > MOST_HEADER_BYTES:
        raise HeadersAreTooLarge
    return headers, forwarded


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
def _plain(text: str) -> str:
    """An address in its shortest form; an IPv4 address dressed as IPv6 undressed; anything else as it is."""
    address = _address(text)
    return str(address) if address else text


def _address(text: str) -> Address | None:
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(text: str, trusted: Sequence[Network]) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in trusted)


def _client_named_in(chain: bytes, *, peer: str, trusted: Sequence[Network]) -> str:
    """The last address that is not one of our proxies: each proxy vouches only for the one before it."""
    client = peer
    for text in reversed(chain.decode("latin-1").split(",")):
        if _address(text) is None:
            break
        client = _plain(text)
        if not _is_trusted(client, trusted):
            break
    return client


def _scheme_named_in(value: bytes, *, otherwise: str) -> str:
    named = _last(value).lower()
    return named.decode() if named in {b"http", b"https"} else otherwise


def _last(value: bytes) -> bytes:
    return value.rpartition(b",")[2].strip()
