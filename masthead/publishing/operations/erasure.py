"""Somebody's account is deleted: what they published stays, and no longer leads to them."""

from datetime import datetime

from django.db import transaction

from masthead.people.models import Person
from masthead.publishing.models import Author


@transaction.atomic
def erase(*, person: Person, keep_comments: bool, now: datetime) -> None:  # noqa: ARG001 - the shape of every erasure
    """No byline leads to this person's account any more."""
    Author.objects.filter(person=person).update(person=None)
