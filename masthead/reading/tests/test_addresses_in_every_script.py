"""Whatever short name the desk makes, what is under it is found, and printed so that all can read it."""

import json
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.test import Client
from lxml import etree
from pytest_django import Settings
from wagtail.contrib.redirects.models import Redirect

from masthead.publishing.models import ArticlePage, Author, FrontPage, PublicView, SectionPage, Series
from masthead.publishing.tests.conftest import publish

TITLES = ["Harbour", "Bücher", "Théâtre & été", "Культура", "文化", "한국어"]
FEEDS = ["rss.xml", "atom.xml", "feed.json"]


@pytest.fixture(params=TITLES)
def piece(request: pytest.FixtureRequest, front: FrontPage) -> ArticlePage:
    """A piece in a section, by an author, in a series and under a tag that are all called the same."""
    title = request.param
    section = SectionPage(title=title)  # without a short name, as somebody leaves it to the desk
    front.add_child(instance=section)
    section.save_revision().publish()
    author = Author.objects.create(name=title, slug=section.slug)
    series = Series.objects.create(title=title, slug=section.slug)
    section = SectionPage.objects.get(pk=section.pk)
    return publish(
        section, title, slug=section.slug, authors=[author], tags=[title], series=series, access="public"
    )


def pages_of(piece: ArticlePage) -> list[str]:
    slug, view = piece.slug, PublicView.objects.get(pk=piece.pk)
    lists = [view.section_path, f"/authors/{slug}/", f"/tags/{view.tags[0]['slug']}/"]
    return [view.path, f"/series/{slug}/", *lists, *(path + feed for path in lists for feed in FEEDS)]


def spellings(path: str) -> Iterator[str]:
    """One address as browsers, feed readers and people send it."""
    yield quote(path)
    yield re.sub(r"%[0-9A-F]{2}", lambda escape: escape[0].lower(), quote(path))
    yield path


def test_addresses__every_page_and_feed_is_found_in_every_spelling(
    client: Client, piece: ArticlePage
) -> None:
    for path in pages_of(piece):
        for spelled in spellings(path):
            assert client.get(spelled).status_code == 200, spelled
        apart = quote(unicodedata.normalize("NFD", path))
        if apart != quote(path):
            answer = client.get(apart, {"a": "1"})
            assert (answer.status_code, answer["Location"]) == (301, quote(path) + "?a=1")
            assert client.post(apart).status_code == 308


def test_addresses__every_one_for_machines_is_escaped(
    client: Client, piece: ArticlePage, settings: Settings
) -> None:
    printed: list[str] = []
    for path in (*pages_of(piece), "/sitemap.xml", "/sitemap-news.xml"):
        answer = client.get(path)
        assert all(value.isascii() for value in answer.headers.values())
        said = answer.content.decode()
        if path.endswith(".json"):
            said = json.dumps(json.loads(said), ensure_ascii=False)
        elif path.endswith(".xml"):
            nodes = etree.fromstring(answer.content).iter()
            said = "\n".join(f"{node.text} {' '.join(map(str, node.attrib.values()))}" for node in nodes)
        printed += re.findall(rf"{settings.SITE_URL}[^\s<>\"\\]*", said)
    assert len(printed) > 40
    for address in printed:
        assert address.isascii(), address
        assert "%25" not in address, address


def test_addresses__an_old_one_leads_on_in_every_spelling(client: Client, piece: ArticlePage) -> None:
    old = PublicView.objects.get(pk=piece.pk).path
    Redirect.add_redirect(old, f"{old}neu-新/")
    ArticlePage.objects.filter(pk=piece.pk).update(slug="elsewhere")
    for spelled in spellings(old):
        answer = client.get(spelled)
        assert (answer.status_code, answer["Location"]) == (301, quote(f"{old}neu-新/"))


def test_addresses__a_piece_taken_back_is_gone_in_every_spelling(client: Client, piece: ArticlePage) -> None:
    path = PublicView.objects.get(pk=piece.pk).path
    piece.unpublish()
    for spelled in spellings(path):
        assert client.get(spelled).status_code == 410


def test_slugs__one_typed_in_parts_is_stored_composed(front: FrontPage) -> None:
    apart = unicodedata.normalize("NFD", "한국어")  # its parts are letters, so a slug field takes them
    section = SectionPage(title="한국어", slug=apart)
    front.add_child(instance=section)
    assert section.slug == "한국어"
