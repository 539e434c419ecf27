"""Writing and publishing a piece without the desk: for imports, the demonstration and tests."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page

from masthead.kit.slugs import free_slug, slug_of
from masthead.people.models import Person
from masthead.publishing.models import (
    ArticlePage,
    Author,
    Byline,
    Correction,
    DiscussionSetting,
    EarlierPiece,
    OwnAccess,
    Picture,
    PublicView,
    SectionPage,
    Series,
)
from masthead.publishing.operations.page_actions import all_or_nothing, draw_missing_sizes

MAX_SLUG_LENGTH = 80


def add_author(
    *,
    name: str,
    slug: str = "",
    bio: str = "",
    portrait: Picture | None = None,
    person: Person | None = None,
) -> Author:
    """Create an author. Two may bear one name; then the second's slug has a number."""
    wanted = slug or slug_of(name, max_length=MAX_SLUG_LENGTH, fallback="author")
    slug = _free_slug(wanted, Author.objects.all())
    return Author.objects.create(name=name, slug=slug, bio=bio, portrait=portrait, person=person)


def add_series(*, title: str, slug: str = "", description: str = "") -> Series:
    """Create a series. Two may bear one title; then the second's slug has a number."""
    wanted = slug or slug_of(title, max_length=MAX_SLUG_LENGTH, fallback="series")
    return Series.objects.create(
        title=title, slug=_free_slug(wanted, Series.objects.all()), description=description
    )


def _free_slug(wanted: str, rows: QuerySet[Any]) -> str:
    return free_slug(
        wanted, max_length=MAX_SLUG_LENGTH, is_taken=lambda slug: rows.filter(slug=slug).exists()
    )


@transaction.atomic
def write_article(
    *,
    section: SectionPage,
    headline: str,
    body: Sequence[tuple[str, Any]],
    slug: str = "",
    standfirst: str = "",
    authors: Sequence[Author] = (),
    lead_image: Picture | None = None,
    lead_alternative: str = "",
    lead_caption: str = "",
    lead_credit: str = "",
    access: str = OwnAccess.INHERIT,
    metered: bool = True,
    discussion: str = DiscussionSetting.OPEN,
    tags: Sequence[str] = (),
    series: Series | None = None,
    series_part: int | None = None,
    whats_new: str = "",
    earlier: Sequence[ArticlePage] = (),
    corrections: Sequence[tuple[date, str]] = (),
    by: Person | None = None,
) -> ArticlePage:
    """Create a draft in `section`; `body` is a list of blocks: their kind and their value.

    `tags` are names, `earlier` the pieces named as earlier coverage, `corrections` days and sentences.

    The slug is `slug`, or made of the headline, with a number where another piece of the section has it.

    A picture's value is `{"image": …, "alternative": …, "caption": …, "credit": …}`, the gate's is None.

    A draft may still lack a picture's words or credit, or a footnote; publishing it is refused then.

    :raises ValidationError: what an editor would be told too, such as a second gate
    """
    article = ArticlePage(
        title=headline,
        slug=_free_slug(
            slug or slug_of(headline, max_length=MAX_SLUG_LENGTH, fallback="piece"),
            Page.objects.child_of(section),
        ),
        standfirst=standfirst,
        lead_image=lead_image,
        lead_alternative=lead_alternative,
        lead_caption=lead_caption,
        lead_credit=lead_credit,
        access=access,
        metered=metered,
        discussion=discussion,
        series=series,
        series_part=series_part,
        whats_new=whats_new,
        live=False,
        owner=by,
    )
    article.body = [(kind, value) for kind, value in body]
    article.body = article.body.stream_block.clean_deferred(article.body)
    article.bylines = [Byline(author=author, sort_order=place) for place, author in enumerate(authors)]
    article.tags.add(*tags)
    article.earlier_pieces = [EarlierPiece(earlier=one, sort_order=at) for at, one in enumerate(earlier)]
    article.corrections = _corrections_of(corrections)
    SectionPage.objects.get(pk=section.pk).add_child(instance=article)
    article.save_revision(user=by)
    return article


def _corrections_of(rows: Sequence[tuple[date, str]]) -> list[Correction]:
    return [
        Correction(corrected_date=day, text=sentence, sort_order=place)
        for place, (day, sentence) in enumerate(rows)
    ]


def publish_article(
    *, article: ArticlePage, by: Person | None = None, published_at: datetime | None = None
) -> ArticlePage:
    """Publish the newest revision of `article`; `published_at`: when it first appeared, if not now.

    :raises PermissionDenied: `by` may not publish it
    :raises NotReady: a picture lacks its credit or its words, or a footnote its place
    """
    page = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    with all_or_nothing(page):
        draw_missing_sizes(article=page)
    return _publish(page, by=by, published_at=published_at)


@transaction.atomic
def _publish(page: ArticlePage, *, by: Person | None, published_at: datetime | None) -> ArticlePage:
    appeared_before = published_at is not None and page.first_published_at is None
    if appeared_before:
        page.first_published_at = published_at
    page.save_revision(user=by).publish(user=by)
    if appeared_before:  # and has not been revised since
        ArticlePage.objects.filter(pk=page.pk).update(last_published_at=published_at)
        PublicView.objects.filter(article_id=page.pk).update(updated_at=published_at)
    return ArticlePage.objects.get(pk=page.pk)


@transaction.atomic
def unpublish_article(*, article: ArticlePage, by: Person | None = None) -> None:
    """Take a piece back: nobody reads it until it is published again.

    :raises PermissionDenied: `by` may not unpublish it
    """
    page = ArticlePage.objects.get(pk=article.pk)
    page.unpublish(user=by)
