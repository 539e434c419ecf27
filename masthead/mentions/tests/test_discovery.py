"""Finding out where a page wants to be told, rule by rule (https://www.w3.org/TR/webmention/, §3.1.2)."""

from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.kit.fetching import FetchResponse
from masthead.mentions.discover_endpoint import discover, parse_link_header

PAGE = "https://blog.example/2026/post"


def found(body: str = "", *headers: tuple[str, str], address: str = PAGE) -> tuple[str, str] | None:
    message = Message()
    message["Content-Type"] = "text/html; charset=utf-8"
    for name, value in headers:
        message[name] = value
    endpoint = discover(FetchResponse(address, 200, message, body.encode("utf-8", "replace")))
    return (endpoint.protocol.value, endpoint.address) if endpoint else None


def webmention(address: str) -> tuple[str, str]:
    return "webmention", address


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ('<https://blog.example/wm>; rel="webmention"', "https://blog.example/wm"),
        ("</wm>; rel=webmention", "https://blog.example/wm"),
        ("<wm?a=b&c=d>; rel=webmention", "https://blog.example/2026/wm?a=b&c=d"),
        ("<>; rel=webmention", PAGE),
        ('</wm>; title="a, <b>; c"; REL="Other WebMention more"', "https://blog.example/wm"),
        ('</feed>; rel="alternate", </wm>; rel="webmention"', "https://blog.example/wm"),
        ("<https://else.example/wm,1;2>; rel=webmention", "https://else.example/wm,1;2"),
        ("  </wm> ;rel = 'webmention' ", "https://blog.example/wm"),
    ],
)
def test_discover__the_link_header_is_read(header: str, address: str) -> None:
    assert found("", ("Link", header)) == webmention(address)


@pytest.mark.parametrize(
    "header",
    ["", "</wm>", "</wm>; rel=not-webmention", '</wm>; rel="mention"', "/wm; rel=webmention",
     "</wm; rel=webmention",
     '</wm>; title="; rel=webmention"', '</wm>; rel="a"; rel="webmention"'],
)  # fmt: skip
def test_discover__a_header_that_names_no_endpoint_is_passed_over(header: str) -> None:
    assert found("", ("Link", header)) is None


def test_discover__several_headers_are_read_in_their_order() -> None:
    headers = [
        ("Link", "</a>; rel=alternate"),
        ("link", "</b>; rel=webmention"),
        ("LINK", "</c>; rel=webmention"),
    ]
    assert found("", *headers) == webmention("https://blog.example/b")


def test_discover__the_header_comes_before_the_page() -> None:
    assert found('<link rel="webmention" href="/b">', ("Link", "</a>; rel=webmention")) == webmention(
        "https://blog.example/a"
    )


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ('<link rel="webmention" href="/wm">', "https://blog.example/wm"),
        ('<a rel="webmention" href="/wm">here</a>', "https://blog.example/wm"),
        ('<a rel="a WEBMENTION b" href="wm">', "https://blog.example/2026/wm"),
        ('<link rel="webmention" href="">', PAGE),
        (
            '<a rel="webmention" href="/first"><link rel="webmention" href="/second">',
            "https://blog.example/first",
        ),
        ('<link rel="webmention"><a rel="webmention" href="/second">', "https://blog.example/second"),
        (
            '<!-- <a rel="webmention" href="/no"> --><a rel="webmention" href="/yes">',
            "https://blog.example/yes",
        ),
        ('&lt;a rel="webmention" href="/no"&gt;<a rel="webmention" href="/yes">', "https://blog.example/yes"),
        (
            '<script>"<a rel=webmention href=/no>"</script><a rel=webmention href=/yes>',
            "https://blog.example/yes",
        ),
        ('<link rel="not-webmention" href="/no"><a rel=webmention href=/yes>', "https://blog.example/yes"),
        (
            '<base href="https://else.example/x/"><link rel="webmention" href="wm">',
            "https://else.example/x/wm",
        ),
        ('<link rel="webmention" href="/wm?version=1&amp;b=2">', "https://blog.example/wm?version=1&b=2"),
    ],
)
def test_discover__the_first_link_of_the_page_is_taken(body: str, address: str) -> None:
    assert found(body) == webmention(address)


def test_discover__relative_addresses_start_from_where_the_page_was_in_the_end() -> None:
    assert found('<a rel=webmention href="wm">', address="https://new.example/there/") == webmention(
        "https://new.example/there/wm"
    )


def test_discover__a_page_without_any_is_told_nothing() -> None:
    assert found("<p>webmention</p>") is None
    assert found('<img rel="webmention" src="/wm">') is None


def test_discover__pingback_is_the_second_choice() -> None:
    assert found('<link rel="pingback" href="/xmlrpc">') == ("pingback", "https://blog.example/xmlrpc")
    assert found("", ("X-Pingback", "https://blog.example/x")) == ("pingback", "https://blog.example/x")
    both = ("X-Pingback", "https://blog.example/x")
    assert found('<link rel="pingback" href="/y">', both) == ("pingback", "https://blog.example/x")
    assert found('<a rel="webmention" href="/wm">', both) == webmention("https://blog.example/wm")


@given(st.text(alphabet="<>;,=\"' abrelwmntio/", max_size=200))
def test_parse_link_header__any_header_is_read_or_not_but_never_fails(header: str) -> None:
    for address, rels in parse_link_header(header):
        assert "<" not in address[:0]
        assert all(rel == rel.lower() for rel in rels)


def test_parse_link_header__a_long_hostile_header_takes_no_time() -> None:
    assert list(parse_link_header('<a>;"' * 12_000)) == []
    assert list(parse_link_header("<" * 60_000)) == []
