"""Fetching one address, within every bound."""

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

from masthead.kit.fetching import addresses, refusals, roads
from masthead.kit.fetching.addresses import Address
from masthead.kit.fetching.roads import Deadline, Line, Roads
from masthead.kit.fetching.unpacking import PIECE, opener_for
from masthead.kit.network import outside_transactions

HTML = frozenset({"text/html", "application/xhtml+xml"})
MOST_REDIRECTS = 5
MOST_HEADER_BYTES = 64 * 1024
LARGEST = 1024 * 1024
SECONDS = 10.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEP_THE_METHOD = frozenset({307, 308})
MOST_NUMBERS = 32  # addresses of one host; nobody honest has more
MOST_TRIES = 3


@dataclass(frozen=True)
class Fetched:
    """An answer: from which address in the end, with which status; the body only where it was asked for."""

    address: str
    status: int
    headers: Message
    body: bytes = b""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def kind(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get_content_type() if "content-type" in self.headers else ""

    @property
    def charset(self) -> str | None:
        return self.headers.get_content_charset()

    def all(self, name: str) -> list[str]:
        """Every value of a header that may stand more than once."""
        return [str(value) for value in self.headers.get_all(name, [])]


@dataclass(frozen=True)
class _Wish:
    """What to ask for and what to take."""

    method: str
    body: bytes | None
    headers: Mapping[str, str]
    kinds: Collection[str] | None
    others_without_body: bool
    largest: int
    deadline: Deadline
    roads: Roads = field(repr=False)


def fetch(
    address: str,
    *,
    kinds: Collection[str] | None = None,
    others_without_body: bool = False,
    post: bytes | None = None,
    sent_as: str = "application/x-www-form-urlencoded",
    largest: int = LARGEST,
    seconds: float = SECONDS,
    by: str = "",
) -> Fetched:
    """The answer at `address`, after at most five redirects.

    `kinds` are the media types whose body is taken (None: any); with `others_without_body` the rest is
    answered without one instead of refused. Answers that are no success come without body. `post` is a body
    to send with POST. `by` names the publication in the User-Agent. No cookie and no credential is ever
    sent.

    :raises FetchRefused: a rule said no, or there was no proper answer
    :raises NetworkInsideTransaction: a transaction is open
    """
    outside_transactions()
    headers = {
        "User-Agent": _user_agent(by),
        "Accept": ", ".join(sorted(kinds)) + ", */*;q=0.1" if kinds else "*/*",
        "Accept-Encoding": "gzip, deflate, br",
        "Connection": "close",
    }
    if post is not None:
        headers["Content-Type"] = sent_as
    wish = _Wish(
        method="GET" if post is None else "POST",
        body=post,
        headers=headers,
        kinds=kinds,
        others_without_body=others_without_body,
        largest=largest,
        deadline=Deadline(seconds),
        roads=roads.USUAL,
    )
    return _follow(addresses.read(address), wish)


def _follow(address: Address, wish: _Wish) -> Fetched:
    for _ in range(MOST_REDIRECTS + 1):
        answer = _ask(address, wish)
        location = answer.headers.get("location")
        if answer.status not in REDIRECTS or not location:
            return answer
        if wish.method == "POST" and answer.status not in KEEP_THE_METHOD:
            raise refusals.RedirectNotFollowed
        address = _next(address, str(location))
    raise refusals.TooManyRedirects


def _next(address: Address, location: str) -> Address:
    try:
        following = addresses.read(urljoin(str(address), location.strip().partition("#")[0]))
    except ValueError:
        raise refusals.AddressIsMalformed from None
    if address.scheme == "https" and following.scheme == "http":
        raise refusals.RedirectLosesProtection
    return following


def _ask(address: Address, wish: _Wish) -> Fetched:
    """One request to one host, whose number is looked up once and connected to."""
    line = None
    try:
        line = _connect(address, wish)
        return _exchange(line, address, wish)
    except TimeoutError:
        raise refusals.TooSlow from None
    except (http.client.HTTPException, ssl.SSLError, zlib.error, brotli.error, ValueError) as error:
        raise refusals.AnswerIsBroken from error
    except OSError as error:
        raise refusals.NoAnswer from error
    finally:
        if line is not None:
            line.hang_up()


def _connect(address: Address, wish: _Wish) -> Line:
    numbers = list(dict.fromkeys(wish.roads.resolve(address.host, address.port, wish.deadline.left())))
    if not numbers:
        raise refusals.HostIsUnknown
    # One private address among public ones is a trap, so all are looked at, not only the one that is used.
    if len(numbers) > MOST_NUMBERS or not all(map(addresses.is_public, numbers)):
        raise refusals.HostIsNotPublic
    connection = _first_open(numbers[:MOST_TRIES], address.port, wish)
    if address.scheme == "https":
        connection = _protected(connection, address, wish)
    return Line(connection, deadline=wish.deadline, allowance=MOST_HEADER_BYTES)


def _first_open(numbers: list[str], port: int, wish: _Wish) -> socket.socket:
    """A connection to the first of these numbers that answers: a machine may lack one kind of internet."""
    for left in range(len(numbers), 1, -1):
        try:
            return wish.roads.connect(numbers[-left], port, wish.deadline.left() / left)
        except OSError:
            continue
    return wish.roads.connect(numbers[-1], port, wish.deadline.left())


def _protected(connection: socket.socket, address: Address, wish: _Wish) -> socket.socket:
    try:
        connection.settimeout(wish.deadline.left())
        return wish.roads.trust().wrap_socket(connection, server_hostname=address.host)
    except ssl.SSLError as error:
        connection.close()
        raise refusals.NotSecure from error
    except BaseException:
        connection.close()
        raise


def _exchange(line: Line, address: Address, wish: _Wish) -> Fetched:
    asking = http.client.HTTPConnection("connected-already")
    asking.auto_open = 0  # it must never open a connection of its own
    asking.sock = line  # as much of a socket as it uses
    asking.request(
        wish.method, address.path, body=wish.body, headers={"Host": address.authority, **wish.headers}
    )
    try:
        response = asking.getresponse()
    except http.client.LineTooLong:
        raise refusals.HeadersAreTooLarge from None
    except http.client.HTTPException as error:
        if "headers" in str(error):  # "got more than 100 headers"
            raise refusals.HeadersAreTooLarge from None
        raise
    answer = Fetched(str(address), response.status, response.headers)
    if not answer.ok or not _is_wanted(answer, wish):
        return answer
    line.allowance, line.too_much = wish.largest + PIECE, refusals.AnswerIsTooLarge
    return Fetched(answer.address, answer.status, answer.headers, _body(response, wish))


def _is_wanted(answer: Fetched, wish: _Wish) -> bool:
    if wish.kinds is None or answer.kind in wish.kinds:
        return True
    if wish.others_without_body:
        return False
    raise refusals.KindNotWanted


def _body(response: http.client.HTTPResponse, wish: _Wish) -> bytes:
    if response.length is not None and response.length > wish.largest:
        raise refusals.AnswerIsTooLarge
    opener = opener_for(response.headers.get("content-encoding", ""))
    taken = bytearray()
    began = False
    while packed := response.read(PIECE):
        began = True
        for piece in opener.feed(packed):
            wish.deadline.left()
            taken += piece
            if len(taken) > wish.largest:
                raise refusals.AnswerIsTooLarge
    # `read(n)` is silent about a body that ends before its Content-Length; nobody is told half a page.
    if response.length or (began and not opener.finished):
        raise refusals.AnswerIsBroken
    return bytes(taken)


def _user_agent(by: str) -> str:
    name = "".join(mark for mark in by if mark.isascii() and mark.isprintable() and mark not in "()\\")
    return (
        "Masthead (" + "; ".join(filter(None, (f"+{settings.SITE_URL}", " ".join(name.split())[:80]))) + ")"
    )
