"""Reading the audit log."""

from collections.abc import Iterable

from django.db import models

from masthead.audit.models import AuditEntry


def entries_about(subject: models.Model, *, limit: int = 50) -> list[AuditEntry]:
    """The newest entries about this row, at most `limit`."""
    return list(
        AuditEntry.objects.filter(subject_type=subject_type_of(subject), subject_id=str(subject.pk))[:limit]
    )


def entries_with_actions(actions: Iterable[str], *, limit: int = 50) -> list[AuditEntry]:
    """The newest entries with one of `actions`, at most `limit`."""
    return list(AuditEntry.objects.filter(action__in=list(actions))[:limit])


def subject_type_of(subject: models.Model) -> str:
    """How the audit log names the model of `subject`, such as `discussion.comment`."""
    return subject._meta.label_lower
