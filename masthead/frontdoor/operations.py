"""Telling every process which cached pages are no longer true."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from masthead.frontdoor.models import Invalidation
from masthead.frontdoor.state import STATE
from masthead.kit.dependencies import Dependency

INVALIDATIONS_ARE_KEPT = timedelta(minutes=10)


def invalidate(dependencies: Iterable[Dependency], *, now: datetime) -> None:
    """Cached pages that depend on any of these are dropped: here with the commit, elsewhere within a second.

    Call it inside the transaction that makes them stale.
    """
    changed = sorted(set(map(str, dependencies)))
    if not changed:
        return
    rows = Invalidation.objects.bulk_create(
        [Invalidation(dependency=dependency, changed_at=now) for dependency in changed]
    )
    ids = [row.pk for row in rows]
    transaction.on_commit(lambda: STATE.invalidate(changed, invalidation_ids=ids))


def raise_version(*, person_id: int, version: int) -> None:
    """This person's passes below `version` are void here with the commit; other processes read of it."""
    transaction.on_commit(lambda: STATE.raise_version(person_id, version))


def delete_old_invalidations(*, now: datetime) -> None:
    """Remove invalidations that every process has long read."""
    Invalidation.objects.filter(changed_at__lt=now - INVALIDATIONS_ARE_KEPT).delete()
