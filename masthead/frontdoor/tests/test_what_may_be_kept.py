"""Django says what may be kept; the door believes it only where nothing speaks against it."""

import gzip
import logging
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.utils import timezone

from masthead.frontdoor.application import FrontDoor
from masthead.frontdoor.tests.asking import Header, Reply, a_door, ask, fresh_state, saying
from masthead.frontdoor.tests.test_the_door_holds import a_pass

SHARED = [
    ("Masthead-Cache-Variant", "open"),
    ("Masthead-Dependencies", "front"),
    ("Cache-Control", "public, no-cache"),
]
BODY = b"<p>" + b"the same for everybody " * 20


def gated(variant: str, *, level: str = "members", metered: int = 0) -> list[tuple[str, str]]:
    return [
        ("Masthead-Cache-Variant", variant),
        ("Masthead-Dependencies", "piece-12"),
        ("Masthead-Piece", f"12 {level} {metered}"),
        ("Cache-Control", "private, no-store"),
    ]


def door_saying(headers: Sequence[tuple[str, str]], *, status: str = "200 OK") -> FrontDoor:
    return a_door(saying(BODY, status=status, headers=headers), state=fresh_state())


def twice(door: FrontDoor, **request: object) -> tuple[Reply, Reply]:
    first = ask(door, "/page/", **request)  # type: ignore[arg-type]
    return first, ask(door, "/page/", **request)  # type: ignore[arg-type]


def test_cacheable__a_shared_page_is_cached_and_answered_from_the_cache() -> None:
    first, second = twice(door_saying(SHARED))
    assert (first.kept, second.kept) == (False, True)
    assert first.body == second.body == BODY
    assert first.header("etag") == second.header("etag")


def test_front_door__what_django_tells_it_never_leaves_it() -> None:
    for headers in (SHARED, gated("closed-members"), [*SHARED, ("Set-Cookie", "a=b")]):
        for reply in twice(door_saying(headers)):
            told = [
                name
                for name, _ in reply.headers
                if name.lower().startswith(b"masthead-") and name != b"masthead-door"
            ]
            assert told == []


def test_front_door__a_browser_that_holds_the_page_is_told_so() -> None:
    door = door_saying(SHARED)
    first, _ = twice(door)
    etag = first.header("etag")
    assert etag
    again = ask(door, "/page/", headers=[(b"if-none-match", etag.encode())])
    assert (again.status, again.body, again.header("etag")) == (304, b"", etag)
    assert again.header("content-length") is None


WEDNESDAY, THURSDAY, FRIDAY = (f"{day} Mar 2026 12:00:00 GMT" for day in ("Wed, 04", "Thu, 05", "Fri, 06"))


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        ({"if-modified-since": THURSDAY}, 304),
        ({"if-modified-since": FRIDAY}, 304),
        ({"if-modified-since": WEDNESDAY}, 200),
        ({"if-modified-since": "the day before yesterday"}, 200),
        ({"if-modified-since": FRIDAY, "if-none-match": '"another"'}, 200),
        ({"if-modified-since": WEDNESDAY, "if-none-match": "*"}, 304),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_front_door__a_reader_who_knows_only_when_is_told_that_nothing_changed_since(
    shown: dict[str, str], status: int, method: str
) -> None:
    door = door_saying([*SHARED, ("Last-Modified", THURSDAY)])
    twice(door)
    headers = [(name.encode(), value.encode()) for name, value in shown.items()]
    reply = ask(door, "/page/", headers=headers, method=method)
    assert (reply.kept, reply.status, reply.header("last-modified")) == (True, status, THURSDAY)
    assert reply.body == (BODY if status == 200 and method == "GET" else b"")


def test_front_door__a_page_that_does_not_say_when_it_changed_is_sent() -> None:
    door = door_saying(SHARED)
    twice(door)
    assert ask(door, "/page/", headers=[(b"if-modified-since", FRIDAY.encode())]).status == 200


