"""The guarded fetcher against hosts that mean harm, over real sockets."""

import gzip
import socket
import time
import zlib
from collections.abc import Iterator

import brotli
import pytest
from django.db import transaction

from masthead.kit.fetching import HTML, FetchRefused, connections, errors, fetch
from masthead.kit.tests.certificates import authority
from masthead.kit.tests.outside import ANOTHER, PUBLIC, Outside, Serve, answer, pages
from masthead.kit.transactions import NetworkInsideTransaction

PAGE = "<p>Hello from elsewhere.</p>"
MB = 1024 * 1024


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    world = Outside()
    monkeypatch.setattr(connections, "DEFAULT_TRANSPORT", world.transport)
    return world


def refused(kind: type[FetchRefused], address: str = "http://blog.example/", **wish: object) -> None:
    with pytest.raises(kind) as no:
        fetch(address, **wish)  # type: ignore[arg-type]
    assert no.value.code
    assert str(no.value).endswith(".")


# --- what is fetched -------------------------------------------------------------------------------------


def test_fetch__a_page_is_fetched(outside: Outside) -> None:
    with outside.host("blog.example", answer(PAGE)):
        page = fetch("http://blog.example/post?x=1#part", media_types=HTML)
    assert (page.status, page.address, page.media_type, page.charset) == (
        200,
        "http://blog.example/post?x=1",
        "text/html",
        "utf-8",
    )
    assert page.body.decode() == PAGE
    assert outside.connected == [(PUBLIC, 80)]


def test_fetch__the_request_names_the_publication_and_gives_nothing_away(outside: Outside) -> None:
    with outside.host("blog.example", answer(PAGE)):
        fetch("http://blog.example/", publication_name="The Lighterman (Ünited)\r\nX: y")
    (asked,) = outside.requests
    assert asked.startswith(b"GET / HTTP/1.1\r\nHost: blog.example\r\n")
    assert b"User-Agent: Masthead (+http://localhost:8000; The Lighterman nitedX: y)\r\n" in asked
    assert b"cookie" not in asked.lower()
    assert b"authorization" not in asked.lower()


def test_fetch__cookies_of_one_answer_are_not_brought_to_the_next(outside: Outside) -> None:
    table = {
        "/": answer(status="302 Found", headers=["Location: /in", "Set-Cookie: a=b"]),
        "/in": answer(PAGE),
    }
    with outside.host("blog.example", pages(table)):
        assert fetch("http://blog.example/").ok
    assert b"cookie" not in outside.requests[1].lower()


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(PAGE.encode(), mtime=0)),
        ("x-gzip", gzip.compress(PAGE[:9].encode(), mtime=0) + gzip.compress(PAGE[9:].encode(), mtime=0)),
        ("deflate", zlib.compress(PAGE.encode())),
        ("deflate", zlib.compress(PAGE.encode())[2:-4]),
        ("br", brotli.compress(PAGE.encode())),
        ("identity", PAGE.encode()),
    ],
)
def test_fetch__every_usual_packing_is_opened(outside: Outside, coding: str, packed: bytes) -> None:
    with outside.host("blog.example", answer(packed, headers=[f"Content-Encoding: {coding}"])):
        assert fetch("http://blog.example/").body.decode() == PAGE


def test_fetch__a_body_in_chunks_is_put_together(outside: Outside) -> None:
    chunks = (
        b"".join(b"%x;ext=1\r\n%s\r\n" % (1, bytes([letter])) for letter in PAGE.encode())
        + b"0\r\nX: y\r\n\r\n"
    )
    with outside.host("blog.example", answer(chunks, headers=["Transfer-Encoding: chunked"])):
        assert fetch("http://blog.example/").body.decode() == PAGE


def test_fetch__something_can_be_posted(outside: Outside) -> None:
    with outside.host("blog.example", answer(status="202 Accepted")):
        assert fetch("http://blog.example/endpoint", post_body=b"source=a&target=b").status == 202
    assert outside.requests[0].startswith(b"POST /endpoint ")
    assert outside.requests[0].endswith(b"\r\n\r\nsource=a&target=b")


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "500 Oh", "204 No Content"])
def test_fetch__what_is_no_page_is_answered_without_its_body(outside: Outside, status: str) -> None:
    with outside.host("blog.example", answer(status=status, headers=["Content-Type: image/png"])):
        page = fetch("http://blog.example/", media_types=HTML, skip_other_bodies=True)
    assert page.status == int(status[:3])
    assert page.body == b""


