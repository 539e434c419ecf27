"""Lists of published pieces, page by page, each read through an index behind a cursor."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from masthead.kit.cursors import Cursor
from masthead.publishing import queries as publishing
from masthead.publishing.models import PublicView

PAGE_SIZE = 20


@dataclass(frozen=True)
class ListPage:
    """One page of a list of pieces, newest first, and the cursor of the next page."""

    views: Sequence[PublicView]
    next_cursor: Cursor | None


def public_views(
    *, section_id: int | None = None, before: Cursor | None = None, limit: int = PAGE_SIZE
) -> ListPage:
    """The newest `limit` published pieces, of one section or of all, that are older than `before`."""
    found = publishing.published_views()
    if section_id is not None:
        found = found.filter(section_id=section_id)
    return list_page_of(found, before=before, limit=limit)


def list_page_of(
    found: QuerySet[PublicView], *, before: Cursor | None, limit: int, oldest_first: bool = False
) -> ListPage:
    """One page of `found` behind the cursor, newest first unless told otherwise."""
    if before is not None:
        # Two plain comparisons instead of a row comparison, so that both databases walk the index.
        behind, tie = ("gte", "lte") if oldest_first else ("lte", "gte")
        found = found.filter(**{f"first_published_at__{behind}": before.moment}).exclude(
            **{"first_published_at": before.moment, f"article_id__{tie}": before.number}
        )
    order = ("first_published_at", "article_id")
    rows = list(found.order_by(*(order if oldest_first else (f"-{name}" for name in order)))[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return ListPage(rows[:limit], Cursor(last.first_published_at, last.article_id) if last else None)