def test_front_door__head_of_a_shared_page_is_answered_from_the_cache_without_a_body() -> None:
    door = door_saying(SHARED)
    ask(door, "/page/")
    reply = ask(door, "/page/", method="HEAD")
    assert (reply.kept, reply.body, reply.header("content-length")) == (True, b"", str(len(BODY)))


def test_cacheable__a_page_that_a_cookie_excludes_is_compressed_all_the_same() -> None:
    wish = [(b"accept-encoding", b"gzip")]
    reply = ask(door_saying([*gated("metered-2", metered=1), ("Set-Cookie", "meter=x")]), "/", headers=wish)
    assert (reply.kept, reply.header("content-encoding")) == (False, "gzip")
    assert gzip.decompress(reply.body) == BODY
    assert reply.header("content-length") == str(len(reply.body))
    assert "Accept-Encoding" in str(reply.header("vary"))


def test_cacheable__a_page_of_one_reader_is_never_compressed() -> None:
    wish = [(b"accept-encoding", b"gzip, br")]
    reply = ask(door_saying([("Cache-Control", "private, no-store")]), "/account/", headers=wish)
    assert (reply.header("content-encoding"), reply.body) == (None, BODY)


@pytest.mark.parametrize(
    "host", [b"other.example", b"testserver:1", b"testserver:80", b"testserver.", b"[::1]"]
)
def test_cache_key__nobody_makes_pages_by_naming_another_host_or_port(host: bytes) -> None:
    door = door_saying(SHARED)
    twice(door)
    for _ in range(2):
        assert not ask(door, "/page/", host=host).kept
    assert len(door.state.cache) == 1


