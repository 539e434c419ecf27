"""Outbound connections: resolving a host, connecting to exactly the IP address found, reading within limits.

Tests bring a transport of their own that leads to the test's server. What may be connected to is decided by
the fetcher, not by the transport.
"""

import contextlib
import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from masthead.kit.fetching import errors
from masthead.kit.transactions import ensure_may_reach_out

Resolve = Callable[[str, int, float], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]


@dataclass(frozen=True)
class Transport:
    """How to resolve a host (name, port, seconds), connect to an IP address, and which TLS context to use."""

    resolve: Resolve
    connect: Connect
    tls_context: Callable[[], ssl.SSLContext]


class Deadline:
    """A moment of the monotonic clock by which the whole fetch must be done."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def seconds_left(self) -> float:
        """Seconds left, more than 0.

        :raises TimedOut: there are none
        """
        remaining = self._ends - time.monotonic()
        if remaining <= 0:
            raise errors.TimedOut
        return remaining


class BoundedConnection:
    """One connection that can be read and written until the deadline, and only so many bytes.

    It looks to `http.client` like a socket. Every single read is given what is left of the time, so neither a
    byte a second nor an endless header lasts longer than all of it.
    """

    def __init__(self, connection: socket.socket, *, deadline: Deadline, allowance: int) -> None:
        self._connection, self._deadline = connection, deadline
        self.bytes_left = allowance
        self.limit_error: type[errors.FetchRefused] = errors.HeadersAreTooLarge

    def sendall(self, content: bytes) -> None:
        self._connection.settimeout(self._deadline.seconds_left())
        self._connection.sendall(content)

    def makefile(self, mode: str = "rb", **_: object) -> io.BufferedReader:
        assert mode == "rb"  # noqa: S101 - all that http.client asks for
        return io.BufferedReader(_RawReader(self))

    def read_into(self, buffer: Any) -> int:
        """Put what has arrived in `buffer`; how many bytes that were.

        :raises TimedOut: the deadline has passed
        :raises HeadersAreTooLarge, ResponseIsTooLarge: the bytes are used up
        """
        if self.bytes_left <= 0:
            raise self.limit_error
        self._connection.settimeout(self._deadline.seconds_left())
        count = self._connection.recv_into(memoryview(buffer)[: self.bytes_left])
        self.bytes_left -= count
        return count

    def close(self) -> None:
        """Nothing: `http.client` closes before it reads the body, as a socket with an open file allows."""

    def disconnect(self) -> None:
        """Close the socket."""
        with contextlib.suppress(OSError):
            self._connection.close()


class _RawReader(io.RawIOBase):
    def __init__(self, line: BoundedConnection) -> None:
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        return self._line.read_into(buffer)


def resolve_host(host: str, port: int, seconds: float) -> Sequence[str]:
    """All IP addresses of `host`, from the system's resolver, in its order.

    :raises HostIsNotPublic: there are none, or the resolver took longer than `seconds`
    """
    ensure_may_reach_out()
    answers: queue.Queue[list[str] | OSError] = queue.Queue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put([str(entry[4][0]) for entry in found])
        except (OSError, UnicodeError) as error:
            answers.put(OSError(str(error)))

    # The system's resolver has no timeout; a result that comes too late is ignored.
    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise errors.HostIsNotPublic from None
    if isinstance(answer, OSError):
        raise errors.HostIsNotPublic from answer
    return answer


def open_connection(ip: str, port: int, seconds: float) -> socket.socket:
    """A connection to this IP address; no DNS, no proxy.

    :raises OSError: nobody answered
    """
    ensure_may_reach_out()
    made = socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.settimeout(seconds)
        made.connect((ip, port))
    except OSError:
        made.close()
        raise
    return made


def default_tls_context() -> ssl.SSLContext:
    """The machine's certificate authorities, host names checked, TLS 1.2 and later."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


DEFAULT_TRANSPORT = Transport(resolve=resolve_host, connect=open_connection, tls_context=default_tls_context)
