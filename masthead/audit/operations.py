"""Writing into the book."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from masthead.audit.models import Entry
from masthead.audit.queries import kind_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def record(
    *,
    actor: "AbstractBaseUser | None",
    action: str,
    subject: models.Model | None,
    details: Mapping[str, object] | None = None,
    now: datetime,
) -> Entry:
    """The book holds one more line, in the caller's transaction.

    `action` names room, thing and verb, such as `discussion.comment.hide`; `details` holds JSON values and no
    secrets; `actor` is None for what the house does by itself.
    """
    return Entry.objects.create(
        actor_id=actor.pk if actor is not None else None,
        actor_label=str(actor)[:120] if actor is not None else "",
        action=action,
        subject_type=kind_of(subject) if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_label=str(subject)[:200] if subject is not None else "",
        details=dict(details or {}),
        at=now,
    )
