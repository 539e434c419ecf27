"""A mention's addresses: ours are compared decoded, theirs are told as the piece spells them."""

import socket
import unicodedata
from collections.abc import Iterator
from urllib.parse import parse_qs, quote

import pytest
from pytest_django import Settings

from masthead.kit.jobs import run_all
from masthead.kit.tests.outside import Outside, answer
from masthead.mentions import queries
from masthead.mentions.pages import is_same_page
from masthead.mentions.tests.conftest import Publish
from masthead.publishing.models import PublicView, SectionPage
from masthead.publishing.tests.conftest import publish as publish_piece

pytestmark = pytest.mark.django_db
SPELLINGS = [
    "http://blog.example/b%C3%BCcher/",
    "http://blog.example/bücher/",
    "http://blog.example/b%c3%bccher/",
    "HTTP://Blog.Example:80/bücher/?b=1&a=ü#part",
    "http://blog.example/a%7Eb/../c",
    "http://xn--bcher-kva.example",
    "http://bücher.example/?q=%20+",
]


def spellings(path: str) -> Iterator[str]:
    yield path
    yield quote(path)
    yield quote(path).lower()
    yield unicodedata.normalize("NFD", path)


@pytest.mark.parametrize("title", ["Bücher", "Культура", "文化"])
def test_article_at__a_mention_finds_the_piece_in_every_spelling(
    section: SectionPage, title: str, settings: Settings
) -> None:
    view = PublicView.objects.get(pk=publish_piece(section, title, slug=title.lower()).pk)
    for spelled in spellings(view.path):
        assert queries.article_at(settings.SITE_URL + spelled) == view
        assert queries.article_at(settings.SITE_URL + spelled.rstrip("/") + "?from=there#part") == view
        assert is_same_page(settings.SITE_URL + spelled, settings.SITE_URL + view.path)
    assert queries.article_at(settings.SITE_URL + "/%FF/") is None


def test_is_own_host__in_every_spelling(settings: Settings) -> None:
    settings.SITE_URL = "https://xn--bcher-kva.example"
    assert all(map(queries.is_own_host, ["bücher.example", "BÜCHER.example", "xn--bcher-kva.example."]))
    assert not any(map(queries.is_own_host, ["", "bucher.example", "\x00", "a..b"]))


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_outgoing_links__a_page_is_told_of_itself_exactly_as_the_piece_spells_it(
    publish: Publish, outside: Outside, settings: Settings, spelled: str
) -> None:
    settings.SENDS_MENTIONS = True
    publish(f'I answer <a href="{spelled.replace("&", "&amp;")}">this</a>.')
    post = answer("<p>Post.</p>", headers=["Link: </wm>; rel=webmention"])
    endpoint = answer(status="202 Accepted")

    def serve(connection: socket.socket, asked: bytes) -> None:
        (endpoint if asked.startswith(b"POST /wm ") else post)(connection, asked)

    host = "blog.example" if "blog" in spelled.lower() else "xn--bcher-kva.example"
    with outside.host(host, serve):
        run_all()
    (told,) = [request for request in outside.requests if request.startswith(b"POST")]
    assert parse_qs(told.partition(b"\r\n\r\n")[2].decode())["target"] == [spelled]


def test_is_same_page__two_spellings_of_a_page_are_one_page(publish: Publish) -> None:
    article = publish(*(f'<a href="{spelled}">this</a>' for spelled in SPELLINGS[:3]))
    assert queries.outgoing_links(PublicView.objects.get(pk=article.pk)) == SPELLINGS[:1]
