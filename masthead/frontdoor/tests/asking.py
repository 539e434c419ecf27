"""Asking a door in this process, or a server over a raw connection: without a client's good manners."""

import asyncio
import json
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from masthead.frontdoor.application import FrontDoor
from masthead.frontdoor.state import ProcessState
from masthead.paywall.decide import Policy

Header = tuple[bytes, bytes]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class Reply:
    status: int = 0
    headers: list[Header] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        values = [
            value.decode("latin-1") for key, value in self.headers if key.decode("latin-1").lower() == name
        ]
        return ", ".join(values) if values else None

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def kept(self) -> bool:
        return self.header("masthead-door") == "kept"


def fresh_state(*, policy: Policy | None = None, versions: dict[int, int] | None = None) -> ProcessState:
    """A memory that has just been read, and stays fresh."""
    state = ProcessState(clock=lambda: 0.0)
    state.policy = policy or Policy()
    state._read_at = 0.0
    state._versions = dict(versions or {})
    return state


def a_door(django: Wsgi, *, state: ProcessState | None = None, **settings: Any) -> FrontDoor:
    options: dict[str, Any] = {
        "threads": 2,
        "hosts": ["testserver"],
        "max_body_bytes": 100_000,
        "debug_header": True,
        **settings,
    }
    return FrontDoor(django=django, state=state or fresh_state(), **options)


def saying(
    body: bytes = b"from django", *, status: str = "200 OK", headers: Sequence[tuple[str, str]] = ()
) -> Wsgi:
    """A site that always gives this answer."""

    def site(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response(status, [("Content-Type", "text/html; charset=utf-8"), *headers])
        return [body]

    return site


def echoing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A site that says what reached it."""
    seen = {name: value for name, value in environ.items() if isinstance(value, str)}
    seen["body"] = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode("latin-1")
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(seen).encode()]


def ask(
    door: FrontDoor,
    path: str = "/",
    *,
    method: str = "GET",
    query: bytes = b"",
    headers: Sequence[Header] = (),
    body: Sequence[bytes] | None = None,
    never_ends: bool = False,
    client: str = "203.0.113.9",
    host: bytes | None = b"testserver",
) -> Reply:
    """One request, on a loop of its own."""
    return asyncio.run(
        asking(
            door,
            path,
            method=method,
            query=query,
            headers=headers,
            body=body,
            never_ends=never_ends,
            client=client,
            host=host,
        )
    )


async def asking(
    door: FrontDoor,
    path: str = "/",
    *,
    method: str = "GET",
    query: bytes = b"",
    headers: Sequence[Header] = (),
    body: Sequence[bytes] | None = None,
    never_ends: bool = False,
    client: str = "203.0.113.9",
    host: bytes | None = b"testserver",
) -> Reply:
    reply = Reply()
    pieces = list(body or [])
    everything = list(headers)
    if host is not None:
        everything.insert(0, (b"host", host))
    names = {name.lower() for name, _ in headers}
    if body is not None and not names & {b"content-length", b"transfer-encoding"}:
        everything.append((b"content-length", str(sum(map(len, pieces))).encode()))

    async def receive() -> dict[str, Any]:
        if pieces:
            piece = pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(pieces) or never_ends}
        if never_ends:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            reply.status, reply.headers = message["status"], list(message["headers"])
        else:
            reply.body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": everything,
        "client": (client, 50_000),
        "server": ("testserver", 80),
    }
    await door(scope, receive, send)
    return reply


@dataclass
class Line:
    """A raw connection to a server."""

    port: int
    seconds: float = 10.0

    def __post_init__(self) -> None:
        self.unread = b""  # what came after the answer heard last
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=self.seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def say(self, text: bytes) -> "Line":
        self.socket.sendall(text)
        return self

    def hear(self, *, head: bool = False) -> Reply:
        """One whole answer."""
        received, self.unread = self.unread, b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        top, _, body = received.partition(b"\r\n\r\n")
        status, *lines = top.split(b"\r\n")
        pairs = [(name.strip(), value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
        reply = Reply(status=int(status.split()[1]), headers=pairs)
        length = 0 if head else int(reply.header("content-length") or 0)
        while len(body) < length:
            body += self._more()
        reply.body, self.unread = body[:length], body[length:]
        return reply

    def is_over(self) -> bool:
        """Whether the server has closed the connection."""
        try:
            return self.socket.recv(65_536) == b""
        except ConnectionError:
            return True

    def _more(self) -> bytes:
        piece = self.socket.recv(65_536)
        if not piece:
            raise ConnectionError("the server closed the connection")
        return piece


def request(
    method: str, path: str, *, headers: Sequence[str] = (), body: bytes | None = None, host: str = "localhost"
) -> bytes:
    """A request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *headers]
    if body is not None and not any(
        line.lower().startswith(("content-length", "transfer-")) for line in headers
    ):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b"")


def tell(
    port: int, method: str, path: str, *, headers: Sequence[str] = (), body: bytes | None = None
) -> Reply:
    """One request and its answer."""
    with Line(port) as line:
        return line.say(request(method, path, headers=headers, body=body)).hear(head=method == "HEAD")
