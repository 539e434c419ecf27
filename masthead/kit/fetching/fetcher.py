"""Fetching one address, within limits of time, size, redirects and media type."""

import http.client
import socket
import ssl
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import urljoin

import brotli
from django.conf import settings

from masthead.kit.fetching import connections, errors, public_addresses
from masthead.kit.fetching.connections import BoundedConnection, Deadline, Transport
from masthead.kit.fetching.decompression import CHUNK_BYTES, decoder_for
from masthead.kit.fetching.public_addresses import Address
from masthead.kit.transactions import ensure_may_reach_out

HTML = frozenset({"text/html", "application/xhtml+xml"})
MAX_REDIRECTS = 5
MAX_HEADER_BYTES = 64 * 1024
MAX_CONTENT_TYPE_LENGTH = 500
MAX_RESPONSE_BYTES = 1024 * 1024
TIMEOUT_SECONDS = 10.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
METHOD_KEEPING_REDIRECTS = frozenset({307, 308})
MAX_IP_ADDRESSES = 32  # IP addresses of one host; an honest one has no more
MAX_CONNECT_ATTEMPTS = 3


@dataclass(frozen=True)
class FetchResponse:
    """An answer: from which address in the end, with which status; the body only where it was asked for."""

    address: str
    status: int
    headers: Message
    body: bytes = b""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def media_type(self) -> str:
        """The media type, without its parameters."""
        return self._content_type.get_content_type() if "content-type" in self.headers else ""

    @property
    def charset(self) -> str | None:
        return self._content_type.get_content_charset()

    @property
    def _content_type(self) -> Message:
        """The header alone and not too long: its parameters are read in time that grows with its square."""
        alone = Message()
        alone["content-type"] = str(self.headers.get("content-type", ""))[:MAX_CONTENT_TYPE_LENGTH]
        return alone

    def all(self, name: str) -> list[str]:
        """Every value of a header that may stand more than once."""
        return [str(value) for value in self.headers.get_all(name, [])]


@dataclass(frozen=True)
class _FetchRequest:
    """What to ask for and what to take."""

    method: str
    body: bytes | None
    headers: Mapping[str, str]
    media_types: Collection[str] | None
    skip_other_bodies: bool
    max_bytes: int
    deadline: Deadline
    transport: Transport = field(repr=False)


def fetch(
    address: str,
    *,
    media_types: Collection[str] | None = None,
    skip_other_bodies: bool = False,
    post_body: bytes | None = None,
    content_type: str = "application/x-www-form-urlencoded",
    max_bytes: int = MAX_RESPONSE_BYTES,
    timeout_seconds: float = TIMEOUT_SECONDS,
    publication_name: str = "",
) -> FetchResponse:
    """The answer at `address`, after at most five redirects.

    `media_types` are those whose body is taken (None: any); with `skip_other_bodies` the rest is answered
    without one instead of refused. Answers that are no success come without body. `post_body` is a body to
    send with POST. `publication_name` goes into the User-Agent. No cookie and no credential is ever sent.

    :raises FetchRefused: a rule said no, or there was no proper answer
    :raises NetworkInsideTransaction: a transaction is open
    """
    ensure_may_reach_out()
    headers = {
        "User-Agent": _user_agent(publication_name),
        "Accept": ", ".join(sorted(media_types)) + ", */*;q=0.1" if media_types else "*/*",
        "Accept-Encoding": "gzip, deflate, br",
        "Connection": "close",
    }
    if post_body is not None:
        headers["Content-Type"] = content_type
    wanted = _FetchRequest(
        method="GET" if post_body is None else "POST",
        body=post_body,
        headers=headers,
        media_types=media_types,
        skip_other_bodies=skip_other_bodies,
        max_bytes=max_bytes,
        deadline=Deadline(timeout_seconds),
        transport=connections.DEFAULT_TRANSPORT,
    )
    return _follow_redirects(public_addresses.parse_address(address), wanted)


def _follow_redirects(address: Address, wanted: _FetchRequest) -> FetchResponse:
    for _ in range(MAX_REDIRECTS + 1):
        answer = _send_request(address, wanted)
        location = answer.headers.get("location")
        if answer.status not in REDIRECTS or not location:
            return answer
        if wanted.method == "POST" and answer.status not in METHOD_KEEPING_REDIRECTS:
            raise errors.RedirectNotFollowed
        address = _next(address, str(location))
    raise errors.TooManyRedirects


def _next(address: Address, location: str) -> Address:
    try:
        following = public_addresses.parse_address(urljoin(str(address), location.strip().partition("#")[0]))
    except ValueError:
        raise errors.AddressIsMalformed from None
    if address.scheme == "https" and following.scheme == "http":
        raise errors.RedirectLeavesHttps
    return following