# --- where it goes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.0.1", "100.64.0.1", "::1", "::ffff:127.0.0.1",
     "64:ff9b::7f00:1", "2002:7f00:1::1", "fe80::1", "fd00::1", "224.0.0.1", "198.51.100.1"],
)  # fmt: skip
def test_fetch_private_addresses__a_name_that_leads_to_a_private_number_is_not_connected_to(
    outside: Outside, number: str
) -> None:
    outside.numbers["blog.example"] = [[number]]
    refused(errors.HostIsNotPublic)
    assert outside.connected == []


def test_fetch_private_addresses__one_private_number_among_public_ones_is_enough_to_refuse(
    outside: Outside,
) -> None:
    with outside.host("blog.example", answer(PAGE)):
        outside.numbers["blog.example"] = [[PUBLIC, "10.0.0.1"]]
        refused(errors.HostIsNotPublic)
    assert outside.connected == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "10.1.2.3", "169.254.169.254"])
def test_fetch_private_addresses__a_private_number_in_the_address_itself_is_not_connected_to(
    outside: Outside, host: str
) -> None:
    refused(errors.HostIsNotPublic, f"http://{host}/latest/meta-data/")
    assert outside.connected == []


def test_fetch_private_addresses__a_name_is_looked_up_once_and_that_number_connected_to(
    outside: Outside,
) -> None:
    with outside.host("blog.example", answer(PAGE)):
        outside.numbers["blog.example"] = [[PUBLIC], ["127.0.0.1"]]  # the second answer is the trap
        assert fetch("http://blog.example/").ok
    assert outside.looked_up == ["blog.example"]
    assert outside.connected == [(PUBLIC, 80)]


def test_fetch_private_addresses__a_name_that_changes_before_a_redirect_is_refused_then(
    outside: Outside,
) -> None:
    with outside.host("blog.example", answer(status="302 Found", headers=["Location: /again"])):
        outside.numbers["blog.example"] = [[PUBLIC], ["127.0.0.1"]]
        refused(errors.HostIsNotPublic)
    assert outside.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("http://127.0.0.1/", errors.HostIsNotPublic),
        ("http://[::ffff:10.0.0.1]/", errors.HostIsNotPublic),
        ("http://inside.example/", errors.HostIsNotPublic),
        ("//169.254.169.254/latest/", errors.HostIsNotPublic),
        ("http://blog.example:6379/", errors.PortNotAllowed),
        ("http://user:pw@blog.example/", errors.AddressHoldsCredentials),
        ("file:///etc/passwd", errors.AddressIsMalformed),
        ("gopher://blog.example/", errors.AddressIsMalformed),
        ("http://localhost/", errors.AddressIsMalformed),
        ("http://[::1", errors.AddressIsMalformed),
    ],
)
def test_fetch_redirects__each_is_looked_at_anew(
    outside: Outside, location: str, kind: type[FetchRefused]
) -> None:
    outside.numbers["inside.example"] = [["192.168.0.10"]]
    with outside.host("blog.example", answer(status="301 Moved", headers=[f"Location: {location}"])):
        refused(kind)
    assert outside.connected == [(PUBLIC, 80)]


def test_fetch_redirects__five_are_followed_and_no_more(outside: Outside) -> None:
    table = {f"/{n}": answer(status="302 Found", headers=[f"Location: {n + 1}"]) for n in range(9)}
    table["/5"] = answer(PAGE)
    with outside.host("blog.example", pages(table)):
        assert fetch("http://blog.example/0").address == "http://blog.example/5"
        del table["/5"]
        table["/5"] = table["/4"]
        refused(errors.TooManyRedirects, "http://blog.example/0")
    assert len(outside.requests) == 6 + 6


def test_fetch_redirects__endless_ones_end(outside: Outside) -> None:
    with outside.host("blog.example", answer(status="302 Found", headers=["Location: /"])):
        refused(errors.TooManyRedirects)


@pytest.mark.parametrize(
    ("status", "kind"), [("302 Found", errors.RedirectNotFollowed), ("308 Permanent", None)]
)
def test_fetch_redirects__a_post_is_carried_on_only_where_they_say_so(
    outside: Outside, status: str, kind: type[FetchRefused] | None
) -> None:
    table = {"/": answer(status=status, headers=["Location: /in"]), "/in": answer(status="202 Accepted")}
    with outside.host("blog.example", pages(table)):
        if kind:
            refused(kind, post_body=b"a=b")
        else:
            assert fetch("http://blog.example/", post_body=b"a=b").status == 202
            assert outside.requests[1].endswith(b"a=b")


def test_fetch__nothing_is_fetched_while_a_transaction_is_open(
    outside: Outside, transactional_db: None
) -> None:
    with transaction.atomic(), pytest.raises(NetworkInsideTransaction):
        fetch("http://blog.example/")
    assert outside.looked_up == []


