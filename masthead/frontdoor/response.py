"""Responses: the front door's own short ones, and Django's, collected before they are sent.

Collecting frees the thread at once, however slow the client is.
"""

import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from masthead.frontdoor import cached_page
from masthead.frontdoor.request_body import Message, Send
from masthead.kit.refusals import Refusal

Header = tuple[bytes, bytes]
PREFIX = b"masthead-"  # headers from Django to the front door; never sent on
MAX_BYTES_IN_MEMORY = 1024 * 1024
CHUNK_BYTES = 64 * 1024
# What tells a cache between us and the reader that it may keep an answer (RFC 9111 §5.2.2, RFC 9213).
_FOR_OTHERS = frozenset({"public", "s-maxage", "proxy-revalidate"})
_FOR_CACHES_ALONE = frozenset({b"cdn-cache-control", b"surrogate-control"})


class DjangoResponse:
    """Django's response, as a2wsgi passes it on; large bodies wait in a temporary file."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[Header] = []
        self.instructions: dict[bytes, str] = {}  # the masthead- headers, without their prefix
        self._body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=MAX_BYTES_IN_MEMORY)  # noqa: SIM115 - closed by close()
        self.length = 0

    async def collect(self, message: Message) -> None:
        """The `send` that a2wsgi is given. Never waits for the reader."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            for name, value in message["headers"]:
                name = bytes(name).lower()
                if name.startswith(PREFIX):
                    self.instructions[name.removeprefix(PREFIX)] = bytes(value).decode("latin-1")
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

    def compress(self, accept_encoding: bytes) -> None:
        """Compress the body with a coding this browser accepts. Not on the event loop."""
        compressed = cached_page.compressed(self.whole_body(), accept_encoding)
        self.headers.append((b"vary", b"Accept-Encoding"))
        if compressed is None:
            return
        coding, body = compressed
        self._body.close()
        self._body, self.length = io.BytesIO(body), len(body)
        self.headers.append((b"content-encoding", coding))

    async def send_to(self, send: Send, *, without_body: bool, closing: bool) -> None:
        """Send it; `without_body` for HEAD, `closing` to end the connection afterwards."""
        bodyless = self.status in {204, 304} or self.status < 200
        headers = [pair for pair in nobody_elses(self.headers) if pair[0] != b"content-length"]
        if not bodyless:
            declared = self.value(b"content-length") if without_body and not self.length else ""
            headers.append((b"content-length", declared.encode() or str(self.length).encode()))
        if closing:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        if bodyless or without_body:
            await send({"type": "http.response.body", "body": b""})
            return
        for chunk, more in self._chunks():
            await send({"type": "http.response.body", "body": chunk, "more_body": more})

    def close(self) -> None:
        """Close the temporary file of the body."""
        self._body.close()

    def _chunks(self) -> Iterator[tuple[bytes, bool]]:
        if self.length <= MAX_BYTES_IN_MEMORY:
            yield self.whole_body(), False
            return
        self._body.seek(0)
        left = self.length
        while left > 0:
            chunk = self._body.read(CHUNK_BYTES)
            left -= len(chunk) or left
            yield chunk, left > 0


def nobody_elses(headers: Sequence[Header]) -> list[Header]:
    """The headers of an answer as they go out: one that brings a cookie is private, whatever a view said.

    A cache that kept it would hand one reader's cookie to the next (RFC 9111 §7.3).
    """
    if not any(name == b"set-cookie" for name, _ in headers):
        return list(headers)
    said = ",".join(value.decode("latin-1") for name, value in headers if name == b"cache-control")
    parts = [part.strip() for part in said.split(",")]
    kept = [part for part in parts if part and part.partition("=")[0].lower() not in _FOR_OTHERS]
    if not {"private", "no-store"} & {part.lower() for part in kept}:
        kept.append("private")
    dropped = _FOR_CACHES_ALONE | {b"cache-control"}
    others = [pair for pair in headers if pair[0] not in dropped]
    return [*others, (b"cache-control", ", ".join(kept).encode("latin-1"))]


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


def ignore_disconnects(send: Send) -> Send:
    """A `send` that ignores a client that has disconnected."""

    async def send_if_there(message: dict[str, Any]) -> None:
        try:
            await send(message)
        except (RuntimeError, OSError):  # granian: "Transport is closed"
            return

    return send_if_there
