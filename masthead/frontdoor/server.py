"""Starting and stopping the server: granian in this very process, so Django is loaded once (ADR 0004)."""

import asyncio
import contextlib
import logging
import os
import resource
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import NoReturn

from django.conf import settings
from django.utils.module_loading import import_string
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from masthead.frontdoor.application import FrontDoor

logger = logging.getLogger("masthead.frontdoor")

START_SECONDS = 30.0  # until every worker listens
FINISH_SECONDS = 3.5  # for requests in progress when the signal comes; the whole must be over in five
FLUSH_SECONDS = 1.0  # for the last bytes to be sent, once no request is in progress
STOP_DOOR_SECONDS = 0.5  # more, for the threads beside the requests
MAX_CONNECTIONS = 4096  # granian's own default would be 128, idle ones included
ORPHAN_SECONDS = 5.0  # for a worker whose master was killed, to end as at a signal
MIN_WORKER_SECONDS = 5.0  # a worker that dies sooner is not started again at once


class PortIsTaken(Exception):
    """Somebody listens there already. SO_REUSEPORT would let a second server in without a word."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"Something is listening on {host}:{port} already: stop it, or choose another port.")


Ready = Callable[[], object]
WILDCARD_HOSTS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to connect, not where to listen


def serve(*, host: str, port: int, threads: int, workers: int = 1, ready: Ready = lambda: None) -> None:
    """Serve until SIGTERM or Ctrl-C, then finish requests in progress and end the process within five
    seconds.

    Never returns: the process ends here. `ready` is called once the port is being listened on.

    :raises PortIsTaken: before anything has started
    """
    ensure_port_is_free(host, port)
    door: FrontDoor = import_string(settings.ASGI_APPLICATION)
    door.threads = threads
    if workers > 1:
        _Workers(door, host=host, port=port, count=workers, ready=ready).run()
    asyncio.run(_serve(door, host=host, port=port, ready=ready))


def ensure_port_is_free(host: str, port: int) -> None:
    """Refuse to share a port with another server.

    :raises PortIsTaken: somebody listens there
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            raise PortIsTaken(host, port) from None


async def _serve(door: FrontDoor, *, host: str, port: int, ready: Ready) -> None:
    loop = asyncio.get_running_loop()
    signalled = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _on_signal, signalled)
    _allow_many_connections()
    await door.start()
    server = granian_server(door, host=host, port=port)
    serving = loop.create_task(server.serve())
    waiting = loop.create_task(signalled.wait())
    await _wait_until_listening(host, port)
    ready()
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if not waiting.done():
        logger.error("The server stopped by itself.", exc_info=serving.exception())
        await _stop_door(door)
        _exit(1)
    await _stop(door, server, serving)
    _exit(0)  # here, since leaving the loop would wait for its threads


async def _wait_until_listening(host: str, port: int) -> None:
    """Return once the port answers: granian begins to listen in a thread of its own."""
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(WILDCARD_HOSTS.get(host, host), port)
            writer.close()
            return
        await asyncio.sleep(0.005)


def granian_server(door: Callable[..., object], *, host: str, port: int) -> Server:
    return Server(
        door,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,  # no lifespan events: serve() starts and stops the front door
        http=HTTPModes.http1,
        websockets=False,
        backlog=1024,
        backpressure=MAX_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=15_000, max_buffer_size=64 * 1024),
        log_enabled=False,  # the front door logs itself
    )


def _on_signal(signalled: asyncio.Event) -> None:
    if signalled.is_set():  # a second signal: exit at once
        _exit(130)
    signalled.set()


async def _stop(door: FrontDoor, server: Server, serving: "asyncio.Task[None]") -> None:
    """Stop listening, finish requests in progress, and drop requests that have not arrived completely.

    Granian waits for every open connection, also for a request whose head or body never ends. So the front
    door refuses unfinished bodies, and unfinished heads are not waited for once no request is in progress.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + FINISH_SECONDS
    letting_go = loop.create_task(_stop_door(door))
    door.stop_accepting()
    server.stop()  # type: ignore[no-untyped-call]  # granian's, untyped
    quiet_since = loop.time()
    while not serving.done() and loop.time() < end:
        await asyncio.wait({serving}, timeout=0.02)
        if door.in_progress:
            quiet_since = loop.time()
        elif loop.time() - quiet_since > FLUSH_SECONDS:
            break
    if door.in_progress:
        logger.warning(
            "%d requests were still in progress after %.0f seconds.", door.in_progress, FINISH_SECONDS
        )
    # A job in progress has the same time to end; one that takes longer is released when its lease ends.
    await asyncio.wait({letting_go}, timeout=max(STOP_DOOR_SECONDS, end - loop.time()))


async def _stop_door(door: FrontDoor) -> None:
    with contextlib.suppress(Exception):
        await door.stop()


def _allow_many_connections() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, 2 * MAX_CONNECTIONS) if hard != resource.RLIM_INFINITY else 2 * MAX_CONNECTIONS
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _exit(code: int) -> NoReturn:
    """End the process here and now.

    Python would wait for threads that wait for readers, and granian's own threads panic when the interpreter
    goes away under them. Whatever was acknowledged is on disk already.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(code)


class _Workers:
    """Several processes on one port, forked after Django is loaded; one that dies is replaced."""

    def __init__(self, door: FrontDoor, *, host: str, port: int, count: int, ready: Ready) -> None:
        self.door, self.host, self.port, self.count, self.ready = door, host, port, count, ready
        self.born: dict[int, float] = {}
        self.ending = False
        self.listening, self.says_it_listens = os.pipe()
        # Nobody ever writes into it: it ends when the master does, however that comes about.
        self.master_has_ended, self.master_lives = os.pipe()

    def run(self) -> NoReturn:
        """Keep `count` workers alive until a signal, pass it on, and end when they have ended."""
        from django.db import connections

        connections.close_all()  # a connection must not be shared across a fork
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._forward_signal)
        for _ in range(self.count):
            self._fork()
        self._wait_until_all_listen()
        self.ready()
        while self.born:
            try:
                pid, _ = os.wait()
            except ChildProcessError:
                break
            lived = time.monotonic() - self.born.pop(pid, 0.0)
            if not self.ending:
                time.sleep(1.0 if lived < MIN_WORKER_SECONDS else 0.0)
                if not self.ending:
                    logger.error("Worker %d ended by itself; another takes its place.", pid)
                    self._fork()
        _exit(0)

    def _fork(self) -> None:
        pid = os.fork()
        if pid:
            self.born[pid] = time.monotonic()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        os.close(self.master_lives)
        threading.Thread(target=self._end_with_master, name="master", daemon=True).start()
        asyncio.run(_serve(self.door, host=self.host, port=self.port, ready=self._announce_ready))

    def _end_with_master(self) -> None:
        """In a worker: when the master has gone, end as at a signal, and free the port in any case.

        A master killed with SIGKILL tells nobody. Its workers would serve on, the port taken, and nobody
        would be left to replace or stop them.
        """
        os.read(self.master_has_ended, 1)
        logger.error("The master process has ended without a word; this worker ends too.")
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(ORPHAN_SECONDS)
        _exit(1)

    def _announce_ready(self) -> None:
        os.write(self.says_it_listens, b".")

    def _wait_until_all_listen(self) -> None:
        heard = 0
        end = time.monotonic() + START_SECONDS
        while heard < self.count and not self.ending and time.monotonic() < end:
            if select.select([self.listening], [], [], 0.1)[0]:
                heard += len(os.read(self.listening, self.count))

    def _forward_signal(self, *_: object) -> None:
        self.ending = True
        for pid in list(self.born):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
