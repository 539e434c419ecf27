"""Feeds in three forms for the whole, sections, authors and tags; the news sitemap; what engines read."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date
from lxml import etree

from masthead.people.models import Person
from masthead.publishing.models import ArticlePage, Author, PublicView, SectionPage
from masthead.publishing.tests.conftest import GATE, HIDDEN_WORDS, OPEN_WORDS, publish, text
from masthead.publishing.tests.pictures import picture
from masthead.theme.models import Theme

PLACES = ["/", "/harbour/", "/authors/marit-oyelaran/", "/tags/lanterns/"]
VERSIONS = {"rss.xml": "rss20", "atom.xml": "atom10"}
FORMS = [*VERSIONS, "feed.json"]


@pytest.fixture
def tagged(harbour: SectionPage, marit: Author) -> ArticlePage:
    body = [text(OPEN_WORDS), GATE, text(HIDDEN_WORDS)]
    return publish(harbour, authors=[marit], tags=["Lanterns"], body=body, lead_image=picture())


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("form", VERSIONS)
def test_feeds__a_feed_reader_understands_each(
    client: Client, tagged: ArticlePage, place: str, form: str
) -> None:
    response = client.get(place + form)
    assert response.status_code == 200
    assert "borrowed silver" not in response.content.decode()
    assert "article-lists:*" in response["Masthead-Dependencies"].split()
    read = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not read.bozo
    (entry,) = read.entries
    assert entry.title == "The seventh lantern"
    assert entry.link.endswith("/harbour/the-seventh-lantern/")
    assert entry.id.endswith(f"/#piece-{tagged.pk}")
    assert OPEN_WORDS in entry.content[0].value
    assert entry.authors[0]["name"] == "Marit Oyelaran"
    assert "The Lighterman" in read.feed.title
    assert read.version == VERSIONS[form]


@pytest.mark.parametrize("place", PLACES)
def test_feeds__a_page_says_where_they_are(client: Client, tagged: ArticlePage, place: str) -> None:
    html = client.get(place).content.decode()
    for form in FORMS:
        assert f'href="{place}{form}"' in html


@pytest.mark.parametrize("form", FORMS)
def test_feeds__who_has_the_newest_is_not_sent_it_again(
    client: Client, tagged: ArticlePage, form: str
) -> None:
    first = client.get(f"/{form}")
    assert client.get(f"/{form}", headers={"if-none-match": first["ETag"]}).status_code == 304
    since = {"if-modified-since": first["Last-Modified"]}
    assert client.get(f"/{form}", headers=since).status_code == 304
    earlier = http_date((PublicView.objects.get().updated_at - timedelta(hours=1)).timestamp())
    assert client.get(f"/{form}", headers={"if-modified-since": earlier}).status_code == 200


def test_feeds__of_an_empty_publication_are_empty(client: Client, harbour: SectionPage) -> None:
    for form in FORMS:
        assert client.get(f"/{form}").status_code == 200
        assert client.get(f"/authors/nobody/{form}").status_code == 404
        assert client.get(f"/tags/nothing/{form}").status_code == 404
        assert client.get(f"/nowhere/{form}").status_code == 404


def test_atom_feed__has_what_the_rules_ask_for(client: Client, tagged: ArticlePage) -> None:
    feed = etree.fromstring(client.get("/atom.xml").content)
    ns = "{http://www.w3.org/2005/Atom}"
    for required in ("id", "title", "updated"):  # RFC 4287 §4.1.1
        assert feed.findtext(ns + required)
    assert {link.get("rel") for link in feed.findall(ns + "link")} >= {"alternate", "self"}
    entry = feed.find(ns + "entry")
    assert entry is not None
    for required in ("id", "title", "updated", "published", "summary", "content"):
        assert entry.findtext(ns + required)
    assert entry.find(f"{ns}author/{ns}uri") is not None


@pytest.mark.parametrize("place", PLACES)
def test_json_feed__has_what_its_version_asks_for(client: Client, tagged: ArticlePage, place: str) -> None:
    response = client.get(f"{place}feed.json")
    assert response["Content-Type"].startswith("application/feed+json")
    assert "borrowed silver" not in response.content.decode()
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].endswith(f"{place}feed.json")
    assert "The Lighterman" in feed["title"]
    (item,) = feed["items"]
    assert {"id", "url", "title", "content_html", "summary", "image", "date_published"} <= set(item)
    assert item["tags"] == ["Harbour", "Lanterns"]
    assert datetime.fromisoformat(item["date_modified"]).tzinfo is not None


def test_news_sitemap__names_two_days(client: Client, harbour: SectionPage) -> None:
    publish(harbour, headline="Fresh & new")
    publish(harbour, headline="Old", published_at=timezone.now() - timedelta(hours=49))
    sitemap = etree.fromstring(client.get("/sitemap-news.xml").content)
    ns = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "n": "http://www.google.com/schemas/sitemap-news/0.9",
    }
    assert [title.text for title in sitemap.findall(".//n:title", ns)] == ["Fresh & new"]
    for required in ("n:publication/n:name", "n:publication/n:language", "n:publication_date"):
        assert sitemap.findtext(f"s:url/n:news/{required}", namespaces=ns)


def test_sitemap__names_the_lists(client: Client, tagged: ArticlePage) -> None:
    sitemap = client.get("/sitemap.xml").content.decode()
    for path in PLACES:
        assert f"{path}</loc>" in sitemap
    assert "/archive/" in sitemap


def facts_on(client: Client, path: str) -> dict[str, Any]:
    html = client.get(path).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    facts: dict[str, Any] = json.loads(found[1])
    return facts


def test_news_article__search_engines_are_told_all_that_news_needs(
    client: Client, tagged: ArticlePage
) -> None:
    facts = facts_on(client, "/harbour/the-seventh-lantern/")
    assert (facts["@context"], facts["@type"]) == ("https://schema.org", "NewsArticle")
    assert facts["headline"] == "The seventh lantern"
    for moment in ("datePublished", "dateModified"):
        assert datetime.fromisoformat(facts[moment]).tzinfo is not None
    assert facts["author"] == [
        {"@type": "Person", "name": "Marit Oyelaran", "url": f"{_origin(facts)}/authors/marit-oyelaran/"}
    ]
    assert facts["publisher"]["name"] == "The Lighterman"
    assert facts["publisher"]["url"].startswith("http")
    assert all(re.match(r"https?://.+\.jpg$", source) for source in facts["image"])
    assert facts["isAccessibleForFree"] is False
    assert facts["hasPart"] == {
        "@type": "WebPageElement",
        "isAccessibleForFree": False,
        "cssSelector": ".gated",
    }


# https://schema.org/NewsArticle and what it inherits; the second column is what Google recommends or requires
# (https://developers.google.com/search/docs/appearance/structured-data/article).
PROPERTIES = {
    "NewsArticle": (
        {
            *("headline", "description", "url", "mainEntityOfPage", "datePublished", "dateModified"),
            *("articleSection", "wordCount", "isAccessibleForFree", "inLanguage", "author", "publisher"),
            *("keywords", "hasPart", "correction", "image"),
        },
        {"author", "dateModified", "datePublished", "headline", "image", "publisher"},
    ),
    "Person": ({"name", "url"}, {"name", "url"}),
    "NewsMediaOrganization": ({"name", "url", "logo"}, {"name", "url"}),
    "ImageObject": ({"url", "width", "height"}, {"url"}),
    "WebPageElement": ({"isAccessibleForFree", "cssSelector"}, {"isAccessibleForFree", "cssSelector"}),
    "CorrectionComment": ({"text", "datePublished"}, {"text", "datePublished"}),
}


def things_in(facts: Any) -> Iterator[dict[str, Any]]:
    if isinstance(facts, dict):
        yield facts
    for part in facts.values() if isinstance(facts, dict) else facts if isinstance(facts, list) else ():
        yield from things_in(part)


@pytest.mark.parametrize("signed", [True, False])
def test_news_article__has_only_properties_there_are_and_all_that_are_wished_for(
    client: Client, harbour: SectionPage, marit: Author, signed: bool
) -> None:
    look = Theme(logo=picture("logo.jpg"))
    look.save()
    publish(
        harbour,
        authors=[marit] if signed else [],
        tags=["Lanterns"],
        lead_image=picture(),
        corrections=[(date(2026, 3, 4), "The keeper is called Ferro.")],
    )
    facts = facts_on(client, "/harbour/the-seventh-lantern/")
    assert facts.pop("@context") == "https://schema.org"
    seen = set()
    for thing in things_in(facts):
        kind = thing.pop("@type")
        seen.add(kind)
        known, wished = PROPERTIES[kind]
        assert wished <= set(thing) <= known, kind
        for name in ("url", "mainEntityOfPage"):
            assert str(thing.get(name, "https://")).startswith(("http://", "https://"))
    assert seen == set(PROPERTIES) - (set() if signed else {"Person"})
    assert len(facts["image"]) == len(set(facts["image"])) == 2
    assert len(facts["headline"]) <= 110  # engines cut longer ones
    assert isinstance(facts["wordCount"], int)


def _origin(facts: dict[str, Any]) -> str:
    return str(facts["url"]).removesuffix("/harbour/the-seventh-lantern/")


def test_news_article__a_free_piece_hides_nothing(client: Client, harbour: SectionPage) -> None:
    publish(harbour, access="public")
    facts = facts_on(client, "/harbour/the-seventh-lantern/")
    assert facts["isAccessibleForFree"] is True
    assert "hasPart" not in facts


def test_news_article__the_hidden_part_is_where_search_engines_are_told(
    client: Client, tagged: ArticlePage, ada: Person
) -> None:
    client.force_login(ada)
    html = client.get("/harbour/the-seventh-lantern/").content.decode()
    assert html.index(OPEN_WORDS) < html.index('<div class="gated">') < html.index("borrowed silver")
