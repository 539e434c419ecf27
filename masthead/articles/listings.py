"""What is listed under authors, tags, months and series, and stands beside a piece: public views only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from masthead.articles.models import (
    Author,
    ListedUnder,
    Listing,
    PublicView,
    Series,
    Tag,
)
from masthead.articles.queries import PAGE, Cursor, Shelf, Sieve, masthead_line, shelf_of

BEHIND_EVERY_NUMBER = 1_000_000  # where a part without a number stands
EARLIER, RELATED = 3, 3
CANDIDATES = 120
A_TAG = 10  # how much nearer a shared tag brings two pieces than a shared author
SITEMAP_LIMIT = 1000  # https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
NEWS_HOURS = 48
_HEAVY = ("teaser_html", "search_text")

# --- lists ------------------------------------------------------------------------------------------------


def address_of(subject: Author | Tag | Series) -> str:
    """Where the pieces of an author, a tag or a series are listed."""
    street = {Author: "authors", Tag: "tags", Series: "series"}[type(subject)]
    return f"/{street}/{subject.slug}/"


def kept(subject: Author | Tag | Series) -> Author | Tag | Series | None:
    """The same author, tag or series as the database has it."""
    return type(subject).objects.filter(pk=subject.pk).first()


def author_called(slug: str) -> Author | None:
    """The author with this short name of whom something is published; None for any other."""
    author = Author.objects.select_related("portrait").filter(slug=slug).first()
    return author if author and _is_listed(ListedUnder.AUTHOR, author.pk) else None


def portrait_of(author: Author) -> Mapping[str, Any]:
    """The author's portrait as their newest piece shows it: empty, or {src, width, height}."""
    newest = Listing.objects.filter(kind=ListedUnder.AUTHOR, subject_id=author.pk).order_by("-placed_at")
    shown = newest.values_list("view__authors", flat=True).first() or []
    return _portrait_in(shown, author.pk)


def _portrait_in(authors: Iterable[Mapping[str, Any]], author_id: int) -> Mapping[str, Any]:
    return next((row.get("portrait", {}) for row in authors if row["id"] == author_id), {})


def tag_called(slug: str) -> Tag | None:
    """The tag with this short name that a published piece bears; None for any other."""
    tag = Tag.objects.filter(slug=slug).first()
    return tag if tag and _is_listed(ListedUnder.TAG, tag.pk) else None


