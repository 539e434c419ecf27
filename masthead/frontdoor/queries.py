"""Invalidations and dependencies, read from the database."""

from masthead.frontdoor.models import Invalidation


def latest_invalidation_id() -> int:
    """The number of the newest invalidation, 0 when there is none."""
    return Invalidation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def invalidations_after(invalidation_id: int) -> list[tuple[int, str]]:
    """Number and dependency of every invalidation above `invalidation_id`, oldest first."""
    found = Invalidation.objects.filter(pk__gt=invalidation_id)
    return list(found.order_by("pk").values_list("pk", "dependency"))
