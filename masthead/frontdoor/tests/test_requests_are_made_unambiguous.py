"""What reaches Django can be read in one way only (DESIGN §7)."""

import asyncio
import ipaddress
from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from masthead.frontdoor.request import environ_for_django, parse_networks, parse_request, read_as_utf8
from masthead.frontdoor.tests.asking import a_door, ask, echoing, saying

PROXY, STRANGER = "10.0.0.7", "203.0.113.9"
TRUSTED = parse_networks(["10.0.0.0/8", "fd00::/8"])


def test_parse_request__a_header_with_underscores_cannot_pose_as_a_forwarded_address() -> None:
    door = a_door(echoing, trusted=TRUSTED)
    seen = ask(
        door, headers=[(b"X_Forwarded_For", b"1.2.3.4"), (b"Remote_Addr", b"1.2.3.4")], client=PROXY
    ).json()
    assert seen["REMOTE_ADDR"] == PROXY
    assert not [name for name in seen if "FORWARDED" in name or name == "HTTP_REMOTE_ADDR"]


def test_parse_request__two_cookie_headers_become_one_that_django_can_read() -> None:
    seen = ask(a_door(echoing), headers=[(b"Cookie", b"a=1"), (b"cookie", b"b=2; c=3")]).json()
    assert seen["HTTP_COOKIE"] == "a=1; b=2; c=3"


def test_parse_request__a_query_with_raw_bytes_outside_ascii_is_refused_in_a_sentence() -> None:
    reply = ask(a_door(echoing), query="q=ä".encode())
    assert reply.status == 400
    assert b"cannot be read" in reply.body


@pytest.mark.parametrize("path", ["/\x00", "/a\ufffdb", "*", ""])
def test_parse_request__a_path_that_is_no_text_is_refused(path: str) -> None:
    assert ask(a_door(echoing), path).status == 400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"content-type", b'text/html; charset="' + b";" * 30_000),  # 0.9 seconds of Django's
        (b"content-type", b"a/b;" + b"a=b;" * 400),
        (b"accept", b'a/b;c="' + b";" * 30_000),
        (b"accept-language", b"de," * 9_000),
        (b"range", b"bytes=" + b"0-1," * 400),
    ],
)
def test_parse_request__what_is_slow_to_take_apart_has_to_be_short(name: bytes, value: bytes) -> None:
    assert ask(a_door(echoing), headers=[(name, value)]).status == 431


def test_parse_request__an_endless_path_is_refused_before_any_pattern_is_tried() -> None:
    assert ask(a_door(echoing), "/" + "a/" * 1023).status == 200
    assert ask(a_door(echoing), "/" + "a/" * 1024).status == 414


def test_parse_request__a_request_without_a_host_or_with_two_is_refused() -> None:
    assert ask(a_door(echoing), host=None).status == 400
    assert ask(a_door(echoing), headers=[(b"host", b"elsewhere")]).status == 400


@pytest.mark.parametrize("host", [b"a b", b"a,b", b"a/b", b"user@host", b"h\xc3\xb6st", b"a?b", b""])
def test_parse_request__a_host_that_could_be_read_in_two_ways_is_refused(host: bytes) -> None:
    assert ask(a_door(echoing), host=host).status == 400


def test_parse_request__headers_for_the_connection_end_here() -> None:
    names = [b"connection", b"proxy", b"te", b"upgrade", b"expect", b"keep-alive", b"masthead-keep"]
    seen = ask(a_door(echoing), headers=[(name, b"x") for name in names]).json()
    assert not [name for name in seen if name.startswith("HTTP_") and name != "HTTP_HOST"]


def test_parse_request__forwarded_headers_of_a_stranger_are_dropped() -> None:
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


def test_parse_request__forwarded_headers_of_our_proxy_are_believed() -> None:
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
def test_parse_request__the_client_is_the_last_address_that_is_not_our_proxy(chain: str, client: str) -> None:
    reply = ask(
        a_door(echoing, trusted=TRUSTED), headers=[(b"x-forwarded-for", chain.encode())], client=PROXY
    )
    assert reply.json()["REMOTE_ADDR"] == client


def test_parse_request__a_proxy_that_arrives_dressed_as_ipv6_is_still_ours() -> None:
    told = [(b"x-forwarded-for", b"198.51.100.4")]
    seen = ask(a_door(echoing, trusted=TRUSTED), headers=told, client=f"::ffff:{PROXY}").json()
    assert seen["REMOTE_ADDR"] == "198.51.100.4"


def test_parse_request__too_many_or_too_large_headers_are_refused() -> None:
    assert ask(a_door(echoing), headers=[(b"x-big", b"x" * 33_000)]).status == 431
    assert ask(a_door(echoing), headers=[(b"x-%d" % number, b"") for number in range(101)]).status == 431


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW"])
def test_parse_request__a_method_nobody_answers_is_refused(method: str) -> None:
    reply = ask(a_door(echoing), method=method)
    assert reply.status == 405
    assert reply.header("allow")


