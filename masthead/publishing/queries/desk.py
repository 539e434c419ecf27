"""What the desk shows beside pieces and on its first page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from masthead.people.models import Person
from masthead.publishing.models import (
    AccessLevel,
    ArticlePage,
    Author,
    CheckedLink,
    FailedPublication,
    FullBody,
    PreviewLink,
    Publication,
    PublicView,
    SectionPage,
)
from masthead.publishing.queries.comments import comment_counts
from masthead.publishing.queries.public_views import published_views


def accounts_for_author(author: Author) -> QuerySet[Person]:
    """The accounts an author may be linked with: whoever works here, and the one that is linked already."""
    return Person.objects.filter(Q(groups__isnull=False) | Q(pk=author.person_id)).distinct()


def previews_of(article: ArticlePage, *, now: datetime) -> list[PreviewLink]:
    """The links by which a draft of `article` can be read now, the newest first."""
    found = PreviewLink.objects.filter(article_id=article.pk, ended_at=None, expires_at__gt=now)
    return list(found.select_related("shared_by").order_by("-pk"))


def preview_of(article: ArticlePage, link_id: int) -> PreviewLink | None:
    """The link of that number to a draft of `article`, or None."""
    return PreviewLink.objects.filter(article_id=article.pk, pk=link_id).first()


def checked_links_of(article: ArticlePage) -> list[CheckedLink]:
    """The results of the last link check of `article`, broken links first."""
    return list(CheckedLink.objects.filter(article_id=article.pk).order_by("works", "pk"))


def failed_publication_of(article_id: int) -> FailedPublication | None:
    """Why the piece was not published or unpublished at its time; None: nothing failed."""
    return FailedPublication.objects.filter(pk=article_id).first()


def newest_draft_of(article_id: int) -> ArticlePage | None:
    """The piece as its editors last saved it, or None."""
    article = ArticlePage.objects.filter(pk=article_id).first()
    return article.get_latest_revision_as_object() if article else None


def stored_access(row: ArticlePage | SectionPage | Publication, field: str) -> str | None:
    """Who may read, as the stored row says; None where there is none yet."""
    return type(row).objects.filter(pk=row.pk).values_list(field, flat=True).first()


@dataclass(frozen=True)
class DeskOverview:
    """What the desk's first page shows of the pieces: titles, numbers and moments only."""

    written: Sequence[ArticlePage]
    published: Sequence[PublicView]
    discussed: Sequence[tuple[PublicView, int]]


def desk_overview(*, limit: int = 6, recent: int = 60) -> DeskOverview:
    """What is being written, what was published and what is discussed, in four queries whatever there is."""
    written = ArticlePage.objects.filter(has_unpublished_changes=True).select_related("owner")
    newest = list(
        published_views()
        .defer("teaser_html", "search_text")
        .order_by("-first_published_at", "-article_id")[:recent]
    )
    counts = comment_counts(newest)
    talked = sorted(
        (view for view in newest if counts.get(view.article_id)), key=lambda view: -counts[view.article_id]
    )
    return DeskOverview(
        list(written.order_by("-latest_revision_created_at", "-pk")[:limit]),
        newest[:limit],
        [(view, counts[view.article_id]) for view in talked[:limit]],
    )


@dataclass(frozen=True)
class SetupProgress:
    """What a new publication has already: `section_id` is its first section."""

    section_id: int | None
    has_author: bool
    has_piece: bool
    has_gated_piece: bool


def setup_progress() -> SetupProgress:
    """How far the setup of a new publication has come."""
    gated = (
        FullBody.objects.exclude(after_gate="")
        .exclude(before_gate="")
        .filter(article__public_view__live=True)
    )
    return SetupProgress(
        section_id=SectionPage.objects.filter(live=True)
        .order_by("path")
        .values_list("pk", flat=True)
        .first(),
        has_author=Author.objects.exists(),
        has_piece=published_views().exists(),
        has_gated_piece=gated.exclude(article__public_view__level=AccessLevel.PUBLIC).exists(),
    )
