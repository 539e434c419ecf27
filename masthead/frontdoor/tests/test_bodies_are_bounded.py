"""Bodies arrive whole before a thread is taken: bounded in size, in time and in number."""

import asyncio
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from masthead.frontdoor.bodies import BodyReader
from masthead.frontdoor.errors import TooBusy
from masthead.frontdoor.tests.asking import a_door, ask, asking, echoing, saying


def test_a_body_in_pieces_reaches_django_whole() -> None:
    seen = ask(a_door(echoing), method="POST", body=[b"one ", b"two ", b"", b"three"]).json()
    assert (seen["body"], seen["CONTENT_LENGTH"]) == ("one two three", "13")


def test_a_chunked_body_reaches_django_with_its_length() -> None:
    chunked = [(b"transfer-encoding", b"chunked")]
    seen = ask(a_door(echoing), method="POST", headers=chunked, body=[b"one ", b"two"]).json()
    assert (seen["body"], seen["CONTENT_LENGTH"]) == ("one two", "7")
    assert "HTTP_TRANSFER_ENCODING" not in seen


def test_a_body_declared_too_large_is_refused_before_it_is_read() -> None:
    reply = ask(
        a_door(echoing), method="POST", headers=[(b"content-length", b"100001")], body=[b""], never_ends=True
    )
    assert reply.status == 413
    assert reply.header("connection") == "close"


def test_a_chunked_body_is_refused_where_it_becomes_too_large() -> None:
    chunked = [(b"transfer-encoding", b"chunked")]
    reply = ask(a_door(echoing), method="POST", headers=chunked, body=[b"x" * 60_000] * 2, never_ends=True)
    assert reply.status == 413


@pytest.mark.parametrize("length", [b"5", b"7"])
def test_a_body_that_is_not_as_long_as_it_says_is_refused(length: bytes) -> None:
    assert (
        ask(a_door(echoing), method="POST", headers=[(b"content-length", length)], body=[b"sixsix"]).status
        == 400
    )


@pytest.mark.parametrize("length", [b"-1", b"+5", b"5, 5", b"0x5", b"", b"9" * 30])
def test_a_length_that_is_no_number_is_refused(length: bytes) -> None:
    assert (
        ask(a_door(echoing), method="POST", headers=[(b"content-length", length)], body=[b"sixsi"]).status
        == 400
    )


def test_two_lengths_are_refused() -> None:
    twice = [(b"content-length", b"5"), (b"content-length", b"6")]
    assert ask(a_door(echoing), method="POST", headers=twice, body=[b"sixsix"]).status == 400


def test_a_transfer_coding_we_do_not_speak_is_refused() -> None:
    coded = [(b"transfer-encoding", b"gzip, chunked")]
    assert ask(a_door(echoing), method="POST", headers=coded, body=[b"x"]).status == 400


def test_a_body_that_does_not_come_is_told_so() -> None:
    reply = ask(
        a_door(echoing, body_seconds=0.05),
        method="POST",
        headers=[(b"content-length", b"9")],
        never_ends=True,
    )
    assert reply.status == 408


def test_nobody_is_answered_when_the_reader_went_away_in_the_middle() -> None:
    reply = ask(a_door(echoing), method="POST", headers=[(b"content-length", b"9")], body=[])
    assert reply.status == 0


def test_unfinished_bodies_take_no_thread_from_others() -> None:
    async def story() -> list[int]:
        door = a_door(saying(), threads=1, body_seconds=30)
        slow = [
            asyncio.ensure_future(
                asking(door, method="POST", headers=[(b"content-length", b"9")], body=[b"x"], never_ends=True)
            )
            for _ in range(50)
        ]
        await asyncio.sleep(0)
        quick = await asyncio.wait_for(asking(door), timeout=5)
        door.close_up()
        return [quick.status, *[(await task).status for task in slow]]

    first, *rest = asyncio.run(story())
    assert first == 200
    assert set(rest) == {503}  # sent away when the server closes


def test_large_bodies_together_are_bounded_and_small_ones_still_get_in() -> None:
    async def story() -> None:
        reader = BodyReader(most_bytes=1_000_000)
        waiting = asyncio.Event()

        def arriving(size: int, *, end: bool) -> Callable[[], Any]:
            sent: list[int] = []

            async def receive() -> dict[str, Any]:
                if sent:
                    await waiting.wait()
                sent.append(size)
                return {"type": "http.request", "body": b"x" * size, "more_body": not end}

            return receive

        large = [
            asyncio.ensure_future(reader.read(arriving(950_000, end=False), declared=None)) for _ in range(4)
        ]
        while reader.held < 3_800_000:  # noqa: ASYNC110 - the tasks under test are what it waits for
            await asyncio.sleep(0)
        with pytest.raises(TooBusy):
            await reader.read(arriving(950_000, end=True), declared=None)
        assert len(await reader.read(arriving(2_000, end=True), declared=2_000)) == 2_000
        for task in large:
            task.cancel()
        await asyncio.gather(*large, return_exceptions=True)
        assert reader.held == 0

    asyncio.run(story())


def test_more_requests_than_can_wait_are_sent_away() -> None:
    def waits(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        go_on.wait(10)
        start_response("200 OK", [])
        return [b""]

    go_on = threading.Event()

    async def story() -> list[int]:
        door = a_door(waits, threads=1)
        tasks = [asyncio.ensure_future(asking(door)) for _ in range(60)]
        while not any(task.done() for task in tasks):  # noqa: ASYNC110
            await asyncio.sleep(0)
        go_on.set()
        return [(await task).status for task in tasks]

    statuses = asyncio.run(story())
    assert (statuses.count(200), statuses.count(503)) == (50, 10)
