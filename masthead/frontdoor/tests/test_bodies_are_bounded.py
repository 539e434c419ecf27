"""Bodies arrive whole before a thread is taken: bounded in size, in time and in number."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from masthead.frontdoor.errors import BodyIsTooSlow, TooBusy
from masthead.frontdoor.request_body import BodyReader
from masthead.frontdoor.tests.asking import a_door, ask, asking, echoing, saying


def test_request_body__in_pieces_reaches_django_whole() -> None:
    seen = ask(a_door(echoing), method="POST", body=[b"one ", b"two ", b"", b"three"]).json()
    assert (seen["body"], seen["CONTENT_LENGTH"]) == ("one two three", "13")


def test_request_body__in_chunks_reaches_django_with_its_length() -> None:
    chunked = [(b"transfer-encoding", b"chunked")]
    seen = ask(a_door(echoing), method="POST", headers=chunked, body=[b"one ", b"two"]).json()
    assert (seen["body"], seen["CONTENT_LENGTH"]) == ("one two", "7")
    assert "HTTP_TRANSFER_ENCODING" not in seen


def test_request_body__declared_too_large_is_refused_before_it_is_read() -> None:
    reply = ask(
        a_door(echoing), method="POST", headers=[(b"content-length", b"100001")], body=[b""], never_ends=True
    )
    assert reply.status == 413
    assert reply.header("connection") == "close"


def test_request_body__in_chunks_is_refused_where_it_becomes_too_large() -> None:
    chunked = [(b"transfer-encoding", b"chunked")]
    reply = ask(a_door(echoing), method="POST", headers=chunked, body=[b"x" * 60_000] * 2, never_ends=True)
    assert reply.status == 413


@pytest.mark.parametrize("length", [b"5", b"7"])
def test_request_body__that_is_not_as_long_as_it_says_is_refused(length: bytes) -> None:
    assert (
        ask(a_door(echoing), method="POST", headers=[(b"content-length", length)], body=[b"sixsix"]).status
        == 400
    )


@pytest.mark.parametrize("length", [b"-1", b"+5", b"5, 5", b"0x5", b"", b"9" * 30])
def test_request_body__a_length_that_is_no_number_is_refused(length: bytes) -> None:
    assert (
        ask(a_door(echoing), method="POST", headers=[(b"content-length", length)], body=[b"sixsi"]).status
        == 400
    )


def test_request_body__two_lengths_are_refused() -> None:
    twice = [(b"content-length", b"5"), (b"content-length", b"6")]
    assert ask(a_door(echoing), method="POST", headers=twice, body=[b"sixsix"]).status == 400


def test_request_body__a_transfer_coding_we_do_not_speak_is_refused() -> None:
    coded = [(b"transfer-encoding", b"gzip, chunked")]
    assert ask(a_door(echoing), method="POST", headers=coded, body=[b"x"]).status == 400


def test_request_body__that_does_not_come_is_told_so() -> None:
    reply = ask(
        a_door(echoing, body_seconds=0.05),
        method="POST",
        headers=[(b"content-length", b"9")],
        never_ends=True,
    )
    assert reply.status == 408


def test_request_body__nobody_is_answered_when_the_reader_went_away_in_the_middle() -> None:
    reply = ask(a_door(echoing), method="POST", headers=[(b"content-length", b"9")], body=[])
    assert reply.status == 0


def test_request_body__unfinished_ones_take_no_thread_from_others() -> None:
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
        door.stop_accepting()
        return [quick.status, *[(await task).status for task in slow]]

    first, *rest = asyncio.run(story())
    assert first == 200
    assert set(rest) == {503}  # sent away when the server closes


class Sender:
    """Somebody who sends a body: pieces at moments of a clock that the test moves."""

    def __init__(self) -> None:
        self.pieces: asyncio.Queue[tuple[int, bool]] = asyncio.Queue()

    def send(self, size: int, *, end: bool = False) -> "Sender":
        self.pieces.put_nowait((size, end))
        return self

    async def receive(self) -> dict[str, Any]:
        size, end = await self.pieces.get()
        return {"type": "http.request", "body": b"x" * size, "more_body": not end}


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


Story = Callable[[BodyReader, Callable[[float], None]], Coroutine[Any, Any, None]]


def told(story: Story, monkeypatch: pytest.MonkeyPatch, *, max_bytes: int = 1_000_000) -> None:
    """Tell a story with a reader and a clock that only the story moves."""

    async def telling() -> None:
        loop, now = asyncio.get_running_loop(), [1000.0]
        monkeypatch.setattr(
            "masthead.frontdoor.request_body.asyncio.get_running_loop", lambda: Clock(loop, now)
        )

        def pass_time(seconds: float) -> None:
            now[0] += seconds

        await story(BodyReader(max_bytes=max_bytes), pass_time)

    asyncio.run(telling())


@dataclass
class Clock:
    loop: asyncio.AbstractEventLoop
    now: list[float]

    def time(self) -> float:
        return self.now[0]

    def create_task(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        return self.loop.create_task(work)


def reading(
    reader: BodyReader, sender: Sender, network: str, *, declared: int | None = None
) -> "asyncio.Task[bytes]":
    return asyncio.ensure_future(reader.read(sender.receive, declared=declared, network=network))


def test_body_reader__who_stops_in_the_middle_keeps_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four announced the largest body, sent most of it, stopped, and kept everybody out for minutes."""

    async def story(reader: BodyReader, pass_time: Callable[[float], None]) -> None:
        senders = [Sender().send(950_000) for _ in range(4)]
        stopped = [
            reading(reader, sender, f"192.0.2.{number}", declared=1_000_000)
            for number, sender in enumerate(senders)
        ]
        await settled()
        assert reader.held == 3_800_000
        pass_time(15)  # not one of them has sent for that long: 62 kilobytes a second are too few now
        upload = reading(reader, Sender().send(950_000, end=True), "198.51.100.1")
        assert len(await asyncio.wait_for(upload, 5)) == 950_000
        await settled()
        given_way = [task for task in stopped if task.done()]
        assert [type(task.exception()) for task in given_way] == [BodyIsTooSlow]
        for task in stopped:
            task.cancel()
        await asyncio.gather(*stopped, return_exceptions=True)
        assert (reader.held, reader.arriving) == (0, 0)

    told(story, monkeypatch)