def test_fetch_private_addresses__a_name_that_does_not_exist_is_refused_like_a_private_one() -> None:
    with pytest.raises(errors.HostIsNotPublic):
        fetch("http://nowhere.invalid/", timeout_seconds=9)


def test_fetch_private_addresses__by_default_this_machine_is_refused_too() -> None:
    with pytest.raises(errors.HostIsNotPublic):
        fetch("http://127.0.0.1/")


def test_fetch__the_next_of_several_numbers_is_tried_when_one_does_not_answer(outside: Outside) -> None:
    with outside.host("blog.example", answer(PAGE)):
        outside.numbers["blog.example"] = [["2606:4700::1111", ANOTHER, PUBLIC]]
        assert fetch("http://blog.example/").ok
    assert [number for number, _ in outside.connected] == ["2606:4700::1111", ANOTHER, PUBLIC]


def test_fetch__a_closed_door_is_no_answer(outside: Outside) -> None:
    outside.numbers["blog.example"] = [[ANOTHER]]
    refused(errors.NoResponse)


# --- how much, how long, what ----------------------------------------------------------------------------


def test_fetch_limits__a_gigabyte_is_refused_by_its_length_alone(outside: Outside) -> None:
    with outside.host("blog.example", answer(b"", headers=[f"Content-Length: {1024 * MB}"])):
        refused(errors.ResponseIsTooLarge)


def sending(*, total: int, head: str = "") -> tuple[Serve, list[int]]:
    sent = [0]

    def serve(connection: socket.socket, _asked: bytes) -> None:
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n".encode())
        block = b"a" * 65536
        while sent[0] < total:
            connection.sendall(block)
            sent[0] += len(block)

    return serve, sent


def test_fetch_limits__a_gigabyte_without_a_length_is_stopped_early(outside: Outside) -> None:
    serve, sent = sending(total=1024 * MB)
    with outside.host("blog.example", serve):
        refused(errors.ResponseIsTooLarge)
        time.sleep(0.05)
    assert sent[0] < 16 * MB  # what fits into the buffers on the way


def _bomb(coding: str) -> bytes:
    zeros = bytes(1024 * 1024)
    if coding == "br":
        packer = brotli.Compressor(quality=5)
        return b"".join(packer.process(zeros) for _ in range(64)) + packer.finish()
    zipper = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
    return b"".join(zipper.compress(zeros) for _ in range(64)) + zipper.flush()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_fetch_limits__a_packed_bomb_is_stopped_while_it_is_opened(outside: Outside, coding: str) -> None:
    bomb = _bomb(coding)
    assert len(bomb) < MB  # small on the way, 64 MB unpacked
    with outside.host("blog.example", answer(bomb, headers=[f"Content-Encoding: {coding}"])):
        began = time.monotonic()
        refused(errors.ResponseIsTooLarge)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("coding", ["gzip, gzip", "br, gzip", "zstd", "compress", "gzip;q=1"])
def test_fetch__packings_nobody_asked_for_are_refused(outside: Outside, coding: str) -> None:
    with outside.host("blog.example", answer(PAGE, headers=[f"Content-Encoding: {coding}"])):
        refused(errors.ResponseIsBroken)


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", b"no gzip at all"),
        ("gzip", gzip.compress(PAGE.encode(), mtime=0)[:-9]),
        ("deflate", zlib.compress(PAGE.encode())[:-6]),
        ("br", brotli.compress(PAGE.encode())[:-3]),
        ("br", b"\xff\xff\xff"),
    ],
)
def test_fetch__a_body_that_is_torn_is_refused(outside: Outside, coding: str, packed: bytes) -> None:
    with outside.host("blog.example", answer(packed, headers=[f"Content-Encoding: {coding}"])):
        refused(errors.ResponseIsBroken)


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab",
        b"HTTP/1.1 twohundred OK\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"",
    ],
)
def test_fetch__an_answer_that_is_not_what_it_says_is_refused(outside: Outside, raw: bytes) -> None:
    with outside.host("blog.example", lambda connection, _: connection.sendall(raw)):
        refused(errors.ResponseIsBroken)


def dripping(beginning: bytes, drop: bytes) -> Serve:
    def serve(connection: socket.socket, _asked: bytes) -> None:
        connection.sendall(beginning)
        for _ in range(100):
            connection.sendall(drop)
            time.sleep(0.05)

    return serve


