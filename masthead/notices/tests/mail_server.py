"""A mail server that does what a test asks of it, at one step of the conversation."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import LazySettings

STEPS = ("greeting", "ehlo", "mail", "rcpt", "data", "body", "dot", "quit")
USUAL = {
    "greeting": "220 ready",
    "ehlo": "250 hello",
    "mail": "250 fine",
    "rcpt": "250 fine",
    "data": "354 go on",
    "dot": "250 taken",
    "quit": "221 bye",
    "rset": "250 fine",
}
DIES, IS_SILENT, DRIPS = "dies", "is silent", "drips"


@dataclass
class MailServer:
    """Answers as usual, save at `step`, where it says `reply`, dies, is silent or drips byte after byte."""

    step: str = ""
    reply: str = ""
    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)

    def works(self) -> None:
        """From now on it answers as usual."""
        self.step = ""

    def converse(self, line: socket.socket) -> None:
        """One conversation, to its end."""
        with line, line.makefile("rb") as heard:
            if not self._answer(line, "greeting"):
                return
            for said in iter(heard.readline, b""):
                word = said.split()[0].decode().lower()
                self.heard.append(word)
                if not self._answer(line, word) or word == "quit":
                    return
                if word == "data" and not self._read_message(line, heard):
                    return

    def _read_message(self, line: socket.socket, heard: Iterator[bytes]) -> bool:
        if self.step == "data" and self.reply:
            return True  # it was refused, so no message comes
        if self.step == "body" and not self._answer(line, "body"):
            return False
        message = []
        for said in heard:
            if said == b".\r\n":
                break
            message.append(said)
        if not (self.step == "dot" and self.reply[:1] in {"4", "5"}):
            self.taken.append(b"".join(message))  # it has it, whether or not it lives to say so
        return self._answer(line, "dot")

    def _answer(self, line: socket.socket, step: str) -> bool:
        """Say what is to be said at this step; False if that was the last word."""
        reply = self.reply if step == self.step else USUAL.get(step, "250 fine")
        if reply == DIES:
            return False
        if reply == IS_SILENT:
            self.ending.wait(60)
            return False
        while reply == DRIPS and not self.ending.wait(0.05):
            line.sendall(b"2")
        line.sendall(reply.encode() + b"\r\n")
        return True


@contextmanager
def mail_server(settings: LazySettings, *, timeout: float = 5.0) -> Iterator[MailServer]:
    """Such a server on this machine, and the settings by which mail leaves through it."""
    server = MailServer()
    with socket.create_server(("127.0.0.1", 0)) as door:
        server.port = door.getsockname()[1]
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
        settings.EMAIL_BACKEND = "masthead.notices.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, timeout
        threading.Thread(target=_accept, args=(door, server), daemon=True).start()
        try:
            yield server
        finally:
            server.ending.set()


def _accept(door: socket.socket, server: MailServer) -> None:
    while True:
        try:
            line, _ = door.accept()
        except OSError:
            return
        threading.Thread(target=_converse, args=(server, line), daemon=True).start()


def _converse(server: MailServer, line: socket.socket) -> None:
    try:
        server.converse(line)
    except OSError:  # who called hung up
        return
