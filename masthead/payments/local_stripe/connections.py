"""HTTP: requests come in over the loopback address and are handed to whoever answers them."""

import json
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from masthead.payments.local_stripe import pages
from masthead.payments.local_stripe.answers import Answer, Request
from masthead.payments.local_stripe.failures import Failure
from masthead.payments.local_stripe.numerals import number

if TYPE_CHECKING:
    from masthead.payments.local_stripe.server import LocalStripe

LONGEST_BODY = 1_000_000
QUIET_FOR = 30


class Listener(ThreadingHTTPServer):
    """The open port, and every connection to it."""

    daemon_threads = True
    request_queue_size = 128  # with the usual five, many who knock at once wait for seconds
    block_on_close = False

    def __init__(self, where: tuple[str, int], local: "LocalStripe") -> None:
        super().__init__(where, Conversation)
        self.local = local
        self.connections: set[Any] = set()

    def serve(self) -> None:
        """Connections are taken until somebody says to stop."""
        self.serve_forever(poll_interval=0.05)

    def close_all(self) -> None:
        """The port and every connection are closed."""
        self.server_close()
        for connection in list(self.connections):
            self.shutdown_request(connection)


class Conversation(BaseHTTPRequestHandler):
    """One connection."""

    server: Listener
    protocol_version = "HTTP/1.1"
    server_version = "LocalStripe"
    sys_version = ""
    timeout = QUIET_FOR
    wbufsize = -1  # head and body leave together, else each answer waits for an acknowledgement
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """The connection is known to the listener, which closes it when it stops."""
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        """The connection is over, however it ended."""
        self.server.connections.discard(self.connection)
        with suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        """Something is asked for."""
        self._converse()

    def do_POST(self) -> None:
        """Something is to be done."""
        self._converse()

    def do_DELETE(self) -> None:
        """Something is to be ended."""
        self._converse()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Requests are not written down."""

    def _converse(self) -> None:
        length = number(self.headers.get("Content-Length", "0"))
        if length is None or length > LONGEST_BODY:
            self.close_connection = True
            self._send(Answer(413, json.dumps({"error": {"message": "Too long."}})))
            return
        body = self.rfile.read(length).decode("utf-8", "replace")
        parts = urlsplit(self.path)
        headers = {name.title(): value for name, value in self.headers.items()}
        came = Request(self.command, parts.path, parts.query, body, headers)
        answer = self._answer(came)
        if answer.cut:
            self.close_connection = True
            self.server.shutdown_request(self.connection)
            return
        self._send(answer)

    def _answer(self, came: Request) -> Answer:
        local = self.server.local
        if came.path.startswith("/v1/"):
            answer = local.desk.answer(came)
            local.wake()
            return answer
        if came.path.startswith("/_local/"):
            return self._pull(came)
        answer = pages.answer(local.store, local.now(), local.address, came)
        local.wake()
        return answer

    def _pull(self, came: Request) -> Answer:
        local = self.server.local
        what = came.path.removeprefix("/_local/")
        if came.method == "GET" and what == "state":
            return Answer(200, json.dumps(local.state()))
        try:
            return Answer(200, json.dumps(local.control(what, json.loads(came.body or "{}"))))
        except Failure as refusal:
            return Answer(refusal.status, json.dumps({"error": refusal.error}))
        except ValueError:
            return Answer(400, json.dumps({"error": {"message": "Send one JSON object."}}))

    def _send(self, answer: Answer) -> None:
        data = answer.text.encode()
        with suppress(OSError):
            self.send_response(answer.status)
            headers = {"Content-Type": "application/json", "Cache-Control": "no-store", **answer.headers}
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)
