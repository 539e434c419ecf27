"""An answer that brings a cookie is nobody else's: held on the final bytes, whatever a view said."""

import io
import logging
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.servers.basehttp import get_internal_wsgi_application
from django.core.wsgi import get_wsgi_application

from masthead.frontdoor.application import FrontDoor
from masthead.frontdoor.response import nobody_elses
from masthead.frontdoor.state import STATE
from masthead.frontdoor.tests.asking import Reply, a_door, ask, saying
from masthead.people.models import Avatar, Person
from masthead.publishing import operations as publishing

COOKIES = {
    "a token that is none of ours": b"csrf=a",
    "a session that is over": b"session=0123456789abcdefghijklmnopqrstuv",
    "a pass that nobody signed": b"pass=x.y.z",
    "all of them": b"csrf=a; session=0123456789abcdefghijklmnopqrstuv; pass=x; meter=y",
}
ADDRESSES = (
    "/",
    "/robots.txt",
    "/rss.xml",
    "/atom.xml",
    "/feed.json",
    "/sitemap.xml",
    "/politics/",
    "/politics/rss.xml",
    "/politics/the-call/",
    "/search/",
    "/nowhere/",
    "/media/theme/a-logo.png",
    "/avatars/0123456789abcdef-large.webp",
)
CACHE = b"cache-control"


def shared(reply: Reply) -> bool:
    """Whether a cache between us and the reader may keep the answer."""
    said = (reply.header("cache-control") or "").lower()
    return "private" not in said and "no-store" not in said


@pytest.fixture
def blog(rita: Person, noon: datetime) -> FrontDoor:
    publishing.prepare_publication(name="The Lighterman")
    section = publishing.ensure_section(title="Politics")
    piece = publishing.write_article(
        section=section, headline="The call", body=[("text", "<p>Words.</p>")], access="public"
    )
    publishing.publish_article(article=piece)
    Avatar.objects.create(person=rita, key="0123456789abcdef", small=b"s", large=b"l", created_at=noon)
    if not default_storage.exists("theme/a-logo.png"):
        default_storage.save("theme/a-logo.png", ContentFile(b"a logo"))
    return a_door(get_wsgi_application(), state=STATE)


@pytest.mark.django_db(transaction=True)
def test_front_door__an_answer_that_brings_a_cookie_is_private(
    blog: FrontDoor, caplog: pytest.LogCaptureFixture
) -> None:
    with_cookie: set[str] = set()
    for address in ADDRESSES:
        for sent in (*COOKIES.values(), None):
            reply = ask(blog, address, headers=[(b"cookie", sent)] if sent else [])
            assert reply.status in {200, 404}, address
            if reply.header("set-cookie"):
                with_cookie.add(address)
                assert not shared(reply), (address, sent, reply.headers)
                assert "public" not in str(reply.header("cache-control"))
    assert len(with_cookie) > 8
    assert {"/robots.txt", "/rss.xml", "/sitemap.xml"} <= with_cookie
    assert shared(ask(blog, "/robots.txt")), "without a cookie it is everybody's"
    assert [line.message for line in caplog.records if line.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    ("said", "goes_out"),
    [
        ("public, max-age=3600", "max-age=3600, private"),
        ("PUBLIC, S-MaxAge=60, no-cache", "no-cache, private"),
        ("private, no-store", "private, no-store"),
        ("no-store", "no-store"),
        ("max-age=0, must-revalidate", "max-age=0, must-revalidate, private"),
        (None, "private"),
    ],
)
def test_nobody_elses__says_private_of_an_answer_with_a_cookie_and_leaves_the_others(
    said: str | None, goes_out: str
) -> None:
    told = [("Cache-Control", said)] if said else []
    reply = ask(a_door(saying(headers=[*told, ("Set-Cookie", "a=b"), ("CDN-Cache-Control", "max-age=9")])))
    assert reply.header("cache-control") == goes_out
    assert reply.header("cdn-cache-control") is None
    assert reply.header("set-cookie") == "a=b"
    plain = [(CACHE, said.encode())] if said else []
    assert nobody_elses(plain) == plain


def test_wsgi_alone__holds_it_too(transactional_db: None) -> None:
    # Not `db`: a server's own request closes the connection that a test's transaction would need.
    heard: list[tuple[str, str]] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/robots.txt",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": "csrf=a",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }

    def start(_status: str, headers: list[tuple[str, str]], *_: object) -> Callable[[bytes], object]:
        heard.extend(headers)
        return io.BytesIO().write

    list(get_internal_wsgi_application()(environ, start))
    told = {name.lower(): value for name, value in heard}
    assert "csrf=" in told["set-cookie"]
    assert told["cache-control"] == "max-age=3600, private"