def test_cache_key__nothing_a_client_may_choose_makes_a_second_page() -> None:
    """No query, header or cookie, however many there are; only what the paywall decides does."""
    door = door_saying(SHARED)
    twice(door)
    for number in range(30):
        free = str(number).encode()
        ask(door, "/page/", query=b"a=" + free)
        for name in (b"accept-language", b"user-agent", b"x-forwarded-host", b"accept-encoding", b"referer"):
            ask(door, "/page/", headers=[(name, free)])
        ask(door, "/page/", headers=[(b"cookie", b"a=" + free + b"; meter=" + free)])
    assert len(door.state.cache) == 1


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([*SHARED, ("Set-Cookie", "pass=x")], id="it mints a pass"),
        pytest.param([*SHARED, ("Set-Cookie", "session=x")], id="it sets a cookie"),
        pytest.param([*SHARED, ("Vary", "*")], id="it varies by anything"),
        pytest.param([*SHARED, ("Content-Encoding", "gzip")], id="it is packed already"),
        pytest.param(SHARED[1:], id="it does not ask to be"),
        pytest.param([*SHARED[:2], ("Cache-Control", "private")], id="it is private and names no piece"),
        pytest.param(
            [*SHARED[:2], ("Cache-Control", "no-store")], id="it is not to be stored and names no piece"
        ),
        pytest.param(SHARED[:2], id="it does not say who may keep it"),
        pytest.param(gated("metered-2", metered=1), id="it was counted"),
        pytest.param(gated("open"), id="it is open and the reader is a stranger"),
        pytest.param(
            [*gated("closed-members")[:2], ("Masthead-Piece", "twelve"), SHARED[2]],
            id="its piece is unreadable",
        ),
    ],
)
def test_cacheable__an_answer_is_not_because(
    headers: list[tuple[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    first, second = twice(door_saying(headers))
    assert (first.kept, second.kept) == (False, False)
    assert second.body == BODY


@pytest.mark.parametrize(
    "status", ["404 Not Found", "302 Found", "500 Internal Server Error", "206 Partial Content"]
)
def test_cacheable__only_whole_answers_are(status: str) -> None:
    assert not twice(door_saying(SHARED, status=status))[1].kept


@pytest.mark.parametrize(
    "request_",
    [{"query": b"before=1"}, {"method": "POST"}, {"headers": [(b"hx-request", b"true")]}, {"body": [b"x"]}],
)
def test_cacheable__only_plain_readings_are(request_: dict[str, object]) -> None:
    door = door_saying(SHARED)
    twice(door, **request_)
    assert not ask(door, "/page/").kept


def test_cacheable__a_page_that_sets_somebodys_cookie_is_loudly_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ask(door_saying([*SHARED, ("Set-Cookie", "csrf=x")]), "/page/")
    assert "sets the cookies csrf" in caplog.text


def test_cacheable__the_open_page_is_cached_from_a_members_reading_and_given_to_members_only() -> None:
    door = door_saying(gated("open"))
    member: list[Header] = [(b"cookie", f"pass={a_pass()}".encode())]
    _, second = twice(door, headers=member)
    assert second.kept
    assert second.header("cache-control") == "private, no-store"
    assert "Cookie" in (second.header("vary") or "")
    assert not ask(door, "/page/").kept


def test_cacheable__an_answer_for_a_stranger_is_never_the_open_page() -> None:
    door = door_saying(gated("open"))
    ask(door, "/page/")
    assert not ask(door, "/page/", headers=[(b"cookie", f"pass={a_pass()}".encode())]).kept


def test_cacheable__a_page_begun_before_an_invalidation_is_not() -> None:
    state = fresh_state()

    def site(environ, start_response):  # type: ignore[no-untyped-def]
        state.invalidate(["front"])
        return saying(BODY, headers=SHARED)(environ, start_response)

    assert not twice(a_door(site, state=state))[1].kept


def test_cacheable__nothing_is_while_the_front_door_cannot_read_what_changes() -> None:
    clock = [0.0]
    state = fresh_state()
    state._clock = lambda: clock[0]
    door = a_door(saying(BODY, headers=SHARED), state=state)
    clock[0] = 5.0
    ask(door, "/page/")
    clock[0] = 0.0
    assert not ask(door, "/page/").kept


def test_front_door__a_site_that_breaks_is_answered_in_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    def site(environ, start_response):  # type: ignore[no-untyped-def]
        raise RuntimeError("as planned")

    reply = ask(a_door(site))
    assert reply.status == 500
    assert b"on our side" in reply.body
    assert "did not answer" in caplog.text


def test_front_door__a_large_answer_arrives_whole() -> None:
    pieces = [bytes([number]) * 65_536 for number in range(40)]

    def site(environ, start_response):  # type: ignore[no-untyped-def]
        start_response("200 OK", [("Content-Type", "application/zip")])
        return pieces

    reply = ask(a_door(site))
    assert reply.body == b"".join(pieces)
    assert reply.header("content-length") == str(40 * 65_536)


def test_front_door__an_answer_without_content_says_no_length() -> None:
    assert ask(a_door(saying(b"", status="204 No Content"))).header("content-length") is None


def test_front_door__its_clock_is_the_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    door = door_saying(gated("open"))
    member: list[Header] = [(b"cookie", f"pass={a_pass(minutes=5)}".encode())]
    assert twice(door, headers=member)[1].kept
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr("masthead.frontdoor.application.timezone.now", lambda: later)
    assert not ask(door, "/page/", headers=member).kept


def test_front_door__an_old_session_that_django_takes_away_is_nothing_to_worry_about(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whoever sends a cookie that was never ours could otherwise fill the log with errors."""
    gone = 'session=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax'
    first, second = twice(door_saying([*SHARED, ("Set-Cookie", gone)]), headers=[(b"cookie", b"session=x")])
    assert (first.kept, second.kept) == (False, False)
    assert not [line for line in caplog.records if line.levelno >= logging.ERROR]
    twice(door_saying([*SHARED, ("Set-Cookie", "session=abc; Path=/")]))
    assert "sets the cookies session" in caplog.text
