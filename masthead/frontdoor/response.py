"""What leaves the door: its own short answers, and Django's, collected before they are sent.

Collecting frees the thread at once, however slowly the reader reads.
"""

import io
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from masthead.frontdoor import pages
from masthead.frontdoor.bodies import Message, Send
from masthead.kit.refusals import Refusal

Header = tuple[bytes, bytes]
PREFIX = b"masthead-"  # what Django tells the door, and nobody else
IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024


class Answer:
    """Django's answer, as a2wsgi hands it over; larger ones wait in a temporary file."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[Header] = []
        self.told: dict[bytes, str] = {}  # the door's own headers, without their prefix
        self._body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by close()
        self.length = 0

    async def collect(self, message: Message) -> None:
        """The `send` that a2wsgi is given. Never waits for the reader."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            for name, value in message["headers"]:
                name = bytes(name).lower()
                if name.startswith(PREFIX):
                    self.told[name.removeprefix(PREFIX)] = bytes(value).decode("latin-1")
                elif name not in {b"connection", b"transfer-encoding", b"keep-alive"}:
                    self.headers.append((name, bytes(value)))
        else:
            chunk = message.get("body", b"")
            self._body.write(chunk)
            self.length += len(chunk)

    def has(self, name: bytes) -> bool:
        """Whether Django set this header (lower case)."""
        return any(key == name for key, _ in self.headers)

    def value(self, name: bytes) -> str:
        """The header's value, its several values joined by commas, or nothing."""
        return ", ".join(value.decode("latin-1") for key, value in self.headers if key == name)

    def whole_body(self) -> bytes:
        """All of it, in memory."""
        self._body.seek(0)
        return self._body.read()

    def pack(self, accept_encoding: bytes) -> None:
        """Let the body be as small as this browser understands. Not on the event loop."""
        packed = pages.packed(self.whole_body(), accept_encoding)
        self.headers.append((b"vary", b"Accept-Encoding"))
        if packed is None:
            return
        coding, body = packed
        self._body.close()
        self._body, self.length = io.BytesIO(body), len(body)
        self.headers.append((b"content-encoding", coding))

    async def send_to(self, send: Send, *, without_body: bool, closing: bool) -> None:
        """Pass it on; `without_body` for HEAD, `closing` to end the connection afterwards."""
        bodyless = self.status in {204, 304} or self.status < 200
        headers = [pair for pair in self.headers if pair[0] != b"content-length"]
        if not bodyless:
            declared = self.value(b"content-length") if without_body and not self.length else ""
            headers.append((b"content-length", declared.encode() or str(self.length).encode()))
        if closing:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        if bodyless or without_body:
            await send({"type": "http.response.body", "body": b""})
            return
        for piece, more in self._pieces():
            await send({"type": "http.response.body", "body": piece, "more_body": more})

    def close(self) -> None:
        """Let go of the body."""
        self._body.close()

    def _pieces(self) -> Iterator[tuple[bytes, bool]]:
        if self.length <= IN_MEMORY:
            yield self.whole_body(), False
            return
        self._body.seek(0)
        left = self.length
        while left > 0:
            piece = self._body.read(PIECE)
            left -= len(piece) or left
            yield piece, left > 0


async def send_refusal(
    send: Send, no: Refusal, body: bytes, *, without_body: bool = False, extra: Iterable[Header] = ()
) -> None:
    """A refusal with its page; the connection ends, for the rest of the request was not read."""
    headers: list[tuple[bytes, bytes]] = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-security-policy", b"default-src 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
        (b"vary", b"Accept-Language"),
        (b"connection", b"close"),
        *extra,
    ]
    if no.status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": no.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if without_body else body})


def ignoring_those_who_left(send: Send) -> Send:
    """A `send` that does not mind a reader who has gone."""

    async def send_if_there(message: dict[str, Any]) -> None:
        try:
            await send(message)
        except (RuntimeError, OSError):  # granian: "Transport is closed"
            return

    return send_if_there
