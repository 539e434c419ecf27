"""Rebuild the public views of pieces from their stored bodies: read in bulk, write only what has changed."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from masthead.kit.dependencies import Dependency
from masthead.kit.events import announce
from masthead.publishing import queries
from masthead.publishing.events import (
    LanguageChanged,
    PublicViewsRebuilt,
)
from masthead.publishing.models import (
    ArticlePage,
    Author,
    FullBody,
    GoneAddress,
    Publication,
    PublicView,
    SectionPage,
)
from masthead.publishing.operations.discussions import sync_discussion
from masthead.publishing.operations.files import record_files
from masthead.publishing.operations.listings_and_redirects import index_for_search, store_listings
from masthead.publishing.operations.public_views import author_summary, values_of_public_view
from masthead.publishing.render_body import RenderedBody, render_body

BATCH_SIZE = 500  # pieces per batch
REDRAWN_AT_ONCE = 20  # bodies drawn in one transaction


def announce_language_change(*, publication: Publication) -> None:
    """Say so, if `publication`, which is about to be saved, is written in another language than so far."""
    stored = Publication.objects.filter(pk=publication.pk).values_list("language", flat=True).first()
    if stored is not None and stored != publication.language:
        announce(LanguageChanged())


@transaction.atomic
def redraw_bodies(*, after: int, now: datetime) -> int | None:
    """Draw the bodies of the next few pieces behind the article `after` again, in the publication's language.

    Returns the last of them, None at the end.
    """
    language = queries.publication().language
    found = published_articles().defer(None).filter(pk__gt=after).order_by("pk")
    articles = list(found[:REDRAWN_AT_ONCE])
    for article in articles:
        rendered = render_body(article.body, language=language)
        FullBody.objects.filter(article_id=article.pk).update(**asdict(rendered), rendered_at=now)
        index_for_search(view=article.public_view, text=rendered.text)
    rebuild(published_articles().filter(pk__in=[article.pk for article in articles]), now=now)
    return articles[-1].pk if len(articles) == REDRAWN_AT_ONCE else None


def published_articles() -> QuerySet[ArticlePage]:
    """The articles that readers have now, with everything that their public views are made of."""
    around = ("bylines__author__portrait", "taggings__tag", "corrections", "earlier_pieces")
    found = ArticlePage.objects.filter(public_view__live=True).defer("body")
    return found.select_related("public_view", "stored_full_body").prefetch_related(*around)


def rebuild(articles: QuerySet[ArticlePage], *, now: datetime) -> None:
    """Rebuild the public views of `articles` from their stored full bodies; announce those that changed."""
    publication, sections, author_summary_of = queries.publication(), _sections_by_path(), _author_summaries()
    changed: list[int] = []
    lists: set[Dependency] = set()
    for article in articles.iterator(chunk_size=BATCH_SIZE):
        view, body = article.public_view, article.stored_full_body
        rendered = RenderedBody(body.before_gate, body.after_gate, body.open_footnotes, body.footnotes)
        before = _seen(view)
        values = values_of_public_view(
            article,
            rendered,
            section=sections[article.path[: -ArticlePage.steplen]],
            publication=publication,
            image=view.image,
            now=now,
            author_summary_of=author_summary_of,
        )
        for name, value in values.items():
            setattr(view, name, value)
        after = _seen(view)
        if after == before:
            continue
        view.save()
        record_files(view, rendered)
        _update_dependents(view, before, after, publication, now=now)
        changed.append(article.pk)
        lists.update(view.lists)
    if changed:
        announce(PublicViewsRebuilt(article_ids=tuple(changed), lists=tuple(sorted(lists, key=str))))


def _update_dependents(
    view: PublicView,
    before: Mapping[str, object],
    after: Mapping[str, object],
    publication: Publication,
    *,
    now: datetime,
) -> None:
    def differ(*names: str) -> bool:
        return any(before[name] != after[name] for name in names)

    if differ("authors", "tags", "corrections", "first_published_at"):
        store_listings(view=view)
    if differ("path"):
        GoneAddress.objects.filter(path=view.path).delete()
    if differ("path", "headline", "discussion"):
        sync_discussion(view, publication, now=now)


def _seen(view: PublicView) -> dict[str, object]:
    return {
        field.attname: getattr(view, field.attname)
        for field in PublicView._meta.concrete_fields
        if field.attname != "updated_at"
    }


def _sections_by_path() -> dict[str, SectionPage]:
    return {section.path: section for section in SectionPage.objects.all()}


def _author_summaries() -> Callable[[Author], dict[str, object]]:
    """A function that returns an author's summary and looks up each portrait once."""
    known: dict[int, dict[str, object]] = {}

    def author_summary_of(author: Author) -> dict[str, object]:
        if author.pk not in known:
            known[author.pk] = author_summary(author)
        return known[author.pk]

    return author_summary_of
