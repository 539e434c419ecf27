"""Lists of pieces by author, tag and month, and of everything that has a list: public views only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import TruncMonth
from django.utils import timezone

from masthead.kit.cursors import Cursor
from masthead.publishing import queries as publishing
from masthead.publishing.models import Author, Listing, ListKind, PublicView, Tag
from masthead.publishing.queries import address_of
from masthead.reading.queries.list_pages import PAGE_SIZE, ListPage, list_page_of

SITEMAP_LIMIT = 1000  # https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
NEWS_HOURS = 48
NOT_IN_LISTS = ("teaser_html", "search_text")


def author_by_slug(slug: str) -> Author | None:
    """The author with this short name of whom something is published; None for any other."""
    author = Author.objects.select_related("portrait").filter(slug=slug).first()
    return author if author and _is_listed(ListKind.AUTHOR, author.pk) else None


def portrait_of(author: Author) -> Mapping[str, object]:
    """The author's portrait as their newest piece shows it: empty, or {src, width, height}."""
    newest = Listing.objects.filter(kind=ListKind.AUTHOR, list_id=author.pk).order_by("-placed_at")
    shown = newest.values_list("view__authors", flat=True).first() or []
    return _portrait_in(shown, author.pk)


def _portrait_in(authors: Iterable[Mapping[str, Any]], author_id: int) -> Mapping[str, Any]:
    return next((row.get("portrait", {}) for row in authors if row["id"] == author_id), {})


def tag_by_slug(slug: str) -> Tag | None:
    """The tag with this short name that a published piece bears; None for any other."""
    tag = Tag.objects.filter(slug=slug).first()
    return tag if tag and _is_listed(ListKind.TAG, tag.pk) else None


def list_page(
    kind: ListKind,
    list_id: int = 0,
    *,
    before: Cursor | None = None,
    limit: int = PAGE_SIZE,
    with_text: bool = False,
) -> ListPage:
    """The newest `limit` pieces of a list behind `before`; with their open part if it is needed."""
    found = Listing.objects.filter(kind=kind, list_id=list_id, view__live=True)
    if before is not None:
        found = found.filter(placed_at__lte=before.moment).exclude(
            placed_at=before.moment, view_id__gte=before.number
        )
    found = found.select_related("view").order_by("-placed_at", "-view_id")
    if not with_text:
        found = found.defer(*(f"view__{name}" for name in NOT_IN_LISTS))
    rows = list(found[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return ListPage(
        [row.view for row in rows[:limit]], Cursor(last.placed_at, last.view_id) if last else None
    )


@dataclass(frozen=True)
class DirectoryEntry:
    """An author or a tag in the index page of all: name, address, number of pieces."""

    name: str
    address: str
    pieces: int
    bio: str = ""
    portrait: Mapping[str, object] = field(default_factory=dict)


def authors() -> list[DirectoryEntry]:
    """Every author of whom something is published, by name, with the portrait their newest piece shows."""
    pieces = _counts_per_list(ListKind.AUTHOR)
    newest = Listing.objects.filter(kind=ListKind.AUTHOR, list_id=OuterRef("pk"), view__live=True).order_by(
        "-placed_at"
    )
    found = Author.objects.filter(pk__in=pieces).annotate(shown=Subquery(newest.values("view__authors")[:1]))
    return [
        DirectoryEntry(row.name, address_of(row), pieces[row.pk], row.bio, _portrait_in(row.shown, row.pk))
        for row in found.order_by("name")
    ]


def tags() -> list[DirectoryEntry]:
    """Every tag that a published piece bears, by name."""
    pieces = _counts_per_list(ListKind.TAG)
    found = Tag.objects.filter(pk__in=pieces).order_by("name")
    return [DirectoryEntry(row.name, address_of(row), pieces[row.pk]) for row in found]


def _is_listed(kind: ListKind, list_id: int) -> bool:
    return Listing.objects.filter(kind=kind, list_id=list_id, view__live=True).exists()


def _counts_per_list(kind: ListKind) -> dict[int, int]:
    rows = Listing.objects.filter(kind=kind, view__live=True).values_list("list_id")
    return dict(rows.annotate(pieces=Count("pk")).order_by())


@dataclass(frozen=True)
class ArchiveMonth:
    """A month in which something was published."""

    first_day: date
    pieces: int

    @property
    def address(self) -> str:
        return f"/archive/{self.first_day:%Y/%m}/"


def archive_months() -> list[ArchiveMonth]:
    """Every month in which something was published, newest first, by the publication's clock."""
    rows = PublicView.objects.filter(live=True).annotate(month=TruncMonth("first_published_at"))
    counted = rows.values_list("month").annotate(pieces=Count("pk")).order_by("-month")
    return [ArchiveMonth(month.date(), pieces) for month, pieces in counted]


def month_page(year: int, month: int, *, before: Cursor | None = None, limit: int = PAGE_SIZE) -> ListPage:
    """The pieces of one month, newest first."""
    first, after = _day(year, month), _day(year + month // 12, month % 12 + 1)
    found = PublicView.objects.filter(
        live=True, first_published_at__gte=first, first_published_at__lt=after
    ).defer(*NOT_IN_LISTS)
    return list_page_of(found, before=before, limit=limit)


def _day(year: int, month: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, month, 1), time.min))


def list_addresses() -> list[str]:
    """The addresses of every author, tag and month, for the sitemap."""
    subjects = [subject.address for subject in (*authors(), *tags())]
    return [*subjects, *(month.address for month in archive_months())]


def addresses_of_pieces(*, limit: int) -> list[tuple[str, datetime]]:
    """Path and last change of the newest `limit` published pieces, for the sitemap."""
    newest = publishing.published_views().order_by("-first_published_at", "-article_id")
    return list(newest.values_list("path", "updated_at")[:limit])


def news_sitemap_views(*, now: datetime) -> list[PublicView]:
    """What was published in the last two days, for the news sitemap."""
    recent = PublicView.objects.filter(live=True, first_published_at__gt=now - timedelta(hours=NEWS_HOURS))
    return list(recent.defer(*NOT_IN_LISTS).order_by("-first_published_at", "-article_id")[:SITEMAP_LIMIT])
