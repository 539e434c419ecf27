"""Writing and publishing a piece without the desk: for imports, the demonstration and tests."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from masthead.articles.models import (
    ArticlePage,
    Author,
    Byline,
    Correction,
    EarlierPiece,
    OwnAccess,
    Picture,
    PublicView,
    SectionPage,
    Series,
    Talk,
)
from masthead.people.models import Person


def add_author(
    *,
    name: str,
    slug: str = "",
    line: str = "",
    portrait: Picture | None = None,
    person: Person | None = None,
) -> Author:
    """Let there be an author whose name can stand over pieces; one with this short name is kept as it is."""
    author, _ = Author.objects.get_or_create(
        slug=slug or slugify(name),
        defaults={"name": name, "line": line, "portrait": portrait, "person": person},
    )
    return author


def add_series(*, title: str, slug: str = "", description: str = "") -> Series:
    """Let there be a series that pieces can belong to; one with this short name is kept as it is."""
    series, _ = Series.objects.get_or_create(
        slug=slug or slugify(title), defaults={"title": title, "description": description}
    )
    return series


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
    discussion: str = Talk.OPEN,
    tags: Sequence[str] = (),
    series: Series | None = None,
    series_part: int | None = None,
    whats_new: str = "",
    earlier: Sequence[ArticlePage] = (),
    corrections: Sequence[tuple[date, str]] = (),
    by: Person | None = None,
) -> ArticlePage:
    """Let there be a draft in `section`; `body` is a list of blocks: their kind and their value.

    `tags` are names, `earlier` the pieces named as earlier coverage, `corrections` days and sentences.

    A picture's value is `{"image": …, "alternative": …, "caption": …, "credit": …}`, the gate's is None.

    A draft may still lack a picture's words or credit, or a footnote; publishing it is refused then.

    :raises ValidationError: what an editor would be told too, such as a second gate
    """
    article = ArticlePage(
        title=headline,
        slug=slug or slugify(headline)[:80].strip("-"),
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
    article.earlier_pieces = [
        EarlierPiece(earlier=piece, sort_order=place) for place, piece in enumerate(earlier)
    ]
    article.corrections = [
        Correction(corrected_date=day, text=sentence, sort_order=place)
        for place, (day, sentence) in enumerate(corrections)
    ]
    SectionPage.objects.get(pk=section.pk).add_child(instance=article)
    article.save_revision(user=by)
    return article


@transaction.atomic
def publish_article(
    *, article: ArticlePage, by: Person | None = None, published_at: datetime | None = None
) -> ArticlePage:
    """Let readers have the newest revision of `article`; `published_at`: when it first appeared, if not now.

    :raises PermissionDenied: `by` may not publish it
    :raises NotReady: a picture lacks its credit or its words, or a footnote its place
    """
    page = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    appeared_before = published_at is not None and page.first_published_at is None
    if appeared_before:
        page.first_published_at = published_at
    page.save_revision(user=by).publish(user=by)
    if appeared_before:  # and has not been revised since
        ArticlePage.objects.filter(pk=article.pk).update(last_published_at=published_at)
        PublicView.objects.filter(article_id=article.pk).update(updated_at=published_at)
    return ArticlePage.objects.get(pk=article.pk)


@transaction.atomic
def unpublish_article(*, article: ArticlePage, by: Person | None = None) -> None:
    """Take a piece back: nobody reads it until it is published again.

    :raises PermissionDenied: `by` may not unpublish it
    """
    page = ArticlePage.objects.get(pk=article.pk)
    page.unpublish(user=by)
