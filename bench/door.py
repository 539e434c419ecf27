"""How fast a finished page leaves the front door: a ratio to bare bytes from the same server, in one run."""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

ROUNDS, SECONDS, CONNECTIONS, AT_ONCE = 5, 1.0, 16, 8
HOST = "testserver"  # only under its own name does the door answer from memory
BODY = b"<p>" + b"It was a quiet morning on the Holm, and nobody had called. " * 400
PLACES = {"bare": "/bare/", "shared": "/shared/", "member": "/member/", "unchanged": "/shared/"}


def figures() -> dict[str, float]:
    """Requests per second from memory, divided by those of a bare ASGI function with the same bytes."""
    port, process = _start()
    try:
        speeds: dict[str, list[float]] = {kind: [] for kind in PLACES}
        requests = {kind: _request(kind, port) for kind in PLACES}
        lengths = {kind: _length(request, port) for kind, request in requests.items()}
        for _ in range(ROUNDS):
            for kind in PLACES:
                speeds[kind].append(asyncio.run(_measure(requests[kind], lengths[kind], port)))
    finally:
        process.kill()
        process.wait()
    return {f"door_{kind}_ratio": _ratio(speeds[kind], speeds["bare"]) for kind in PLACES if kind != "bare"}


def _ratio(speeds: list[float], bare: list[float]) -> float:
    return round(statistics.median(one / other for one, other in zip(speeds, bare, strict=True)), 3)


def _request(kind: str, port: int) -> bytes:
    lines = [
        f"GET {PLACES[kind]} HTTP/1.1",
        f"Host: {HOST}",
        "Accept-Encoding: gzip, deflate, br",
        "User-Agent: bench",
    ]
    if kind == "member":
        lines.append(f"Cookie: pass={_a_pass()}")
    if kind == "unchanged":
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(_request("shared", port))
            head = line.recv(65_536).partition(b"\r\n\r\n")[0].decode("latin-1")
        lines += [
            f"If-None-Match: {row[6:]}" for row in head.split("\r\n") if row.lower().startswith("etag: ")
        ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _length(request: bytes, port: int) -> int:
    """How long the answer is, head and all: it is the same every time."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        answer = b""
        while piece := line.recv(65_536):
            answer += piece
    if answer.split(b" ", 2)[1] not in {b"200", b"304"} or b"django was asked" in answer:
        raise AssertionError(answer[:500])
    return len(answer.replace(b"connection: close\r\n", b""))


async def _measure(request: bytes, length: int, port: int) -> float:
    """Answers per second over `CONNECTIONS` connections."""
    end = time.perf_counter() + SECONDS

    async def keep_asking() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        heard = 0
        while time.perf_counter() < end:
            writer.write(request * AT_ONCE)
            await reader.readexactly(length * AT_ONCE)
            heard += AT_ONCE
        writer.close()
        return heard

    began = time.perf_counter()
    total = sum(await asyncio.gather(*(keep_asking() for _ in range(CONNECTIONS))))
    return total / (time.perf_counter() - began)


def _start() -> tuple[int, "subprocess.Popen[bytes]"]:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = subprocess.Popen([sys.executable, "-m", "bench.door", str(port)], env=environment)
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return port, process
    raise AssertionError("The server for the measurement did not start.")


# --- the server that is measured ---------------------------------------------------------------------------


def _set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()


def _a_pass() -> str:
    _set_up()
    from django.utils import timezone

    from masthead.paywall import passes
    from masthead.paywall.decide import Pass

    expires = timezone.now() + timedelta(minutes=10)
    return passes.write(
        Pass(reader_id=7, grants=frozenset({"registered", "members"}), version=1, expires_at=expires)
    )


def _serve(port: int) -> None:
    _set_up()
    from masthead.frontdoor.application import FrontDoor
    from masthead.frontdoor.cached_page import build_page
    from masthead.frontdoor.server import granian_server
    from masthead.frontdoor.state import ProcessState
    from masthead.paywall.decide import Level, Piece, Policy

    memory = ProcessState(clock=lambda: 0.0)
    memory.policy, memory._read_at = Policy(), 0.0  # noqa: SLF001 - this memory has no database to read
    page = build_page(
        headers=[(b"content-type", b"text/html; charset=utf-8")],
        body=BODY,
        depends_on=["article-lists:*"],
        gated=False,
    )
    places = {"/shared/": ("shared", None), "/member/": ("open", Piece(id=1, level=Level.MEMBERS))}
    for path, (variant, piece) in places.items():
        memory.cache.put(
            (HOST, path), variant=variant, piece=piece, page=page, generation=memory.cache.generation()
        )
    door = FrontDoor(django=_never, threads=1, hosts=["testserver"], max_body_bytes=1_000, state=memory)
    form = page.encoding_for(b"br")
    start = {"type": "http.response.start", "status": 200, "headers": list(form.headers)}
    body = {"type": "http.response.body", "body": form.body}

    async def both(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == "/bare/":
            await send(start)
            await send(body)
        else:
            await door(scope, receive, send)

    async def run() -> None:
        await granian_server(both, host="127.0.0.1", port=port).serve()

    asyncio.run(run())


def _never(_: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [])
    return [b"django was asked"]


if __name__ == "__main__":
    if sys.argv[1:]:
        _serve(int(sys.argv[1]))
    else:
        for name, figure in figures().items():
            print(f"{name:<24} {figure}")