def _send_request(address: Address, wanted: _FetchRequest) -> FetchResponse:
    """One request to one host, resolved once and connected to at exactly that IP address."""
    line = None
    try:
        line = _connect(address, wanted)
        return _exchange(line, address, wanted)
    except TimeoutError:
        raise errors.TimedOut from None
    except (http.client.HTTPException, ssl.SSLError, zlib.error, brotli.error, ValueError) as error:
        raise errors.ResponseIsBroken from error
    except OSError as error:
        raise errors.NoResponse from error
    finally:
        if line is not None:
            line.disconnect()


def _connect(address: Address, wanted: _FetchRequest) -> BoundedConnection:
    numbers = list(
        dict.fromkeys(wanted.transport.resolve(address.host, address.port, wanted.deadline.seconds_left()))
    )
    # One private address among public ones is a trap, so all are looked at, not only the one that is used.
    if not numbers or len(numbers) > MAX_IP_ADDRESSES or not all(map(public_addresses.is_public, numbers)):
        raise errors.HostIsNotPublic
    connection = _connect_to_first(numbers[:MAX_CONNECT_ATTEMPTS], address.port, wanted)
    if address.scheme == "https":
        connection = _with_tls(connection, address, wanted)
    return BoundedConnection(connection, deadline=wanted.deadline, allowance=MAX_HEADER_BYTES)


def _connect_to_first(numbers: list[str], port: int, wanted: _FetchRequest) -> socket.socket:
    """A connection to the first of these IP addresses that answers: a machine may lack IPv4 or IPv6."""
    for left in range(len(numbers), 1, -1):
        try:
            return wanted.transport.connect(numbers[-left], port, wanted.deadline.seconds_left() / left)
        except OSError:
            continue
    return wanted.transport.connect(numbers[-1], port, wanted.deadline.seconds_left())


def _with_tls(connection: socket.socket, address: Address, wanted: _FetchRequest) -> socket.socket:
    try:
        connection.settimeout(wanted.deadline.seconds_left())
        return wanted.transport.tls_context().wrap_socket(connection, server_hostname=address.host)
    except ssl.SSLError as error:
        connection.close()
        raise errors.CertificateIsInvalid from error
    except BaseException:
        connection.close()
        raise


def _exchange(line: BoundedConnection, address: Address, wanted: _FetchRequest) -> FetchResponse:
    asking = http.client.HTTPConnection("connected-already")
    asking.auto_open = 0  # it must never open a connection of its own
    asking.sock = line  # as much of a socket as it uses
    asking.request(
        wanted.method, address.path, body=wanted.body, headers={"Host": address.authority, **wanted.headers}
    )
    try:
        response = asking.getresponse()
    except http.client.LineTooLong:
        raise errors.HeadersAreTooLarge from None
    except http.client.HTTPException as error:
        if "headers" in str(error):  # "got more than 100 headers"
            raise errors.HeadersAreTooLarge from None
        raise
    answer = FetchResponse(str(address), response.status, response.headers)
    if not answer.ok or not _is_wanted(answer, wanted):
        return answer
    line.bytes_left, line.limit_error = wanted.max_bytes + CHUNK_BYTES, errors.ResponseIsTooLarge
    return FetchResponse(answer.address, answer.status, answer.headers, _body(response, wanted))


def _is_wanted(answer: FetchResponse, wanted: _FetchRequest) -> bool:
    if wanted.media_types is None or answer.media_type in wanted.media_types:
        return True
    if wanted.skip_other_bodies:
        return False
    raise errors.MediaTypeNotAccepted


def _body(response: http.client.HTTPResponse, wanted: _FetchRequest) -> bytes:
    if response.length is not None and response.length > wanted.max_bytes:
        raise errors.ResponseIsTooLarge
    opener = decoder_for(response.headers.get("content-encoding", ""))
    taken = bytearray()
    began = False
    while packed := response.read(CHUNK_BYTES):
        began = True
        for piece in opener.feed(packed):
            wanted.deadline.seconds_left()
            taken += piece
            if len(taken) > wanted.max_bytes:
                raise errors.ResponseIsTooLarge
    # `read(n)` does not report a body that ends before its Content-Length; half a page is refused.
    if response.length or (began and not opener.finished):
        raise errors.ResponseIsBroken
    return bytes(taken)


def _user_agent(publication_name: str) -> str:
    name = "".join(
        mark for mark in publication_name if mark.isascii() and mark.isprintable() and mark not in "()\\"
    )
    return (
        "Masthead (" + "; ".join(filter(None, (f"+{settings.SITE_URL}", " ".join(name.split())[:80]))) + ")"
    )
