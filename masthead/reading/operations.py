"""Saving articles, following authors and sections, and notifying followers once."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from masthead.kit import rate_limits
from masthead.notices.operations import send
from masthead.people import queries as people
from masthead.people.models import Person
from masthead.publishing import queries as publishing
from masthead.publishing.models import PublicView
from masthead.reading import notices
from masthead.reading.errors import NotPublished
from masthead.reading.models import Follow, NotifiedFollower, SavedArticle
from masthead.reading.queries import saved_and_followed

logger = logging.getLogger("masthead.reading")

NOTIFY_WITHIN = timedelta(days=2)  # older pieces are no news: imports, or a job that was held up


@transaction.atomic
def save_article(*, person: Person, article_id: int, now: datetime) -> PublicView:
    """The piece is among those the person saved.

    :raises NotPublished: nobody can read it
    :raises RateLimitExceeded: at a program's pace
    """
    rate_limits.consume_usual(name="saved and followed", who=rate_limits.by_person(person.pk), now=now)
    view = publishing.public_view_of(article_id)
    if view is None:
        raise NotPublished
    row = SavedArticle(person=person, article_id=article_id, saved_at=now)
    SavedArticle.objects.bulk_create([row], ignore_conflicts=True)
    return view


@transaction.atomic
def unsave_article(*, person: Person, article_id: int, now: datetime) -> None:
    """The piece is no longer among those the person saved.

    :raises RateLimitExceeded: at a program's pace
    """
    rate_limits.consume_usual(name="saved and followed", who=rate_limits.by_person(person.pk), now=now)
    SavedArticle.objects.filter(person=person, article_id=article_id).delete()


@transaction.atomic
def follow(*, person: Person, kind: str, followable_id: int, now: datetime) -> None:
    """The person follows this author or section.

    :raises NoSuchFollowable: there is none
    :raises RateLimitExceeded: at a program's pace
    """
    rate_limits.consume_usual(name="saved and followed", who=rate_limits.by_person(person.pk), now=now)
    saved_and_followed.followable(kind=kind, followable_id=followable_id)
    row = Follow(person=person, kind=kind, followable_id=followable_id, followed_at=now)
    Follow.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def unfollow(*, person: Person, kind: str, followable_id: int, now: datetime) -> None:
    """The person no longer follows this author or section.

    :raises RateLimitExceeded: at a program's pace
    """
    rate_limits.consume_usual(name="saved and followed", who=rate_limits.by_person(person.pk), now=now)
    Follow.objects.filter(person=person, kind=kind, followable_id=followable_id).delete()


def notify_followers(*, article_id: int, after: int = 0, now: datetime) -> int:
    """The next batch of followers, with ids above `after`, is notified of a new piece, each at most once.

    Returns the `after` of the next batch; 0 when everybody has been notified.
    """
    view = publishing.public_view_of(article_id)
    if view is None or now - view.first_published_at > NOTIFY_WITHIN:
        return 0
    followers = saved_and_followed.followers_of(view, after=after)
    known = people.people_by_id(followers)
    for person_id in followers:
        try:
            _notify(known[person_id], view, now=now)
        except Exception:  # one who cannot be told keeps none of those after them waiting
            logger.exception("Person %s cannot be told of piece %s.", person_id, article_id)
    return followers[-1] if followers else 0


@transaction.atomic
def _notify(person: Person, view: PublicView, *, now: datetime) -> None:
    _, is_news = NotifiedFollower.objects.get_or_create(person=person, article_id=view.article_id)
    if is_news:
        send(to=person, notice=notices.published(view), now=now)


@transaction.atomic
def erase(*, person: Person, keep_comments: bool, now: datetime) -> None:  # noqa: ARG001 - the shape of every erasure
    """What this person put aside and whom they followed is forgotten."""
    for kept in (SavedArticle, Follow, NotifiedFollower):
        kept.objects.filter(person=person).delete()