def test_body_reader__what_came_fast_buys_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(reader: BodyReader, pass_time: Callable[[float], None]) -> None:
        sender = Sender().send(900_000)
        task = reading(reader, sender, "192.0.2.1", declared=1_000_000)
        await settled()
        pass_time(20.5)
        sender.send(1)
        await settled()
        sender.send(1)
        with pytest.raises(BodyIsTooSlow):
            await asyncio.wait_for(task, 5)

    told(story, monkeypatch)


def test_body_reader__a_slow_phone_is_waited_for_while_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four kilobytes a second, for as long as it takes."""

    async def story(reader: BodyReader, pass_time: Callable[[float], None]) -> None:
        sender = Sender()
        task = reading(reader, sender, "192.0.2.1", declared=800_000)
        for number in range(200):
            pass_time(1)
            sender.send(4_000, end=number == 199)
            await settled()
        assert len(await asyncio.wait_for(task, 5)) == 800_000

    told(story, monkeypatch)


def test_body_reader__one_network_has_a_share_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(reader: BodyReader, _pass_time: Callable[[float], None]) -> None:
        tasks = [reading(reader, Sender().send(950_000), "192.0.2.1") for _ in range(3)]
        await settled()
        assert [task.done() for task in tasks] == [False, False, True]
        assert isinstance(tasks[2].exception(), TooBusy)
        small = [reading(reader, Sender().send(10), "192.0.2.1") for _ in range(31)]
        await settled()
        assert [type(task.exception()) for task in small if task.done()] == [TooBusy]
        assert len(await reading(reader, Sender().send(950_000, end=True), "192.0.2.2")) == 950_000
        for task in (*tasks, *small):
            task.cancel()
        await asyncio.gather(*tasks, *small, return_exceptions=True)

    told(story, monkeypatch)


def test_body_reader__nobody_gives_way_who_is_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(reader: BodyReader, pass_time: Callable[[float], None]) -> None:
        tasks = [reading(reader, Sender().send(950_000), f"192.0.2.{number}") for number in range(4)]
        await settled()
        pass_time(5)
        with pytest.raises(TooBusy):
            await reading(reader, Sender().send(950_000, end=True), "198.51.100.1")
        assert len(await reading(reader, Sender().send(2_000, end=True), "198.51.100.1")) == 2_000
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    told(story, monkeypatch)


def test_body_reader__small_bodies_together_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(reader: BodyReader, pass_time: Callable[[float], None]) -> None:
        senders = {number: Sender().send(200_000) for number in range(20)}
        tasks = [reading(reader, sender, f"192.0.2.{number}") for number, sender in senders.items()]
        await settled()
        pass_time(10)
        form = reading(reader, Sender().send(200_000, end=True), "198.51.100.1")
        assert len(await asyncio.wait_for(form, 5)) == 200_000
        await settled()
        assert sum(task.done() for task in tasks) == 1
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    told(story, monkeypatch)


@pytest.mark.parametrize(
    ("path", "status"), [("/desk/images/add/", 200), ("/comments/", 413), ("/deskx", 413)]
)
def test_upload_paths__elsewhere_no_more_than_kilobytes_are_read(path: str, status: int) -> None:
    door = a_door(saying(), max_body_bytes=1_000_000, large_body_paths=["/desk/"])
    assert ask(door, path, method="POST", body=[b"x" * 330_000]).status == status
    assert ask(door, path, method="POST", body=[b"x" * 320_000]).status == 200


def test_upload_paths__are_those_of_the_settings() -> None:
    assert (reverse("wagtailadmin_home"), reverse("people:avatar")) == settings.LARGE_BODY_PATHS


def waiting_for(go_on: threading.Event) -> Callable[..., Iterable[bytes]]:
    """A site whose thread is taken until `go_on`."""

    def site(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        go_on.wait(10)
        start_response("200 OK", [])
        return [b""]

    return site


def test_request_queue__more_requests_than_can_wait_are_sent_away() -> None:
    go_on = threading.Event()

    async def story() -> list[int]:
        door = a_door(waiting_for(go_on), threads=1)
        tasks = [asyncio.ensure_future(asking(door, client=f"192.0.2.{number % 5}")) for number in range(60)]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        go_on.set()
        return [(await task).status for task in tasks]

    statuses = asyncio.run(story())
    assert (statuses.count(200), statuses.count(503)) == (50, 10)


def test_request_queue__is_filled_by_no_single_network() -> None:
    go_on = threading.Event()

    async def story() -> list[int]:
        door = a_door(waiting_for(go_on), threads=1)
        tasks = [asyncio.ensure_future(asking(door, client="192.0.2.1")) for _ in range(30)]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        other = asyncio.ensure_future(asking(door, client="192.0.2.2"))
        await settled()
        go_on.set()
        return [(await task).status for task in (*tasks, other)]

    *theirs, other = asyncio.run(story())
    assert (theirs.count(200), theirs.count(503), other) == (12, 18, 200)
