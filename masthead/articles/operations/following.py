"""What readers keep: pieces for later, authors and sections they follow; and telling them, once."""

from datetime import datetime, timedelta

from django.db import transaction

from masthead.articles import keeping, notices, queries
from masthead.articles.errors import NotPublished
from masthead.articles.models import Follow, PublicView, Saved, Told
from masthead.notices.operations import send
from masthead.people import queries as people
from masthead.people.models import Person

NEWS_FOR = timedelta(days=2)  # older pieces are no news: imports, or a job that was held up


@transaction.atomic
def save_piece(*, person: Person, article_id: int, now: datetime) -> PublicView:
    """The piece is among those the person saved.

    :raises NotPublished: nobody can read it
    """
    view = queries.public_view_of(article_id)
    if view is None:
        raise NotPublished
    row = Saved(person=person, article_id=article_id, saved_at=now)
    Saved.objects.bulk_create([row], ignore_conflicts=True)
    return view


@transaction.atomic
def let_piece_go(*, person: Person, article_id: int, now: datetime) -> None:  # noqa: ARG001 - every operation is told when
    """The piece is no longer among those the person saved."""
    Saved.objects.filter(person=person, article_id=article_id).delete()


@transaction.atomic
def follow(*, person: Person, kind: str, subject_id: int, now: datetime) -> None:
    """The person will be told when this author or section publishes.

    :raises NoSuchSubject: there is none
    """
    keeping.subject(kind=kind, subject_id=subject_id)
    row = Follow(person=person, kind=kind, subject_id=subject_id, followed_at=now)
    Follow.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def stop_following(*, person: Person, kind: str, subject_id: int, now: datetime) -> None:  # noqa: ARG001 - every operation is told when
    """The person is no longer told of this author or section."""
    Follow.objects.filter(person=person, kind=kind, subject_id=subject_id).delete()


def tell_followers(*, article_id: int, after: int = 0, now: datetime) -> int:
    """Some followers with numbers above `after` have been told of a new piece, each once, whatever happens.

    Returns the number to go on after; 0 when everybody has been told.
    """
    view = queries.public_view_of(article_id)
    if view is None or now - view.first_published_at > NEWS_FOR:
        return 0
    followers = keeping.followers_of(view, after=after)
    known = people.people_by_id(followers)
    for person_id in followers:
        _tell(known[person_id], view, now=now)
    return followers[-1] if followers else 0


@transaction.atomic
def _tell(person: Person, view: PublicView, *, now: datetime) -> None:
    _, is_news = Told.objects.get_or_create(person=person, article_id=view.article_id)
    if is_news:
        send(to=person, notice=notices.published(view), now=now)