@pytest.mark.parametrize(
    ("beginning", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"a", mtime=0)[:10], b"\x00"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_fetch_limits__a_byte_now_and_then_does_not_keep_us_waiting(
    outside: Outside, beginning: bytes, drop: bytes
) -> None:
    with outside.host("blog.example", dripping(beginning, drop)):
        began = time.monotonic()
        with pytest.raises((errors.TimedOut, errors.ResponseIsBroken)):
            fetch("http://blog.example/", timeout_seconds=0.4)
    assert time.monotonic() - began < 1.5


def test_fetch_limits__a_host_that_says_nothing_is_too_slow(outside: Outside) -> None:
    with outside.host("blog.example", lambda connection, _: time.sleep(1)):
        refused(errors.TimedOut, timeout_seconds=0.2)


def test_fetch_redirects__slow_ones_share_one_time(outside: Outside) -> None:
    def slowly(connection: socket.socket, _asked: bytes) -> None:
        time.sleep(0.15)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")

    with outside.host("blog.example", slowly):
        refused(errors.TimedOut, timeout_seconds=0.4)


def test_fetch_limits__a_resolver_that_thinks_too_long_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def slowly(*_: object, **__: object) -> list[object]:
        time.sleep(0.3)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    with pytest.raises(errors.HostIsNotPublic):  # a name of our own network may be what it thinks about
        fetch("http://blog.example/", timeout_seconds=0.1)


@pytest.mark.parametrize(
    "flood",
    [
        "".join(f"X-{n}: y\r\n" for n in range(500)),
        "X: " + "y" * 100_000 + "\r\n",
        "".join(f"X-{n}: {'y' * 2000}\r\n" for n in range(90)),
    ],
)
def test_fetch_limits__a_flood_of_headers_is_refused(outside: Outside, flood: str) -> None:
    raw = f"HTTP/1.1 200 OK\r\n{flood}Content-Length: 0\r\n\r\n".encode()
    with outside.host("blog.example", lambda connection, _: connection.sendall(raw)):
        refused(errors.HeadersAreTooLarge)


def test_fetch_limits__a_stream_of_interim_answers_is_refused(outside: Outside) -> None:
    with outside.host("blog.example", lambda c, _: c.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 9999)):
        refused(errors.HeadersAreTooLarge)


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "text/plain", "", "nonsense"])
def test_fetch__only_the_kinds_that_are_wanted_are_taken(outside: Outside, kind: str) -> None:
    with outside.host("blog.example", answer(PAGE, headers=[f"Content-Type: {kind}"])):
        refused(errors.MediaTypeNotAccepted, media_types=HTML)
        assert fetch("http://blog.example/", media_types=HTML, skip_other_bodies=True).body == b""


# --- TLS -------------------------------------------------------------------------------------------------


@pytest.fixture
def secure(outside: Outside) -> Iterator[Outside]:
    """`blog.example` with a certificate of an authority that is trusted here."""
    ca = authority()
    outside.trusted = ca.trusting
    table = {
        "/": answer(PAGE),
        "/down": answer(status="302 Found", headers=["Location: http://blog.example/"]),
    }
    with (
        outside.host("blog.example", pages(table), port=443, tls=ca.serving("blog.example")),
        outside.host("blog.example", answer(PAGE)),
    ):
        yield outside


def test_fetch_tls__a_protected_page_is_fetched_by_its_name(secure: Outside) -> None:
    assert fetch("https://blog.example/").body.decode() == PAGE
    assert secure.connected == [(PUBLIC, 443)]


def test_fetch_tls__a_certificate_of_another_host_is_refused(secure: Outside) -> None:
    secure.numbers["other.example"] = [[PUBLIC]]
    refused(errors.CertificateIsInvalid, "https://other.example/")
    assert secure.requests == []


def test_fetch_tls__a_certificate_nobody_vouches_for_is_refused(secure: Outside) -> None:
    secure.trusted = connections.default_tls_context
    refused(errors.CertificateIsInvalid, "https://blog.example/")


def test_fetch_tls__a_certificate_that_is_over_is_refused(outside: Outside) -> None:
    ca = authority()
    outside.trusted = ca.trusting
    with outside.host("blog.example", answer(PAGE), port=443, tls=ca.serving("blog.example", expired=True)):
        refused(errors.CertificateIsInvalid, "https://blog.example/")


def test_fetch_tls__plain_words_where_tls_should_be_are_refused(outside: Outside) -> None:
    with (
        outside.host("blog.example", answer(PAGE), port=443),
        pytest.raises((errors.CertificateIsInvalid, errors.TimedOut)),
    ):
        fetch("https://blog.example/", timeout_seconds=1)


def test_fetch_redirects__from_https_to_http_are_refused(secure: Outside) -> None:
    refused(errors.RedirectLeavesHttps, "https://blog.example/down")


def test_fetch_redirects__from_http_to_https_are_followed(secure: Outside) -> None:
    table = {"/up": answer(status="301 Moved", headers=["Location: https://blog.example/"])}
    with secure.host("up.example", pages(table), number=ANOTHER):
        assert fetch("http://up.example/up").address == "https://blog.example/"