def test_front_door__head_is_answered_without_a_body_but_with_its_length() -> None:
    reply = ask(a_door(saying(b"twelve bytes")), method="HEAD")
    assert (reply.status, reply.body, reply.header("content-length")) == (200, b"", "12")


def test_front_door__a_websocket_is_declined() -> None:
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


@trials(deadline=None)
@given(st.lists(st.tuples(_NAMES, st.binary(max_size=40)), max_size=8), st.ip_addresses())
def test_parse_request__no_header_of_a_stranger_moves_their_address(
    headers: list[tuple[bytes, bytes]], address: ipaddress.IPv4Address | ipaddress.IPv6Address
) -> None:
    if any(address in network for network in TRUSTED):
        return
    scope = {"method": "GET", "path": "/", "query_string": b"", "scheme": "http", "client": (str(address), 1)}
    arrival = parse_request({**scope, "headers": [(b"host", b"h"), *headers]}, trusted=TRUSTED)
    assert ipaddress.ip_address(arrival.client) == (getattr(address, "ipv4_mapped", None) or address)
    assert arrival.scheme == "http"
    assert set(arrival.headers) == {b"host"}


# --- the WSGI application alone ----------------------------------------------------------------------------

LIES = {
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_FOR": "198.51.100.1",
    "HTTP_X_FORWARDED_HOST": "elsewhere.example",
    "HTTP_X_FORWARDED_SSL": "on",
    "HTTP_FORWARDED": "proto=https",
    "HTTP_X_REAL_IP": "198.51.100.1",
    "HTTP_PROXY": "http://elsewhere.example",
    "HTTP_MASTHEAD_KEEP": "open",
}


def environ(peer: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "REMOTE_ADDR": peer,
        "HTTP_HOST": "magazine.example",
        "HTTP_ACCEPT": "text/html",
        "wsgi.url_scheme": "http",
        **LIES,
    }


def test_wsgi__alone_believes_a_stranger_nothing() -> None:
    seen = environ_for_django(environ(STRANGER), trusted=TRUSTED)
    assert not set(LIES) & set(seen)
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"], seen["HTTP_HOST"]) == (
        STRANGER,
        "http",
        "magazine.example",
    )
    assert not WSGIRequest({**seen, "wsgi.input": BytesIO()}).is_secure()


def test_wsgi__alone_believes_a_trusted_proxy_as_the_front_door_does() -> None:
    seen = environ_for_django(environ(PROXY), trusted=TRUSTED)
    assert not set(LIES) & set(seen)
    assert (seen["REMOTE_ADDR"], seen["HTTP_HOST"]) == ("198.51.100.1", "elsewhere.example")
    assert WSGIRequest({**seen, "wsgi.input": BytesIO()}).is_secure()


def test_settings__none_lets_django_believe_a_header_by_itself(settings: Any) -> None:
    assert settings.SECURE_PROXY_SSL_HEADER is None
    assert not settings.USE_X_FORWARDED_HOST
    assert not settings.USE_X_FORWARDED_PORT
    assert settings.WSGI_APPLICATION == "masthead.config.wsgi.application"  # runserver, too
    assert not RequestFactory().get("/", headers={"X-Forwarded-Proto": "https"}).is_secure()


@pytest.mark.parametrize(
    "charset",
    ["hex", "rot13", "undefined", "idna", "utf-7", "utf-16", "latin-1", "nonsense", '"hex"', "utf-8"],
)
@pytest.mark.parametrize("written", ["; charset=", ";CharSet = ", ";\xa0charset=", "; a=b; charset*=utf-8''"])
def test_read_as_utf8__fields_are_what_browsers_send_whatever_they_call_themselves(
    charset: str, written: str
) -> None:
    form = "application/x-www-form-urlencoded"
    kind = f"{form}{written}{charset}"
    through_the_door = ask(
        a_door(echoing),
        method="POST",
        headers=[(b"content-type", kind.encode("latin-1"))],
        body=[b"a=%C3%BC"],
    ).json()
    without_it = environ_for_django({**environ(STRANGER), "CONTENT_TYPE": kind}, trusted=TRUSTED)
    for seen in (through_the_door, without_it):
        assert "charset" not in seen["CONTENT_TYPE"].lower()
        request = WSGIRequest(
            {
                **{name: value for name, value in seen.items() if name != "body"},
                "wsgi.input": BytesIO(b"a=%C3%BC"),
                "CONTENT_LENGTH": "8",
                "REQUEST_METHOD": "POST",
                "QUERY_STRING": "b=%C3%A4",
            }
        )
        assert (request.POST["a"], request.GET["b"]) == ("ü", "ä")


def test_read_as_utf8__leaves_everything_else_of_a_content_type() -> None:
    for kind in ("multipart/form-data; boundary=----x", "text/xml", "", "a/b; c=d; e"):
        assert read_as_utf8(kind) == kind


def test_parse_request__refuses_a_query_that_no_page_of_ours_leads_to() -> None:
    assert ask(a_door(echoing), query=b"q=" + b"a" * 8_190).status == 200
    reply = ask(a_door(echoing), query=b"q=" + b"a" * 8_191)
    assert (reply.status, reply.header("cache-control")) == (414, "no-store")
