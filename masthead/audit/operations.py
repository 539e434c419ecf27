"""Writing to the audit log."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from masthead.audit.models import AuditEntry
from masthead.audit.queries import subject_type_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def record(
    *,
    actor: "AbstractBaseUser | None",
    action: str,
    subject: models.Model | None,
    details: Mapping[str, object] | None = None,
    now: datetime,
) -> AuditEntry:
    """Add one entry to the audit log, in the caller's transaction.

    `action` names room, thing and verb, such as `discussion.comment.hide`; `details` holds JSON values and no
    secrets; `actor` is None for what the software does by itself.
    """
    return AuditEntry.objects.create(
        actor_id=actor.pk if actor is not None else None,
        actor_label=str(actor)[:120] if actor is not None else "",
        action=action,
        subject_type=subject_type_of(subject) if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_label=str(subject)[:200] if subject is not None else "",
        details=dict(details or {}),
        at=now,
    )
