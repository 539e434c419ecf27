"""Lists, feeds, sitemap and search: public views only."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from masthead.kit.cursors import Cursor
from masthead.publishing.models import ArticlePage, SectionPage
from masthead.publishing.tests.conftest import HIDDEN_WORDS, OPEN_WORDS, publish
from masthead.reading.errors import SearchIsTooLong, SearchIsTooShort
from masthead.reading.queries import list_pages
from masthead.reading.queries import search as searching


@pytest.mark.parametrize(
    "path",
    ["/", "/harbour/", "/rss.xml", "/harbour/rss.xml", "/sitemap.xml", "/robots.txt", "/search/?q=lantern"],
)
def test_public_surfaces__each_answers_and_holds_nothing_behind_the_gate(
    client: Client, gated: ArticlePage, path: str
) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "borrowed silver" not in response.content.decode()


def test_front_page__leads_with_the_newest_and_lists_sections(
    client: Client, harbour: SectionPage, politics: SectionPage
) -> None:
    now = timezone.now()
    for number in range(8):
        publish(
            harbour if number % 2 else politics,
            headline=f"Piece {number}",
            published_at=now - timedelta(days=number),
        )
    html = client.get("/").content.decode()
    assert html.index("Piece 0") < html.index("Piece 1") < html.index("Piece 7")
    assert html.count('href="/harbour/piece-7/"') == 1
    assert 'href="/politics/"' in html


def test_front_page__of_an_empty_publication_says_so(client: Client, front: object) -> None:
    assert "The first piece is being written" in client.get("/").content.decode()


def test_section_page__older_pieces_are_reached_page_by_page(client: Client, harbour: SectionPage) -> None:
    now = timezone.now()
    for number in range(45):
        publish(harbour, headline=f"Piece {number:02}", published_at=now - timedelta(hours=number // 2))
    seen: list[str] = []
    cursor = None
    while True:
        shelf = list_pages.public_views(section_id=harbour.pk, before=cursor)
        seen += [view.headline for view in shelf.views]
        cursor = Cursor.parse(str(shelf.next_cursor)) if shelf.next_cursor else None
        if cursor is None:
            break
    assert sorted(seen) == [f"Piece {number:02}" for number in range(45)]
    assert len(seen) == 45
    assert client.get("/harbour/?before=nonsense").status_code == 200
    assert client.get(f"/harbour/?before={'9' * 40}-1").status_code == 200


def test_site_feed__is_rss_with_the_open_part(client: Client, gated: ArticlePage) -> None:
    channel = etree.fromstring(client.get("/harbour/rss.xml").content).find("channel")
    assert channel is not None
    item = channel.find("item")
    assert item is not None
    assert item.findtext("title") == "The seventh lantern"
    assert OPEN_WORDS in str(item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded"))
    assert client.get("/nowhere/rss.xml").status_code == 404


def test_sitemap__names_every_published_piece(client: Client, gated: ArticlePage) -> None:
    assert "/harbour/the-seventh-lantern/</loc>" in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("words", ["lantern", "LANTERN seventh", "office", "Oyelarán", "ship night"])
def test_search_articles__finds_open_words_without_case_or_accents(gated: ArticlePage, words: str) -> None:
    assert [view.article_id for view in searching.search_articles(words=words).views] == [gated.pk]


@pytest.mark.parametrize("words", ["borrowed silver", "archive", "100%", "lanter_", "\x00lanternx"])
def test_search_articles__finds_nothing_behind_the_gate_and_takes_no_wildcards(
    gated: ArticlePage, words: str
) -> None:
    assert searching.search_articles(words=words).views == []


def test_search_articles__has_bounds(client: Client, gated: ArticlePage) -> None:
    with pytest.raises(SearchIsTooShort):
        searching.search_articles(words="a")
    with pytest.raises(SearchIsTooLong):
        searching.search_articles(words="a" * 101)
    answer = client.get("/search/?q=" + quote("a" * 101))
    assert answer.status_code == 422
    assert "a hundred letters or fewer" in answer.content.decode()


def test_search_page__gives_the_words_back_as_text(client: Client, gated: ArticlePage) -> None:
    html = client.get("/search/?q=%3Cscript%3Ealert(1)%3C/script%3E").content.decode()
    assert "<script>alert" not in html


def test_search_articles__hidden_words_are_searched_in_public_pieces_too(harbour: SectionPage) -> None:
    article = publish(harbour, access="public")
    assert [view.article_id for view in searching.search_articles(words=HIDDEN_WORDS[:60]).views] == [
        article.pk
    ]
