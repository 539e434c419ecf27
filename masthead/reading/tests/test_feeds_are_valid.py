"""What validator.w3.org/feed and the JSON Feed specification ask for, of every feed there is."""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree, html

from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, Author, SectionPage
from masthead.publishing.tests.conftest import GATE, OPEN_WORDS, publish, text
from masthead.publishing.tests.pictures import picture

PLACES = ["/", "/harbour/", "/authors/marit-oyelaran/", "/tags/lanterns-ropes/"]
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC = "{http://purl.org/dc/elements/1.1/}"
# Others are named by the validator as a risk; `controls` too, but without it nobody hears anything.
ATTRIBUTES = {
    *(
        "href",
        "id",
        "value",
        "src",
        "srcset",
        "sizes",
        "width",
        "height",
        "alt",
        "scope",
        "preload",
        "controls",
    ),
}
ODD = "Ropes & <lanterns> — “so on”"


@pytest.fixture(autouse=True)
def shelf(harbour: SectionPage, marit: Author) -> ArticlePage:
    """A public piece with a part of every kind, a gated one, and one that nobody signed."""
    chart = {
        "title": "Lamps",
        "description": "More of them.",
        "kind": "line",
        "numbers": "Year,Lamps\n1911,1\n1912,4",
        "unit": "",
        "source": "",
    }
    inside = {"image": picture("stair.jpg"), "alternative": "A stair", "caption": "Stairs", "credit": "A. B."}
    whole: list[tuple[str, Any]] = [
        text(
            'See <a href="/harbour/another/">another</a> and <a href="https://elsewhere.example/">that</a>.[^n]'
        ),
        ("picture", inside),
        ("chart", chart),
        ("table", {"caption": "Cost", "cells": "Lamp,Cost\nOld,7", "first_row_names": True, "source": ""}),
        ("embed", {"address": "https://vimeo.com/123456789", "title": "A film", "caption": ""}),
        ("callout", {"heading": "A note & more", "text": "<p>5 &lt; 6</p>"}),
        ("footnote", {"mark": "n", "text": '<p>See <a href="/harbour/">the section</a>.</p>'}),
    ]
    publish(harbour, headline="Another", standfirst="", authors=[], tags=["Lanterns & ropes"])
    publish(harbour, headline="Gated", authors=[marit], tags=["Lanterns & ropes"])
    return publish(
        harbour,
        headline=ODD,
        slug="odd",
        standfirst="What is < and what is &.",
        access="public",
        authors=[marit],
        tags=["Lanterns & ropes"],
        body=whole,
        lead_image=picture(),
    )


def is_absolute(address: str | None) -> bool:
    parts = urlsplit(address or "")
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def ensure_fit_for_elsewhere(fragment: str) -> None:
    """Elements and attributes a feed reader takes, and addresses that lead somewhere from anywhere."""
    tree = html.fragment_fromstring(fragment, create_parent="div")
    for element in tree.iterdescendants():
        assert element.tag not in {"svg", "script", "style", "iframe", "form", "input", "button"}
        assert set(element.attrib) <= ATTRIBUTES, etree.tostring(element)
        for name in ("href", "src"):
            if name in element.attrib:
                assert is_absolute(element.get(name)), element.get(name)
        for size in filter(None, element.get("srcset", "").split(", ")):
            assert is_absolute(size.split()[0]), size
    assert not re.search(r"\[\^|canary", fragment)


@pytest.mark.parametrize("place", PLACES)
def test_rss_feed__is_what_the_validator_asks_for(client: Client, place: str) -> None:
    response = client.get(f"{place}rss.xml")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = etree.fromstring(response.content).find("channel")
    assert channel is not None
    assert [is_absolute(channel.findtext("link")), bool(channel.findtext("title"))] == [True, True]
    assert channel.findtext("description")
    assert channel.findtext("language") == "en"
    (own,) = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href", "").endswith(f"{place}rss.xml")
    assert is_absolute(own.get("href"))
    tags = [child.tag for child in channel]
    assert set(tags[tags.index("item") :]) == {"item"}  # what is said of the feed comes first
    built = channel.findtext("lastBuildDate")
    assert built is not None
    assert parsedate_to_datetime(built) <= timezone.now()
    items = channel.findall("item")
    assert len({item.findtext("guid") for item in items}) == len(items) >= 2
    for item in items:
        children = [child.tag for child in item]
        assert children.index("description") < children.index(CONTENT)
        assert "author" not in children  # dc:creator says it, without an e-mail address
        assert item.find("guid").get("isPermaLink") == "false"  # type: ignore[union-attr]  # it has one, as was seen
        assert is_absolute(item.findtext("link"))
        assert parsedate_to_datetime(item.findtext("pubDate") or "") <= timezone.now()
        assert all(category.text for category in item.findall("category"))
        for once in ("title", "link", "description", "guid", "pubDate", CONTENT):
            assert children.count(once) == 1, once
        ensure_fit_for_elsewhere(item.findtext(CONTENT) or "")
        ensure_fit_for_elsewhere(item.findtext("description") or "")


