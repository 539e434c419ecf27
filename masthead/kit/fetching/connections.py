"""The roads out: looking a name up, connecting to exactly what was found, and reading within bounds.

Tests bring roads of their own, whose names and connections end at the test's server. What may be connected
to is decided by the fetcher, not by the road.
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

from masthead.kit.fetching import refusals
from masthead.kit.network import outside_transactions

Resolve = Callable[[str, int, float], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]


@dataclass(frozen=True)
class Roads:
    """How to look a host up (name, port, seconds), connect to an IP address, and whom to trust in TLS."""

    resolve: Resolve
    connect: Connect
    trust: Callable[[], ssl.SSLContext]


class Deadline:
    """A moment on the machine's own clock by which all must be done."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, always more than none.

        :raises TooSlow: there are none
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise refusals.TooSlow
        return left


class Line:
    """One connection that can be read and written until the deadline, and only so many bytes.

    It looks to `http.client` like a socket. Every single read is given what is left of the time, so neither a
    byte a second nor an endless header lasts longer than all of it.
    """

    def __init__(self, connection: socket.socket, *, deadline: Deadline, allowance: int) -> None:
        self._connection, self._deadline = connection, deadline
        self.allowance = allowance
        self.too_much: type[refusals.FetchRefused] = refusals.HeadersAreTooLarge

    def sendall(self, content: bytes) -> None:
        self._connection.settimeout(self._deadline.left())
        self._connection.sendall(content)

    def makefile(self, mode: str = "rb", **_: Any) -> io.BufferedReader:
        assert mode == "rb"  # noqa: S101 - all that http.client asks for
        return io.BufferedReader(_Reading(self))

    def read_into(self, buffer: Any) -> int:
        """Put what has arrived in `buffer`; how many bytes that were.

        :raises TooSlow: the deadline has passed
        :raises HeadersAreTooLarge, AnswerIsTooLarge: the allowance is used up
        """
        if self.allowance <= 0:
            raise self.too_much
        self._connection.settimeout(self._deadline.left())
        count = self._connection.recv_into(memoryview(buffer)[: self.allowance])
        self.allowance -= count
        return count

    def close(self) -> None:
        """Nothing: `http.client` closes before it reads the body, as a socket with an open file allows."""

    def hang_up(self) -> None:
        """End the connection."""
        with contextlib.suppress(OSError):
            self._connection.close()


class _Reading(io.RawIOBase):
    def __init__(self, line: Line) -> None:
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._line.read_into(buffer)


def look_up(host: str, port: int, seconds: float) -> Sequence[str]:
    """All IP addresses of `host`, from the system's resolver, in its order.

    :raises HostIsUnknown: there are none
    :raises TooSlow: the resolver took longer than `seconds`
    """
    outside_transactions()
    answers: queue.Queue[list[str] | OSError] = queue.Queue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put([str(entry[4][0]) for entry in found])
        except (OSError, UnicodeError) as error:
            answers.put(OSError(str(error)))

    # The system's resolver knows no deadline; what comes too late is heard by nobody.
    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise refusals.TooSlow from None
    if isinstance(answer, OSError):
        raise refusals.HostIsUnknown from answer
    return answer


def connect(ip: str, port: int, seconds: float) -> socket.socket:
    """A connection to this IP address; nothing is looked up, no proxy is asked.

    :raises OSError: nobody answered
    """
    outside_transactions()
    made = socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.settimeout(seconds)
        made.connect((ip, port))
    except OSError:
        made.close()
        raise
    return made


def trust() -> ssl.SSLContext:
    """The machine's certificate authorities, host names checked, TLS 1.2 and later."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


USUAL = Roads(resolve=look_up, connect=connect, trust=trust)
