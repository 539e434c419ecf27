"""Published pieces, page by page: all that a stranger may see, and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet

from masthead.articles.models import GoneAddress, PublicView

PAGE = 20

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cursor:
    """The last piece of a page of older ones; the next page begins behind it."""

    published_at: datetime
    article_id: int

    def __str__(self) -> str:
        return f"{(self.published_at - _EPOCH) // timedelta(microseconds=1)}-{self.article_id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor in an address, or None when it is missing or not ours."""
        micros, dash, article_id = text.partition("-")
        if not (
            dash and micros.isascii() and micros.isdigit() and article_id.isascii() and article_id.isdigit()
        ):
            return None
        if len(micros) > 17 or len(article_id) > 18:
            return None
        return cls(_EPOCH + timedelta(microseconds=int(micros)), int(article_id))


@dataclass(frozen=True)
class Shelf:
    """One page of pieces, newest first, and where the older ones begin."""

    views: Sequence[PublicView]
    older: Cursor | None


def public_views(*, section_id: int | None = None, before: Cursor | None = None, limit: int = PAGE) -> Shelf:
    """The newest `limit` published pieces, of one section or of all, that are older than `before`."""
    found = published()
    if section_id is not None:
        found = found.filter(section_id=section_id)
    return shelf_of(found, before=before, limit=limit)


def public_views_of(article_ids: Iterable[int]) -> dict[int, PublicView]:
    """The public views of those of `article_ids` that are published, by article."""
    return {view.article_id: view for view in published().filter(article_id__in=list(article_ids))}


def public_view_of(article_id: int) -> PublicView | None:
    """What everybody may see of a piece, or None when it is not published."""
    return published().select_related("series").filter(article_id=article_id).first()


@dataclass(frozen=True)
class Gone:
    """When a piece that stood at an address was taken back; or, `for_good`, deleted."""

    at: datetime
    for_good: bool


def gone_from(path: str) -> Gone | None:
    """What became of the piece that stood at `path`; None if none did, or another stands there now."""
    views = PublicView.objects.filter(path=path).order_by("-live").values_list("live", "updated_at")
    newest = views.first()
    if newest is not None:
        return None if newest[0] else Gone(newest[1], for_good=False)
    deleted_at = GoneAddress.objects.filter(path=path).values_list("gone_at", flat=True).first()
    return Gone(deleted_at, for_good=True) if deleted_at else None


def published() -> QuerySet[PublicView]:
    """The public views of all pieces that can be read now."""
    return PublicView.objects.filter(live=True)


def shelf_of(
    found: QuerySet[PublicView], *, before: Cursor | None, limit: int, oldest_first: bool = False
) -> Shelf:
    """One page of `found` behind the cursor, newest first unless told otherwise."""
    if before is not None:
        # Two plain comparisons instead of a row comparison, so that both databases walk the index.
        behind, tie = ("gte", "lte") if oldest_first else ("lte", "gte")
        found = found.filter(**{f"first_published_at__{behind}": before.published_at}).exclude(
            **{"first_published_at": before.published_at, f"article_id__{tie}": before.article_id}
        )
    order = ("first_published_at", "article_id")
    rows = list(found.order_by(*(order if oldest_first else (f"-{name}" for name in order)))[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return Shelf(rows[:limit], Cursor(last.first_published_at, last.article_id) if last else None)


def addresses(*, limit: int) -> list[tuple[str, datetime]]:
    """Path and last change of the newest `limit` published pieces, for the sitemap."""
    newest = published().order_by("-first_published_at", "-article_id")
    return list(newest.values_list("path", "updated_at")[:limit])
