"""A piece's page names other pieces, and is forgotten when they change."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from masthead.articles import operations
from masthead.articles.models import FrontPage, SectionPage
from masthead.articles.tests.conftest import front, harbour, politics, publish
from masthead.frontdoor import queries
from masthead.frontdoor.models import Mark

__all__ = ["front", "harbour", "politics"]


def test_a_page_is_forgotten_when_what_it_names_or_might_name_changes(
    client: Client, harbour: SectionPage, politics: SectionPage
) -> None:
    now = timezone.now()
    ropes = publish(harbour, headline="ropes", tags=["Ropes"], published_at=now - timedelta(days=9))
    before = publish(politics, headline="before", tags=["The call"], published_at=now - timedelta(days=2))
    publish(politics, headline="after", tags=["The call"], published_at=now - timedelta(days=1))
    kept = set(client.get("/politics/after/")["Masthead-Tags"].split())
    assert f"piece-{before.pk}" in kept  # named, so its fate matters
    newcomer = publish(harbour, headline="A newcomer", tags=["The call"])
    assert kept & set(queries.tags_beside([newcomer.pk]))
    assert not kept & set(queries.tags_beside([ropes.pk]))


def test_an_author_described_anew_drops_the_lists(front: FrontPage) -> None:
    author = operations.add_author(name="Ivo Brandt")
    author.line = "keeps the tide tables."
    author.save()
    assert {"lists", "in-series"} <= set(Mark.objects.values_list("tag", flat=True))
