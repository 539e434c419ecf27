"""SIGTERM and Ctrl-C end the server within five seconds, and nothing that was accepted is lost."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from masthead.frontdoor.server import PortIsTaken, ensure_port_is_free
from masthead.frontdoor.tests.asking import Line, request, tell
from masthead.frontdoor.tests.trial import Site

FIVE_SECONDS = 5.0


def idle_after_a_request(site: Site) -> Line:
    line = site.line()
    assert line.say(request("GET", "/echo/")).hear().status == 200
    return line


def until_busy(site: Site, *, inside: set[str], arriving: int = 0) -> None:
    """Ask until what was sent has been taken in hand."""
    while True:
        now = tell(site.port, "GET", "/busy/").json()
        if inside <= set(now["inside"]) and now["arriving"] == arriving:
            return


def test_serve__sigterm_ends_it_whatever_is_open(environment: dict[str, str], site: Site) -> None:
    server = Site(environment)
    try:
        idle = [idle_after_a_request(server) for _ in range(20)]
        silent = server.line()
        half_a_head = server.line().say(b"GET /echo/ HTTP/1.1\r\nHo")
        half_a_body = server.line().say(
            request("POST", "/write/", headers=["Content-Length: 99"], body=b"half a body")
        )
        slow = server.line().say(request("GET", "/slow/?seconds=2"))
        writing = server.line().say(request("POST", "/write/?seconds=1", body=b"accepted just before"))
        until_busy(server, inside={"slow", "write"}, arriving=1)
        began = time.monotonic()
        server.end(signal.SIGTERM)
        assert half_a_body.hear().status == 503
        answer = writing.hear()
        assert (answer.status, answer.header("connection")) == (201, "close")
        assert slow.hear().body == b"at last"
        assert server.process.wait(timeout=10) == 0
        assert time.monotonic() - began < FIVE_SECONDS
        assert all(line.is_over() for line in [*idle, silent, half_a_head])
        written = tell(site.port, "GET", "/written/").json()["tags"]
        assert "accepted just before" in written
        assert "half a body" not in written
    finally:
        server.close()


def test_serve__ctrl_c_ends_it_even_with_a_request_that_never_ends(environment: dict[str, str]) -> None:
    server = Site(environment)
    try:
        endless = server.line().say(request("GET", "/slow/?seconds=60"))
        until_busy(server, inside={"slow"})
        began = time.monotonic()
        server.end(signal.SIGINT)
        assert server.process.wait(timeout=10) == 0
        assert time.monotonic() - began < FIVE_SECONDS
        assert endless.is_over()
    finally:
        server.close()


def test_serve__several_workers_answer_and_end_together(environment: dict[str, str]) -> None:
    server = Site(environment, workers=2)
    try:
        idle = [idle_after_a_request(server) for _ in range(10)]
        writing = server.line().say(request("POST", "/write/?seconds=1", body=b"written by a worker"))
        while "write" not in tell(server.port, "GET", "/busy/").json()["inside"]:
            pass  # whichever worker is asked
        began = time.monotonic()
        server.end(signal.SIGTERM)
        assert writing.hear().status == 201
        assert server.process.wait(timeout=10) == 0
        assert time.monotonic() - began < FIVE_SECONDS
        assert all(line.is_over() for line in idle)
    finally:
        server.close()


@contextlib.contextmanager
def two_workers(environment: dict[str, str]) -> Iterator[tuple[Site, list[int]]]:
    """A server with two workers, and their process numbers; none of them is left behind."""
    server = Site(environment, workers=2)
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    workers = [int(number) for number in children.read_text().split()]
    try:
        assert len(workers) == 2
        yield server, workers
    finally:
        server.close()
        for number in workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)


def until_inside(server: Site, name: str) -> None:
    """Ask, whichever worker it is that answers, until that request is in hand."""
    while name not in tell(server.port, "GET", "/busy/").json()["inside"]:
        pass


def runs(number: int) -> bool:
    """Whether that process is there and has not ended: its new parent may look at it seconds later."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def ensure_they_end(server: Site, workers: list[int], *, since: float) -> None:
    while any(runs(number) for number in workers):
        assert time.monotonic() - since < FIVE_SECONDS + 2, "a worker has no master and serves on"
        time.sleep(0.02)
    ensure_port_is_free("127.0.0.1", server.port)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, signal.SIGQUIT])
def test_serve__workers_end_with_their_master_however_it_ends(
    environment: dict[str, str], how: signal.Signals
) -> None:
    with two_workers(environment) as (server, workers):
        writing = server.line().say(
            request("POST", "/write/?seconds=1", body=b"accepted before the master died")
        )
        until_inside(server, "write")
        server.end(how)
        began = time.monotonic()
        assert writing.hear().status == 201
        ensure_they_end(server, workers, since=began)


def test_serve__a_worker_whose_master_dies_ends_although_a_request_never_does(
    environment: dict[str, str],
) -> None:
    with two_workers(environment) as (server, workers):
        server.line().say(request("GET", "/slow/?seconds=60"))
        until_inside(server, "slow")
        server.end(signal.SIGKILL)
        ensure_they_end(server, workers, since=time.monotonic())


def test_ensure_port_is_free__a_second_server_on_the_same_port_is_refused(site: Site) -> None:
    with pytest.raises(PortIsTaken, match="listening"):
        ensure_port_is_free("127.0.0.1", site.port)


def test_ensure_port_is_free__a_port_that_was_used_a_moment_ago_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            server.accept()[0].close()
    ensure_port_is_free("127.0.0.1", port)
