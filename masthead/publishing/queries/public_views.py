"""The public views of published pieces: all that a stranger may see, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from masthead.publishing.models import GoneAddress, PublicView


def public_views_of(article_ids: Iterable[int]) -> dict[int, PublicView]:
    """The public views of those of `article_ids` that are published, by article."""
    return {view.article_id: view for view in published_views().filter(article_id__in=list(article_ids))}


def public_view_of(article_id: int) -> PublicView | None:
    """What everybody may see of a piece, or None when it is not published."""
    return published_views().select_related("series").filter(article_id=article_id).first()


@dataclass(frozen=True)
class GonePage:
    """When a piece that stood at an address was taken back; or, `is_deleted`, deleted."""

    at: datetime
    is_deleted: bool


def gone_page_at(path: str) -> GonePage | None:
    """When the piece that stood at `path` was withdrawn or deleted; None if there was none, or another
    stands there.
    """
    views = PublicView.objects.filter(path=path).order_by("-live").values_list("live", "updated_at")
    newest = views.first()
    if newest is not None:
        return None if newest[0] else GonePage(newest[1], is_deleted=False)
    deleted_at = GoneAddress.objects.filter(path=path).values_list("gone_at", flat=True).first()
    return GonePage(deleted_at, is_deleted=True) if deleted_at else None


def published_views() -> QuerySet[PublicView]:
    """The public views of all pieces that can be read now."""
    return PublicView.objects.filter(live=True)