def listed(
    kind: ListedUnder,
    subject_id: int = 0,
    *,
    before: Cursor | None = None,
    limit: int = PAGE,
    with_text: bool = False,
) -> Shelf:
    """The newest `limit` pieces of a list behind `before`; with their open part if it is needed."""
    found = Listing.objects.filter(kind=kind, subject_id=subject_id, view__live=True)
    if before is not None:
        found = found.filter(placed_at__lte=before.published_at).exclude(
            placed_at=before.published_at, view_id__gte=before.article_id
        )
    found = found.select_related("view").order_by("-placed_at", "-view_id")
    if not with_text:
        found = found.defer(*(f"view__{name}" for name in _HEAVY))
    rows = list(found[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return Shelf([row.view for row in rows[:limit]], Cursor(last.placed_at, last.view_id) if last else None)


@dataclass(frozen=True)
class Subject:
    """An author or a tag among all of them: what to call it, where it is, how many pieces it has."""

    name: str
    address: str
    pieces: int
    line: str = ""
    portrait: Mapping[str, object] = field(default_factory=dict)


def authors() -> list[Subject]:
    """Every author of whom something is published, by name, with the portrait their newest piece shows."""
    pieces = _pieces_per_subject(ListedUnder.AUTHOR)
    newest = Listing.objects.filter(
        kind=ListedUnder.AUTHOR, subject_id=OuterRef("pk"), view__live=True
    ).order_by("-placed_at")
    found = Author.objects.filter(pk__in=pieces).annotate(shown=Subquery(newest.values("view__authors")[:1]))
    return [
        Subject(row.name, address_of(row), pieces[row.pk], row.line, _portrait_in(row.shown, row.pk))
        for row in found.order_by("name")
    ]


def tags() -> list[Subject]:
    """Every tag that a published piece bears, by name."""
    pieces = _pieces_per_subject(ListedUnder.TAG)
    found = Tag.objects.filter(pk__in=pieces).order_by("name")
    return [Subject(row.name, address_of(row), pieces[row.pk]) for row in found]


def pieces_tagged(tag_id: int) -> list[int]:
    """The numbers of the published pieces that are listed under a tag."""
    rows = Listing.objects.filter(kind=ListedUnder.TAG, subject_id=tag_id)
    return list(rows.values_list("view_id", flat=True))


def _is_listed(kind: ListedUnder, subject_id: int) -> bool:
    return Listing.objects.filter(kind=kind, subject_id=subject_id, view__live=True).exists()


def _pieces_per_subject(kind: ListedUnder) -> dict[int, int]:
    rows = Listing.objects.filter(kind=kind, view__live=True).values_list("subject_id")
    return dict(rows.annotate(pieces=Count("pk")).order_by())


def sieve(
    *,
    section: str,
    author: str,
    tag: str,
    from_date: date | None,
    to_date: date | None,
    oldest_first: bool,
) -> Sieve:
    """What a search is narrowed to, from the short names in its address; empty ones narrow nothing."""
    sections = {part.address: part.id for part in masthead_line().sections}
    found_author = author_called(author) if author else None
    found_tag = tag_called(tag) if tag else None
    return Sieve(
        section_id=sections.get(f"/{section}/"),
        author_id=found_author.pk if found_author else None,
        tag_id=found_tag.pk if found_tag else None,
        from_date=from_date,
        to_date=to_date,
        oldest_first=oldest_first,
    )


# --- the archive ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """A month in which something was published."""

    first_day: date
    pieces: int

    @property
    def address(self) -> str:
        return f"/archive/{self.first_day:%Y/%m}/"


def months() -> list[Month]:
    """Every month in which something was published, newest first, by the publication's clock."""
    rows = PublicView.objects.filter(live=True).annotate(month=TruncMonth("first_published_at"))
    counted = rows.values_list("month").annotate(pieces=Count("pk")).order_by("-month")
    return [Month(month.date(), pieces) for month, pieces in counted]


def published_in(year: int, month: int, *, before: Cursor | None = None, limit: int = PAGE) -> Shelf:
    """The pieces of one month, newest first."""
    first, after = _day(year, month), _day(year + month // 12, month % 12 + 1)
    found = PublicView.objects.filter(
        live=True, first_published_at__gte=first, first_published_at__lt=after
    ).defer(*_HEAVY)
    return shelf_of(found, before=before, limit=limit)


def _day(year: int, month: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, month, 1), time.min))


def addresses() -> list[str]:
    """The addresses of every author, tag and month, for the sitemap."""
    subjects = [subject.address for subject in (*authors(), *tags())]
    return [*subjects, *(month.address for month in months())]


def newest(*, now: datetime) -> list[PublicView]:
    """What was published in the last two days, for the news sitemap."""
    recent = PublicView.objects.filter(live=True, first_published_at__gt=now - timedelta(hours=NEWS_HOURS))
    return list(recent.defer(*_HEAVY).order_by("-first_published_at", "-article_id")[:SITEMAP_LIMIT])


# --- series -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sequel:
    """Where a piece stands in its series."""

    series: Series
    place: int
    count: int
    previous: PublicView | None
    next: PublicView | None

    @property
    def address(self) -> str:
        return address_of(self.series)


def series_called(slug: str) -> Series | None:
    """The series with this short name of which something is published; None for any other."""
    series = Series.objects.filter(slug=slug).first()
    return series if series and series.public_views.filter(live=True).exists() else None


@dataclass(frozen=True)
class Parts:
    """Some parts of a series in their order, the first of which is number `first`; `after` leads to more."""

    views: Sequence[PublicView]
    first: int
    after: int | None


def parts_of(series: Series, *, after: int | None = None, limit: int = PAGE) -> Parts:
    """The published parts, by their number, then as they appeared; those behind the piece `after`."""
    found, first = _in_order(series.pk), 1
    # Also one that was taken back meanwhile says where to go on.
    last = PublicView.objects.filter(series=series, article_id=after).first() if after else None
    if last is not None:
        first = found.exclude(_behind(last)).count() + 1
        found = found.filter(_behind(last))
    rows = list(found[: limit + 1])
    return Parts(rows[:limit], first, rows[limit - 1].article_id if len(rows) > limit else None)


def _in_order(series_id: int) -> QuerySet[PublicView]:
    parts = PublicView.objects.filter(live=True, series_id=series_id).defer(*_HEAVY)
    step = Coalesce("series_part", Value(BEHIND_EVERY_NUMBER), output_field=IntegerField())
    parts = parts.annotate(step=step)
    return parts.order_by("step", "first_published_at", "article_id")


def _behind(view: PublicView, *, back: bool = False) -> Q:
    """Which parts come after `view`; or before it, to go `back`."""
    way = "lt" if back else "gt"
    step = BEHIND_EVERY_NUMBER if view.series_part is None else view.series_part
    same = Q(step=step, first_published_at=view.first_published_at)
    return (
        Q(**{f"step__{way}": step})
        | Q(step=step, **{f"first_published_at__{way}": view.first_published_at})
        | (same & Q(**{f"article_id__{way}": view.article_id}))
    )


def _sequel(view: PublicView) -> Sequel | None:
    if view.series is None:
        return None
    parts = _in_order(view.series.pk)
    earlier = _behind(view, back=True)
    counted = parts.order_by().aggregate(all=Count("pk"), before=Count("pk", filter=earlier))
    if counted["all"] < 2:
        return None
    return Sequel(
        series=view.series,
        place=counted["before"] + 1,
        count=counted["all"],
        previous=parts.filter(earlier).last(),
        next=parts.filter(_behind(view)).first(),
    )


# --- beside a piece ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Beside:
    """What stands around a piece: its place in a series, what came before it, what else there is."""

    sequel: Sequel | None
    earlier: Sequence[PublicView]
    related: Sequence[PublicView]
    corrections: Sequence[tuple[date, str]]

    @property
    def shown(self) -> list[int]:
        """The numbers of the other pieces that the page names."""
        around = [self.sequel.previous, self.sequel.next] if self.sequel else []
        return [view.article_id for view in (*around, *self.earlier, *self.related) if view]


def beside(view: PublicView) -> Beside:
    """Everything around a piece, in a fixed number of queries; nothing that is not published.

    Earlier coverage is what the editor named, filled up with the newest older pieces that share a tag, or,
    for a piece without tags, of its section. Related pieces share a tag or an author, then the section.
    """
    sequel = _sequel(view)
    alike = _alike(view)
    wanted = {*view.earlier, *alike, *_of_section(view)} - {view.article_id}
    found = {
        piece.article_id: piece
        for piece in PublicView.objects.filter(live=True, article_id__in=wanted).defer(*_HEAVY)
    }
    earlier = _earlier(view, found, alike)
    taken = {piece.article_id for piece in earlier}
    if sequel:
        taken |= {piece.article_id for piece in (sequel.previous, sequel.next) if piece}
    by_nearness = sorted(
        (piece for piece in found.values() if piece.article_id not in taken),
        key=lambda piece: (-alike.get(piece.article_id, 0), -piece.first_published_at.timestamp()),
    )
    return Beside(sequel, earlier, by_nearness[:RELATED], corrections_of(view))


def corrections_of(view: PublicView) -> list[tuple[date, str]]:
    """Day and words of each correction, newest first."""
    return [(date.fromisoformat(row["date"]), row["text"]) for row in view.corrections]


def _alike(view: PublicView) -> dict[int, int]:
    """How near the newest pieces are to `view` by the tags and authors they have in common."""
    near = Q(kind=ListedUnder.TAG, subject_id__in=[row["id"] for row in view.tags])
    near |= Q(kind=ListedUnder.AUTHOR, subject_id__in=[row["id"] for row in view.authors])
    places = Listing.objects.filter(near).order_by("-placed_at", "-view_id").values_list("kind", "view_id")
    shared: dict[int, int] = {}
    for kind, pk in places[:CANDIDATES]:
        shared[pk] = shared.get(pk, 0) + (A_TAG if kind == ListedUnder.TAG else 1)
    return shared


def _of_section(view: PublicView) -> list[int]:
    rows = PublicView.objects.filter(live=True, section_id=view.section_id)
    newest_first = rows.order_by("-first_published_at", "-article_id").values_list("article_id", flat=True)
    return list(newest_first[: EARLIER + RELATED + 2])


def _earlier(view: PublicView, found: Mapping[int, PublicView], alike: Mapping[int, int]) -> list[PublicView]:
    def came_before(piece: PublicView | None) -> bool:
        return piece is not None and piece.first_published_at < view.first_published_at

    named = [found[pk] for pk in view.earlier if came_before(found.get(pk))]
    shares = (
        (lambda pk: alike.get(pk, 0) >= A_TAG)
        if view.tags
        else (lambda pk: found[pk].section_id == view.section_id)
    )
    others = sorted(
        (
            piece
            for pk, piece in found.items()
            if came_before(piece) and shares(pk) and pk not in view.earlier
        ),
        key=lambda piece: piece.first_published_at,
        reverse=True,
    )
    return [*named, *others[: max(0, EARLIER - len(named))]]


def door_tags(view: PublicView, around: Beside) -> list[str]:
    """The tags under which the front door keeps a piece's page, for what it shows of other pieces."""
    return [
        *(f"piece-{pk}" for pk in around.shown),
        f"beside-section-{view.section_id}",
        *(f"beside-tag-{tag['id']}" for tag in view.tags),
        *(f"beside-author-{author['id']}" for author in view.authors),
        *((f"beside-series-{view.series_id}", "in-series") if view.series_id else ()),
    ]
