"""What stands around a piece: earlier coverage, what is new in it, related pieces."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, PublicView, SectionPage
from masthead.publishing.tests.conftest import publish
from masthead.reading.queries import related as around


@pytest.fixture
def story(harbour: SectionPage, politics: SectionPage) -> dict[str, ArticlePage]:
    """Four days of one story, and other pieces beside it."""
    now = timezone.now()
    days = {
        "day one": (politics, 9, ["The call"]),
        "day two": (politics, 8, ["The call"]),
        "day three": (politics, 7, ["The call", "Papers"]),
        "the day after": (politics, 1, ["The call"]),
        "ropes": (harbour, 5, ["Ropes"]),
        "elsewhere": (politics, 12, []),
    }
    return {
        name: publish(section, headline=name, tags=tags, published_at=now - timedelta(days=ago))
        for name, (section, ago, tags) in days.items()
    }


def beside(article: ArticlePage) -> around.RelatedContent:
    return around.related_content(PublicView.objects.get(pk=article.pk))


def headlines(views: Iterable[PublicView]) -> list[str]:
    return [view.headline for view in views]


def test_earlier_coverage__fills_itself_with_older_pieces_of_the_same_tag(
    story: dict[str, ArticlePage],
) -> None:
    assert headlines(beside(story["day three"]).earlier) == ["day two", "day one"]
    assert headlines(beside(story["day one"]).earlier) == []
    assert headlines(beside(story["the day after"]).earlier) == ["day three", "day two", "day one"]


def test_earlier_coverage__what_the_editor_names_is_there_in_order_and_nothing_newer(
    story: dict[str, ArticlePage], politics: SectionPage
) -> None:
    piece = publish(
        politics,
        headline="in between",
        tags=["The call"],
        earlier=[story["elsewhere"], story["the day after"]],
        whats_new="For the first time a witness is named.",
        published_at=timezone.now() - timedelta(days=6),
    )
    assert headlines(beside(piece).earlier) == ["day three", "day two", "elsewhere"]


def test_earlier_coverage__a_piece_without_tags_has_the_older_pieces_of_its_section(
    story: dict[str, ArticlePage], harbour: SectionPage
) -> None:
    assert headlines(beside(publish(harbour, headline="untagged")).earlier) == ["ropes"]


def test_earlier_coverage__the_page_says_what_is_new_and_leads_back(
    client: Client, story: dict[str, ArticlePage], politics: SectionPage
) -> None:
    publish(politics, headline="Now", tags=["The call"], whats_new="A witness is named.")
    html = client.get("/politics/now/").content.decode()
    assert "A witness is named." in html
    assert html.index("Earlier coverage") < html.index("the day after")
    assert '<a rel="tag" href="/tags/the-call/">The call</a>' in html


def test_related_content__what_was_withdrawn_is_named_nowhere(
    client: Client, story: dict[str, ArticlePage]
) -> None:
    operations.unpublish_article(article=story["day one"])
    assert "day one" not in client.get("/politics/day-three/").content.decode()
    assert client.get("/politics/the-day-after/").content.decode().count("day one") == 0


def test_related_content__is_near_and_not_named_twice(story: dict[str, ArticlePage]) -> None:
    around = beside(story["day three"])
    assert headlines(around.similar)[0] == "the day after"
    assert not set(headlines(around.similar)) & set(headlines(around.earlier))
    assert "day three" not in headlines(around.similar)


def test_related_content__costs_the_same_however_much_there_is(
    story: dict[str, ArticlePage], politics: SectionPage
) -> None:
    piece = publish(politics, headline="Now", tags=["The call", "Papers"])
    view = PublicView.objects.get(pk=piece.pk)
    with CaptureQueriesContext(connection) as few:
        around.related_content(view)
    for number in range(12):
        publish(politics, headline=f"More {number}", tags=["The call", "Papers"])
    with CaptureQueriesContext(connection) as many:
        around.related_content(view)
    assert len(many) == len(few) <= 4
