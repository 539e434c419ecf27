"""Profile and avatar."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import get_random_string

from masthead.kit import rate_limits
from masthead.kit.bounded_work import Budget, OverBudget, run_bounded
from masthead.kit.events import announce
from masthead.kit.pictures import PictureIsDamaged
from masthead.kit.transactions import FilesInsideTransaction, ensure_no_transaction
from masthead.people import avatars, events, profile_links
from masthead.people.models import Avatar, Person

# A file of six megabytes can ask for a hundred thousand passes over 25 million pixels.
DRAWING_BUDGET = Budget(cpu_seconds=4, clock_seconds=15.0, memory_bytes=768 * 1024 * 1024)


def update_profile(*, person: Person, about: str, link: str, shows_member_since: bool, now: datetime) -> None:
    """The profile says this line, leads to this page of theirs, and says since when they are a member.

    :raises ProfileLinkRefused: it is no public web address
    :raises RateLimitExceeded: at a program's pace
    """
    rate_limits.consume_usual(name="profiles", who=rate_limits.by_person(person.pk), now=now)
    person.about = " ".join(about.split())[:200]
    person.link = profile_links.checked_profile_link(link)
    person.shows_member_since = shows_member_since
    person.save(update_fields=["about", "link", "shows_member_since"])


def set_avatar(*, person: Person, upload: bytes, now: datetime) -> Avatar:
    """The person has this avatar: two small squares; the uploaded file is not stored.

    :raises PictureRefused: with the sentence for what is wrong with it
    :raises FilesInsideTransaction: a transaction is open
    :raises RateLimitExceeded: a dozen pictures in an hour
    """
    ensure_no_transaction(FilesInsideTransaction)
    rate_limits.consume(
        name="avatars", who=rate_limits.by_person(person.pk), capacity=12, refill_seconds=3600, now=now
    )
    try:
        small, large = run_bounded(DRAWING_BUDGET, avatars.render_avatar, upload)
    except OverBudget:
        raise PictureIsDamaged from None
    with transaction.atomic():
        key = get_random_string(20)
        values = {"key": key, "small": small, "large": large, "created_at": now}
        avatar = Avatar.objects.update_or_create(person=person, defaults=values)[0]
        _set_key(person, key)
    return avatar


@transaction.atomic
def remove_avatar(*, person: Person, now: datetime) -> None:
    """The avatar is deleted; initials stand in its place.

    :raises RateLimitExceeded: at a program's pace
    """
    rate_limits.consume_usual(name="avatars removed", who=rate_limits.by_person(person.pk), now=now)
    Avatar.objects.filter(person=person).delete()
    if person.avatar_key:
        _set_key(person, "")


def _set_key(person: Person, key: str) -> None:
    person.avatar_key = key
    person.save(update_fields=["avatar_key"])
    announce(events.AvatarChanged(person_id=person.pk))