@pytest.mark.parametrize("place", PLACES)
def test_atom_feed__is_what_the_validator_asks_for(client: Client, place: str) -> None:
    response = client.get(f"{place}atom.xml")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.content)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert is_absolute(feed.findtext(f"{ATOM}id"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")  # for entries that nobody signed
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert set(links) == {"alternate", "self"}
    assert all(map(is_absolute, links.values()))
    entries = feed.findall(f"{ATOM}entry")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries) >= 2
    newest = max(datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "") for entry in entries)
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated") or "") == newest
    for entry in entries:
        for once in ("id", "title", "updated", "published", "summary", "content"):
            assert len(entry.findall(f"{ATOM}{once}")) == 1, once
        for said in ("summary", "content"):
            part = entry.find(f"{ATOM}{said}")
            assert part is not None
            assert part.get("type") == "html"
            ensure_fit_for_elsewhere(part.text or "")


@pytest.mark.parametrize("place", PLACES)
def test_json_feed__is_what_its_specification_asks_for(client: Client, place: str) -> None:
    response = client.get(f"{place}feed.json")
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"].endswith(f"{place}feed.json")
    assert {"author"} & set(feed) == set()  # of version 1; now `authors`
    assert all(map(is_absolute, (feed["home_page_url"], feed["feed_url"])))
    items = feed["items"]
    assert len({item["id"] for item in items}) == len(items) >= 2
    for item in items:
        assert isinstance(item["id"], str)
        assert is_absolute(item["url"])
        assert "content_html" in item or "content_text" in item
        assert all(
            author["name"] and is_absolute(author["url"]) for author in item.get("authors", [None])[1:]
        )
        assert item.get("authors", ["left out"]) != []
        assert all(isinstance(tag, str) and tag for tag in item["tags"])
        for moment in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[moment]).tzinfo is not None
        if "image" in item:
            assert is_absolute(item["image"])
        ensure_fit_for_elsewhere(item["content_html"])


def test_feeds__words_that_look_like_markup_stay_words(client: Client) -> None:
    """A title is text; a description is read as HTML, so what stands there must be escaped once more."""
    item = etree.fromstring(client.get("/rss.xml").content).find("channel/item")
    assert item is not None
    assert item.findtext("title") == ODD
    said = html.fragment_fromstring(item.findtext("description") or "", create_parent="div")
    assert said.text_content().startswith("What is < and what is &.")
    entry = etree.fromstring(client.get("/atom.xml").content).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == ODD
    assert (entry.findtext(f"{ATOM}summary") or "").startswith("What is &lt; and what is &amp;.")
    assert json.loads(client.get("/feed.json").content)["items"][0]["summary"].startswith("What is < and")


def test_for_feed_readers__notes_and_charts_are_read_elsewhere_too(client: Client) -> None:
    content = json.loads(client.get("/feed.json").content)["items"][0]["content_html"]
    page = "/harbour/odd/"
    assert re.search(rf'<a [^>]*href="https?://[^"/]+{page}#note-1"', content)
    assert '<li id="note-1"' in content
    assert "<td>4</td>" in content  # the chart's numbers, without its drawing
    assert "Lamps" in content


def test_feeds__one_that_lost_a_piece_is_sent_again_to_whoever_knows_only_when(
    client: Client, harbour: SectionPage
) -> None:
    last = publish(harbour, headline="Soon gone")
    first = client.get("/rss.xml")
    assert client.get("/rss.xml", headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    operations.unpublish_article(article=last)
    again = client.get("/rss.xml", headers={"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 200
    assert "Soon gone" not in again.content.decode()
    assert parsedate_to_datetime(again["Last-Modified"]) > parsedate_to_datetime(first["Last-Modified"])


def test_feeds__the_open_part_of_a_gated_piece_is_all_that_goes_out(
    client: Client, harbour: SectionPage
) -> None:
    publish(harbour, headline="Shut", body=[text(OPEN_WORDS), GATE, text("Behind it.")])
    for form in ("rss.xml", "atom.xml", "feed.json"):
        assert "Behind it" not in client.get(f"/{form}").content.decode()
