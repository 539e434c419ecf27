"""Reading the book."""

from collections.abc import Iterable

from django.db import models

from masthead.audit.models import Entry


def entries_about(subject: models.Model, *, limit: int = 50) -> list[Entry]:
    """The newest lines about this row, at most `limit`."""
    return list(Entry.objects.filter(subject_type=kind_of(subject), subject_id=str(subject.pk))[:limit])


def entries_of(actions: Iterable[str], *, limit: int = 50) -> list[Entry]:
    """The newest lines that say one of `actions`, at most `limit`."""
    return list(Entry.objects.filter(action__in=list(actions))[:limit])


def kind_of(subject: models.Model) -> str:
    """The word under which the book files things of this kind, such as `discussion.comment`."""
    return subject._meta.label_lower  # noqa: SLF001 - Django's own, documented
