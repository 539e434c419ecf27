"""A piece's page names other pieces, and is forgotten when they change."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from masthead.frontdoor.models import Invalidation
from masthead.kit.dependencies import keys_made_untrue, page_keys
from masthead.publishing import operations
from masthead.publishing.events import ArticlePublished
from masthead.publishing.models import ArticlePage, FrontPage, PublicView, SectionPage
from masthead.publishing.tests.conftest import front, harbour, politics, publish

__all__ = ["front", "harbour", "politics"]


def made_untrue_by(article: ArticlePage) -> set[str]:
    """The keys of the pages that a change of this article drops."""
    event = ArticlePublished(article_id=article.pk, lists=PublicView.objects.get(pk=article.pk).lists)
    return {key for changed in event.changed for key in keys_made_untrue(str(changed))}


def test_keys_made_untrue__a_page_goes_when_what_it_names_or_might_name_changes(
    client: Client, harbour: SectionPage, politics: SectionPage
) -> None:
    now = timezone.now()
    ropes = publish(harbour, headline="ropes", tags=["Ropes"], published_at=now - timedelta(days=9))
    before = publish(politics, headline="before", tags=["The call"], published_at=now - timedelta(days=2))
    publish(politics, headline="after", tags=["The call"], published_at=now - timedelta(days=1))
    kept = page_keys(client.get("/politics/after/")["Masthead-Dependencies"].split())
    assert f"article:{before.pk}" in kept  # named, so its fate matters
    newcomer = publish(harbour, headline="A newcomer", tags=["The call"])
    assert kept & made_untrue_by(newcomer)
    assert not kept & made_untrue_by(ropes)


def test_keys_made_untrue__an_author_described_anew_takes_the_lists(front: FrontPage) -> None:
    author = operations.add_author(name="Ivo Brandt")
    author.bio = "keeps the tide tables."
    author.save()
    assert {"article-lists:*", f"author:{author.pk}"} <= set(
        Invalidation.objects.values_list("dependency", flat=True)
    )
