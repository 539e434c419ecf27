"""Bodies read to their end before anybody waits for them: bounded in size, in time and in number.

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
    ClosingForTheMoment,
    ReaderWentAway,
    RequestIsMalformed,
    TooBusy,
)

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PIECE = 320 * 1024
SMALL = 256 * 1024


@dataclass
class BodyReader:
    """Reads request bodies; knows how much is being held for all requests together."""

    most_bytes: int
    seconds: float = 20.0  # for the first 320 KiB, and again for each further piece of that size
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    held: int = 0
    arriving: int = 0  # bodies that have begun and not ended

    async def read(self, receive: Receive, *, declared: int | None) -> bytes:
        """The whole body.

        :raises BodyIsTooLarge: it is, or is declared, larger than `most_bytes`
        :raises BodyIsTooSlow: it does not keep up with 320 KiB in `seconds`
        :raises TooBusy: the large bodies of all requests together would hold more than four of the largest
        :raises ClosingForTheMoment: the server stops while the body is still arriving
        :raises RequestIsMalformed: it is not as long as declared
        :raises ReaderWentAway: the connection closed
        """
        if declared is not None and declared > self.most_bytes:
            raise BodyIsTooLarge
        body = bytearray()
        deadline = asyncio.get_running_loop().time() + self.seconds
        with self._holding() as hold:
            more = True
            while more:
                allowance = self.seconds * (len(body) // PIECE)
                chunk, more = await self._next(receive, deadline + allowance)
                if len(body) + len(chunk) > self.most_bytes:
                    raise BodyIsTooLarge
                body += chunk
                hold(len(body))
        if declared is not None and len(body) != declared:
            raise RequestIsMalformed
        return bytes(body)

    async def _next(self, receive: Receive, deadline: float) -> tuple[bytes, bool]:
        message = await self._within(receive, deadline)
        if message["type"] != "http.request":
            raise ReaderWentAway
        return message.get("body") or b"", bool(message.get("more_body", False))

    async def _within(self, receive: Receive, deadline: float) -> Message:
        loop = asyncio.get_running_loop()
        arriving = loop.create_task(_as_coroutine(receive))
        closing = loop.create_task(self.closing.wait())
        try:
            await asyncio.wait(
                {arriving, closing},
                timeout=max(0.0, deadline - loop.time()),
                return_when=asyncio.FIRST_COMPLETED,
            )
            if arriving.done():
                return arriving.result()
            if closing.done():
                raise ClosingForTheMoment
            raise BodyIsTooSlow
        finally:
            arriving.cancel()
            closing.cancel()

    @contextlib.contextmanager
    def _holding(self) -> Iterator[Callable[[int], None]]:
        taken = 0
        self.arriving += 1

        def hold(length: int) -> None:
            nonlocal taken
            more = length - taken if length > SMALL else 0  # nobody's uploads keep out somebody's comment
            if more and self.held + more > 4 * self.most_bytes:
                raise TooBusy
            taken += more
            self.held += more

        try:
            yield hold
        finally:
            self.held -= taken
            self.arriving -= 1


async def _as_coroutine(receive: Receive) -> Message:
    """Granian's `receive` gives an awaitable that is no coroutine, which tasks refuse."""
    return await receive()


def handed_over(body: bytes) -> Receive:
    """A `receive` that hands a2wsgi a body that is already here, then says that the reader left."""
    pieces: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return pieces.pop() if pieces else {"type": "http.disconnect"}

    return receive
