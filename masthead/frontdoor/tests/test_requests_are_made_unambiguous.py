"""What reaches Django can be read in one way only (DESIGN §7)."""

import asyncio
import ipaddress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masthead.frontdoor.headers import arrival_from, networks
from masthead.frontdoor.tests.asking import a_door, ask, echoing, saying

PROXY, STRANGER = "10.0.0.7", "203.0.113.9"
TRUSTED = networks(["10.0.0.0/8", "fd00::/8"])


def test_a_header_with_underscores_cannot_pose_as_a_forwarded_address() -> None:
    door = a_door(echoing, trusted=TRUSTED)
    seen = ask(
        door, headers=[(b"X_Forwarded_For", b"1.2.3.4"), (b"Remote_Addr", b"1.2.3.4")], client=PROXY
    ).json()
    assert seen["REMOTE_ADDR"] == PROXY
    assert not [name for name in seen if "FORWARDED" in name or name == "HTTP_REMOTE_ADDR"]


def test_two_cookie_headers_become_one_that_django_can_read() -> None:
    seen = ask(a_door(echoing), headers=[(b"Cookie", b"a=1"), (b"cookie", b"b=2; c=3")]).json()
    assert seen["HTTP_COOKIE"] == "a=1; b=2; c=3"


def test_a_query_with_raw_bytes_outside_ascii_is_refused_in_a_sentence() -> None:
    reply = ask(a_door(echoing), query="q=ä".encode())
    assert reply.status == 400
    assert b"cannot be read" in reply.body


@pytest.mark.parametrize("path", ["/\x00", "/a\ufffdb", "*", ""])
def test_a_path_that_is_no_text_is_refused(path: str) -> None:
    assert ask(a_door(echoing), path).status == 400


def test_a_request_without_a_host_or_with_two_is_refused() -> None:
    assert ask(a_door(echoing), host=None).status == 400
    assert ask(a_door(echoing), headers=[(b"host", b"elsewhere")]).status == 400


@pytest.mark.parametrize("host", [b"a b", b"a,b", b"a/b", b"user@host", b"h\xc3\xb6st", b"a?b", b""])
def test_a_host_that_could_be_read_in_two_ways_is_refused(host: bytes) -> None:
    assert ask(a_door(echoing), host=host).status == 400


def test_headers_for_the_connection_end_at_the_door() -> None:
    names = [b"connection", b"proxy", b"te", b"upgrade", b"expect", b"keep-alive", b"masthead-keep"]
    seen = ask(a_door(echoing), headers=[(name, b"x") for name in names]).json()
    assert not [name for name in seen if name.startswith("HTTP_") and name != "HTTP_HOST"]


def test_forwarded_headers_of_a_stranger_are_dropped() -> None:
    lies = [
        (b"x-forwarded-for", b"1.2.3.4"),
        (b"x-forwarded-proto", b"https"),
        (b"x-forwarded-host", b"evil.example"),
        (b"forwarded", b"for=1.2.3.4;proto=https"),
        (b"x-real-ip", b"1.2.3.4"),
    ]
    seen = ask(a_door(echoing, trusted=TRUSTED), headers=lies).json()
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"], seen["HTTP_HOST"]) == (
        STRANGER,
        "http",
        "testserver",
    )
    assert not [name for name in seen if "FORWARDED" in name or "REAL_IP" in name]


def test_forwarded_headers_of_our_proxy_are_believed() -> None:
    told = [
        (b"x-forwarded-for", b"198.51.100.4"),
        (b"x-forwarded-proto", b"https"),
        (b"x-forwarded-host", b"magazine.example"),
    ]
    seen = ask(a_door(echoing, trusted=TRUSTED), headers=told, client=PROXY).json()
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("198.51.100.4", "https")
    assert seen["HTTP_HOST"] == "magazine.example"
    assert not [name for name in seen if "FORWARDED" in name]


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        ("6.6.6.6, 198.51.100.4", "198.51.100.4"),  # what the client wrote stands on the left
        ("198.51.100.4, 10.1.1.1", "198.51.100.4"),  # a second proxy of ours
        ("198.51.100.4:5555", "198.51.100.4"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("::ffff:198.51.100.4", "198.51.100.4"),
        ("nonsense", PROXY),
        ("198.51.100.4, nonsense", PROXY),
        ("", PROXY),
    ],
)
def test_the_client_is_the_last_address_that_is_not_our_proxy(chain: str, client: str) -> None:
    reply = ask(
        a_door(echoing, trusted=TRUSTED), headers=[(b"x-forwarded-for", chain.encode())], client=PROXY
    )
    assert reply.json()["REMOTE_ADDR"] == client


def test_a_proxy_that_arrives_dressed_as_ipv6_is_still_ours() -> None:
    told = [(b"x-forwarded-for", b"198.51.100.4")]
    seen = ask(a_door(echoing, trusted=TRUSTED), headers=told, client=f"::ffff:{PROXY}").json()
    assert seen["REMOTE_ADDR"] == "198.51.100.4"


def test_too_many_or_too_large_headers_are_refused() -> None:
    assert ask(a_door(echoing), headers=[(b"x-big", b"x" * 33_000)]).status == 431
    assert ask(a_door(echoing), headers=[(b"x-%d" % number, b"") for number in range(101)]).status == 431


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW"])
def test_a_method_nobody_answers_is_refused(method: str) -> None:
    reply = ask(a_door(echoing), method=method)
    assert reply.status == 405
    assert reply.header("allow")


def test_head_is_answered_without_a_body_but_with_its_length() -> None:
    reply = ask(a_door(saying(b"twelve bytes")), method="HEAD")
    assert (reply.status, reply.body, reply.header("content-length")) == (200, b"", "12")


def test_a_websocket_is_declined() -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(a_door(echoing)({"type": "websocket"}, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]


_NAMES = st.sampled_from(
    [
        b"X-Forwarded-For",
        b"x_forwarded_for",
        b"X-FORWARDED-PROTO",
        b"x-real-ip",
        b"Forwarded",
        b"X_Real-IP",
        b"remote_addr",
    ]
)


@settings(deadline=None)
@given(st.lists(st.tuples(_NAMES, st.binary(max_size=40)), max_size=8), st.ip_addresses())
def test_no_header_of_a_stranger_moves_their_address(
    headers: list[tuple[bytes, bytes]], address: ipaddress.IPv4Address | ipaddress.IPv6Address
) -> None:
    if any(address in network for network in TRUSTED):
        return
    scope = {"method": "GET", "path": "/", "query_string": b"", "scheme": "http", "client": (str(address), 1)}
    arrival = arrival_from({**scope, "headers": [(b"host", b"h"), *headers]}, trusted=TRUSTED)
    assert ipaddress.ip_address(arrival.client) == (getattr(address, "ipv4_mapped", None) or address)
    assert arrival.scheme == "http"
    assert set(arrival.headers) == {b"host"}
