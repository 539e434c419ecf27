"""What machines read on pages is valid, and true of the answer it stands in."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from conftest import sign_in
from masthead.people.models import Person
from masthead.publishing.models import ArticlePage, Author, SectionPage
from masthead.publishing.tests.conftest import GATE, publish, text
from masthead.reading.tests.conftest import facts_of

# HTML, "valid date string" and "valid global date and time string": at most three digits of a fraction.
VALID_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?"  # as the Nu checker reads it
)
ODD = datetime(2026, 3, 2, 12, 7, 9, 123456, tzinfo=UTC)
HEBREW, HEBREW_STANDFIRST = "הפנס השביעי", "מי שילם על אור שאין לו סימן במפה?"


def page(client: Client, path: str = "/harbour/the-seventh-lantern/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


# --- moments ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/harbour/the-seventh-lantern/", "/", "/harbour/", "/archive/2026/03/"])
def test_time_elements__hold_a_moment_that_html_allows(
    client: Client, harbour: SectionPage, path: str
) -> None:
    publish(harbour, published_at=ODD, access="public")
    publish(harbour, headline="Another", published_at=ODD - timedelta(hours=3), access="public")
    moments = re.findall(r'<time[^>]* datetime="([^"]*)"', page(client, path))
    assert moments
    assert [one for one in moments if not VALID_MOMENT.fullmatch(one)] == []


def test_json_feed_sitemap_meta_and_json_ld__tell_whole_seconds(client: Client, harbour: SectionPage) -> None:
    publish(harbour, published_at=ODD, access="public")
    said = [page(client), page(client, "/feed.json"), page(client, "/sitemap.xml")]
    assert all("2026-03-02T" in one for one in said)
    assert not any(re.search(r"T\d\d:\d\d:\d\d\.\d", one) for one in said)


# --- JSON-LD ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("access", ["members", "registered"])
def test_json_ld__names_the_gated_element_only_where_the_answer_holds_it(
    client: Client, harbour: SectionPage, member: Person, access: str
) -> None:
    publish(harbour, access=access, metered=False)
    bot = {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
    for closed in (page(client), client.get("/harbour/the-seventh-lantern/", headers=bot).content.decode()):
        assert 'class="gated"' not in closed
        assert "hasPart" not in facts_of(closed)
        assert facts_of(closed)["isAccessibleForFree"] is False
    whole = page(sign_in(client, member))
    assert 'class="gated"' in whole
    assert facts_of(whole)["hasPart"] == {
        "@type": "WebPageElement",
        "isAccessibleForFree": False,
        "cssSelector": ".gated",
    }


def test_json_ld__a_free_piece_with_a_gate_left_in_it_has_no_closed_part(
    client: Client, harbour: SectionPage
) -> None:
    publish(harbour, access="public")
    assert "hasPart" not in facts_of(page(client))


def test_json_ld__has_what_an_article_needs_without_a_logo_or_an_author_of_its_own(
    client: Client, harbour: SectionPage, marit: Author
) -> None:
    publish(harbour, access="public", published_at=ODD)
    publish(harbour, headline="Signed", access="public", authors=[marit])
    nobody, signed = facts_of(page(client)), facts_of(page(client, "/harbour/signed/"))
    logo = nobody["publisher"]["logo"]
    assert logo["url"].startswith("http")
    assert logo["url"].endswith(".png")
    assert min(logo["width"], logo["height"]) >= 112  # the least that search engines take
    assert finders.find("design/icon-512.png")
    assert nobody["author"] == [nobody["publisher"]]
    assert [one["@type"] for one in signed["author"]] == ["Person"]
    for facts in (nobody, signed):
        assert {"headline", "datePublished", "dateModified", "mainEntityOfPage", "inLanguage"} <= set(facts)
        assert datetime.fromisoformat(facts["datePublished"]).tzinfo is not None


# --- direction -------------------------------------------------------------------------------------------


@pytest.fixture
def hebrew(harbour: SectionPage) -> ArticlePage:
    return publish(
        harbour,
        headline=HEBREW,
        slug="hebrew",
        standfirst=HEBREW_STANDFIRST,
        body=[text("איש אינו קורא את הרשימה, ולכן היא כנה."), GATE, text("והיא ארוכה.")],
        access="public",
    )


def test_direction__a_piece_from_right_to_left_says_so_at_its_head_and_text(
    client: Client, hebrew: ArticlePage
) -> None:
    html = page(client, "/harbour/hebrew/")
    assert '<html lang="en" dir="ltr">' in html
    assert f'<h1 dir="rtl">{HEBREW}</h1>' in html
    assert f'<p class="stand" dir="rtl">{HEBREW_STANDFIRST}</p>' in html
    assert re.search(r'<div class="prose" dir="rtl">', html)


@pytest.mark.parametrize("path", ["/", "/harbour/", "/archive/{}/", "/search/?q=הפנס"])
def test_direction__lists_say_it_of_each_piece(client: Client, hebrew: ArticlePage, path: str) -> None:
    publish(hebrew.get_parent().specific, headline="Plain", access="public")
    html = page(client, path.format(timezone.localtime().strftime("%Y/%m")))
    assert re.search(rf'<h[1-3] dir="rtl"><a href="[^"]*">{HEBREW}', html)
    if "search" not in path:
        assert re.search(r'<h[1-3] dir="ltr"><a href="[^"]*">Plain', html)


def test_direction__feeds_carry_it(client: Client, hebrew: ArticlePage) -> None:
    (item,) = json.loads(page(client, "/feed.json"))["items"]
    assert item["content_html"].startswith('<div dir="rtl">')
    assert '&lt;div dir="rtl"&gt;' in page(client, "/atom.xml")
    assert '&lt;div dir="rtl"&gt;' in page(client, "/rss.xml")
