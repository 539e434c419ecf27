"""A small outside world: hosts with public numbers whose connections end at servers of the test.

Only looking up and connecting are replaced; what may be connected to is still decided by the fetcher.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from masthead.kit.fetching.connections import Transport

PUBLIC = "93.184.216.34"
ANOTHER = "151.101.1.69"

Serve = Callable[[socket.socket, bytes], None]


@dataclass
class Outside:
    """Names and their numbers (each look-up takes the next answer, the last one stays); who listens there."""

    numbers: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    ports: dict[tuple[str, int], int] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)
    trusted: Callable[[], ssl.SSLContext] = ssl.create_default_context

    @property
    def transport(self) -> Transport:
        return Transport(resolve=self._resolve, connect=self._connect, tls_context=self._trust)

    def _trust(self) -> ssl.SSLContext:
        return self.trusted()

    def _resolve(self, host: str, port: int, seconds: float) -> Sequence[str]:
        self.looked_up.append(host)
        answers = self.numbers.get(host)
        if answers is None:
            with contextlib.suppress(OSError):
                return [str(socket.inet_ntop(socket.AF_INET, socket.inet_aton(host)))]
            return [host]  # an IP address is its own answer
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _connect(self, ip: str, port: int, seconds: float) -> socket.socket:
        self.connected.append((ip, port))
        if (ip, port) not in self.ports:
            raise ConnectionRefusedError
        return socket.create_connection(("127.0.0.1", self.ports[ip, port]), timeout=seconds)

    @contextlib.contextmanager
    def host(
        self,
        name: str,
        serve: Serve,
        *,
        number: str = PUBLIC,
        port: int = 80,
        tls: ssl.SSLContext | None = None,
    ) -> Iterator[None]:
        """Let `name` be a host at `number`, where `serve` gets every connection and its request."""
        self.numbers.setdefault(name, [[number]])
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.ports[number, port] = listener.getsockname()[1]
            thread = threading.Thread(target=self._listen, args=(listener, serve, tls), daemon=True)
            thread.start()
            yield
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)
        del self.ports[number, port]

    def _listen(self, listener: socket.socket, serve: Serve, tls: ssl.SSLContext | None) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection, serve, tls), daemon=True).start()

    def _answer(self, connection: socket.socket, serve: Serve, tls: ssl.SSLContext | None) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(10)
            if tls:
                connection = tls.wrap_socket(connection, server_side=True)
            asked = _request(connection)
            self.requests.append(asked)
            serve(connection, asked)
            connection.close()


def _request(connection: socket.socket) -> bytes:
    asked = b""
    while b"\r\n\r\n" not in asked:
        more = connection.recv(65536)
        if not more:
            return asked
        asked += more
    head, _, body = asked.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            while len(body) < int(line.split(b":")[1]):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(body: bytes | str = b"", *, status: str = "200 OK", headers: Sequence[str] = ()) -> Serve:
    """One and the same answer for everybody; HTML unless a header says otherwise."""
    content = body.encode() if isinstance(body, str) else body
    named = {line.partition(":")[0].lower() for line in headers}
    lines = [f"HTTP/1.1 {status}", *headers]
    if "content-type" not in named:
        lines.append("Content-Type: text/html; charset=utf-8")
    if "content-length" not in named and "transfer-encoding" not in named:
        lines.append(f"Content-Length: {len(content)}")
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"

    def serve(connection: socket.socket, _asked: bytes) -> None:
        connection.sendall(head + content)

    return serve


def pages(table: dict[str, Serve]) -> Serve:
    """Different answers at different paths; 404 elsewhere."""

    def serve(connection: socket.socket, asked: bytes) -> None:
        path = asked.split(b" ", 2)[1].decode()
        table.get(path, answer("Nothing here.", status="404 Not Found"))(connection, asked)

    return serve
