"""Telling every process that pages are no longer true."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from masthead.frontdoor.memory import MEMORY
from masthead.frontdoor.models import Mark

MARKS_ARE_KEPT = timedelta(minutes=10)


def drop(*, tags: Iterable[str], now: datetime) -> None:
    """Pages with any of these tags are forgotten: here with the commit, elsewhere within a second.

    Call it inside the transaction that makes them untrue.
    """
    wanted = sorted(set(tags))
    if not wanted:
        return
    marks = Mark.objects.bulk_create([Mark(tag=tag, marked_at=now) for tag in wanted])
    ids = [mark.pk for mark in marks]
    transaction.on_commit(lambda: MEMORY.forget(wanted, marks=ids))


def raise_version(*, person_id: int, version: int) -> None:
    """This person's passes below `version` are void here with the commit; other processes read of it."""
    transaction.on_commit(lambda: MEMORY.raise_version(person_id, version))


def forget_old_marks(*, now: datetime) -> None:
    """Remove marks that every process has long read."""
    Mark.objects.filter(marked_at__lt=now - MARKS_ARE_KEPT).delete()
