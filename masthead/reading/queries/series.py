"""Series: their parts in order, and where a piece stands among them. Public views only."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from masthead.publishing.models import PublicView, Series
from masthead.publishing.queries import address_of
from masthead.reading.queries.list_pages import PAGE_SIZE
from masthead.reading.queries.listings import NOT_IN_LISTS

UNNUMBERED_PART = 1_000_000  # sort key of a part without a number: after all others


@dataclass(frozen=True)
class SeriesPosition:
    """Where a piece stands in its series."""

    series: Series
    place: int
    count: int
    previous: PublicView | None
    next: PublicView | None

    @property
    def address(self) -> str:
        return address_of(self.series)


def series_by_slug(slug: str) -> Series | None:
    """The series with this short name of which something is published; None for any other."""
    series = Series.objects.filter(slug=slug).first()
    return series if series and series.public_views.filter(live=True).exists() else None


@dataclass(frozen=True)
class SeriesPage:
    """Some parts of a series in their order, the first of which is number `first`; `after` leads to more."""

    views: Sequence[PublicView]
    first: int
    after: int | None


def parts_of(series: Series, *, after: int | None = None, limit: int = PAGE_SIZE) -> SeriesPage:
    """The published parts, by their number, then as they appeared; those behind the piece `after`."""
    found, first = _in_order(series.pk), 1
    # A piece that was withdrawn meanwhile still marks the position.
    last = PublicView.objects.filter(series=series, article_id=after).first() if after else None
    if last is not None:
        first = found.exclude(_parts_after(last)).count() + 1
        found = found.filter(_parts_after(last))
    rows = list(found[: limit + 1])
    return SeriesPage(rows[:limit], first, rows[limit - 1].article_id if len(rows) > limit else None)


def _in_order(series_id: int) -> QuerySet[PublicView]:
    parts = PublicView.objects.filter(live=True, series_id=series_id).defer(*NOT_IN_LISTS)
    step = Coalesce("series_part", Value(UNNUMBERED_PART), output_field=IntegerField())
    parts = parts.annotate(step=step)
    return parts.order_by("step", "first_published_at", "article_id")


def _parts_after(view: PublicView, *, back: bool = False) -> Q:
    """Which parts come after `view`; or before it, to go `back`."""
    way = "lt" if back else "gt"
    step = UNNUMBERED_PART if view.series_part is None else view.series_part
    same = Q(step=step, first_published_at=view.first_published_at)
    return (
        Q(**{f"step__{way}": step})
        | Q(step=step, **{f"first_published_at__{way}": view.first_published_at})
        | (same & Q(**{f"article_id__{way}": view.article_id}))
    )


def series_position_of(view: PublicView) -> SeriesPosition | None:
    if view.series is None:
        return None
    parts = _in_order(view.series.pk)
    earlier = _parts_after(view, back=True)
    counted = parts.order_by().aggregate(all=Count("pk"), before=Count("pk", filter=earlier))
    if counted["all"] < 2:
        return None
    return SeriesPosition(
        series=view.series,
        place=counted["before"] + 1,
        count=counted["all"],
        previous=parts.filter(earlier).last(),
        next=parts.filter(_parts_after(view)).first(),
    )
