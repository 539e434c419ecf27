"""Somebody has left: what they kept of the publication goes with them."""

from datetime import datetime

from django.db import transaction

from masthead.articles.models import Author, Follow, Saved, Told
from masthead.people.models import Person


@transaction.atomic
def erase(*, person: Person, letters_stay: bool, now: datetime) -> None:  # noqa: ARG001 - the shape of every erasure
    """What this person put aside and whom they followed is forgotten; no byline leads to their account."""
    Author.objects.filter(person=person).update(person=None)
    for kept in (Saved, Follow, Told):
        kept.objects.filter(person=person).delete()
