"""Request bodies, read completely before a thread is used: bounded in size, in time and in number.

No network holds more than a share, none keeps a place by being slow, and what comes slowly while nobody else
waits is waited for.

Four unfinished bodies would otherwise stall four threads, since a2wsgi reads inside the thread.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from masthead.frontdoor.errors import (
    BodyIsTooLarge,
    BodyIsTooSlow,
    ClientDisconnected,
    RequestIsMalformed,
    ServerIsStopping,
    TooBusy,
)

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

WINDOW_BYTES = 64 * 1024
SMALL_BODY_BYTES = 256 * 1024
POOL = 4  # of the largest bodies there may be; as much again for all small ones together
SHARE = 2  # of the largest, for one network
MAX_BODIES_OF_ONE_NETWORK = 32  # on their way at once
# Where there is no more room, whoever is slower than this for this long gives way to whoever comes.
HURRIED_BYTES_PER_SECOND = 64 * 1024
HURRIED_AFTER_SECONDS = 2.0


@dataclass(eq=False)
class _Arrival:
    """One body on its way."""

    network: str
    began: float
    received: int = 0
    gives_way: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_large(self) -> bool:
        return self.received > SMALL_BODY_BYTES

    def rate(self, now: float) -> float:
        """Bytes a second so far; for the first moments, as fast as anything."""
        seconds = now - self.began
        return self.received / seconds if seconds >= HURRIED_AFTER_SECONDS else float("inf")


@dataclass
class BodyReader:
    """Reads request bodies; knows how much is being held for all requests together, and for whom."""

    max_bytes: int
    seconds: float = 20.0  # in each of which 64 KiB have to come: three kilobytes a second, a phone's on 2G
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    _arrivals: set[_Arrival] = field(default_factory=set)

    @property
    def arriving(self) -> int:
        """Bodies that have begun and not ended."""
        return len(self._arrivals)

    @property
    def held(self) -> int:
        """Bytes of large bodies that have begun and not ended."""
        return self._held(large=True)

    async def read(
        self, receive: Receive, *, declared: int | None, network: str = "", most: int | None = None
    ) -> bytes:
        """The whole body, of at most `most` bytes, sent from `network`.

        :raises BodyIsTooLarge: it is, or is declared, larger
        :raises BodyIsTooSlow: 64 KiB of it did not come within `seconds`, or it was the slowest when there
            was no more room
        :raises TooBusy: there is no more room, or none for this network
        :raises ServerIsStopping: the server stops while the body is still arriving
        :raises RequestIsMalformed: it is not as long as declared
        :raises ClientDisconnected: the connection closed
        """
        most = self.max_bytes if most is None else min(most, self.max_bytes)
        if declared is not None and declared > most:
            raise BodyIsTooLarge
        loop = asyncio.get_running_loop()
        body = bytearray()
        with self._arrival(network, loop.time()) as arrival:
            deadline, windows, more = loop.time() + self.seconds, 0, True
            while more:
                chunk, more = await self._next(receive, arrival, deadline)
                if len(body) + len(chunk) > most:
                    raise BodyIsTooLarge
                body += chunk
                self._hold(arrival, len(body), loop.time())
                if len(body) // WINDOW_BYTES > windows:  # what came fast buys no time for what comes after
                    deadline, windows = loop.time() + self.seconds, len(body) // WINDOW_BYTES
        if declared is not None and len(body) != declared:
            raise RequestIsMalformed
        return bytes(body)

    async def _next(self, receive: Receive, arrival: _Arrival, deadline: float) -> tuple[bytes, bool]:
        message = await self._within(receive, arrival, deadline)
        if message["type"] != "http.request":
            raise ClientDisconnected
        return message.get("body") or b"", bool(message.get("more_body", False))

    async def _within(self, receive: Receive, arrival: _Arrival, deadline: float) -> Message:
        loop = asyncio.get_running_loop()
        arriving = loop.create_task(_as_coroutine(receive))
        closing = loop.create_task(self.closing.wait())
        giving_way = loop.create_task(arrival.gives_way.wait())
        try:
            await asyncio.wait(
                {arriving, closing, giving_way},
                timeout=max(0.0, deadline - loop.time()),
                return_when=asyncio.FIRST_COMPLETED,
            )
            if arriving.done() and not giving_way.done():
                return arriving.result()
            if closing.done():
                raise ServerIsStopping
            raise BodyIsTooSlow
        finally:
            for task in (arriving, closing, giving_way):
                task.cancel()

    @contextlib.contextmanager
    def _arrival(self, network: str, now: float) -> Iterator[_Arrival]:
        if sum(other.network == network for other in self._arrivals) >= MAX_BODIES_OF_ONE_NETWORK:
            raise TooBusy
        arrival = _Arrival(network, now)
        self._arrivals.add(arrival)
        try:
            yield arrival
        finally:
            self._arrivals.discard(arrival)

    def _hold(self, arrival: _Arrival, length: int, now: float) -> None:
        """Let `arrival` be that long, if need be in the place of others.

        :raises TooBusy: there is no room
        """
        arrival.received = length
        large = arrival.is_large
        if large and self._held(large=True, network=arrival.network) > SHARE * self.max_bytes:
            raise TooBusy
        while self._held(large=large) > POOL * self.max_bytes:
            slowest = min(self._of(large=large), key=lambda other: other.rate(now))
            if slowest is arrival or slowest.rate(now) > HURRIED_BYTES_PER_SECOND:
                raise TooBusy
            slowest.gives_way.set()
            self._arrivals.discard(slowest)

    def _of(self, *, large: bool) -> list[_Arrival]:
        return [arrival for arrival in self._arrivals if arrival.is_large is large]

    def _held(self, *, large: bool, network: str | None = None) -> int:
        return sum(
            arrival.received for arrival in self._of(large=large) if network in {None, arrival.network}
        )


async def _as_coroutine(receive: Receive) -> Message:
    """Granian's `receive` gives an awaitable that is no coroutine, which tasks refuse."""
    return await receive()


def receive_from(body: bytes) -> Receive:
    """A `receive` that gives a2wsgi a body already read, then a disconnect."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive
