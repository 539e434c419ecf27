"""What a person tells about themselves, and their picture."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import get_random_string

from masthead.kit import limits
from masthead.kit.events import announce
from masthead.people import decisions, events, faces
from masthead.people.models import Face, Person


def tell_about(*, person: Person, about: str, link: str, tells_since: bool, now: datetime) -> None:  # noqa: ARG001 - every operation is told when
    """The profile says this line, leads to this page of theirs, and says since when they are a member.

    :raises LinkRefused: it is no public web address
    """
    person.about = " ".join(about.split())[:200]
    person.link = decisions.checked_link(link)
    person.tells_since = tells_since
    person.save(update_fields=["about", "link", "tells_since"])


def show_face(*, person: Person, upload: bytes, now: datetime) -> Face:
    """This picture stands beside the person's name: two small squares drawn anew, the upload forgotten.

    :raises PictureRefused: with the sentence for what is wrong with it
    :raises TooMany: a dozen pictures in an hour
    """
    limits.spend(name="faces", who=str(person.pk), capacity=12, refill_seconds=3600, now=now)
    small, large = faces.drawn(upload)
    with transaction.atomic():
        key = get_random_string(20)
        values = {"key": key, "small": small, "large": large, "drawn_at": now}
        face = Face.objects.update_or_create(person=person, defaults=values)[0]
        _set_key(person, key)
    return face


@transaction.atomic
def hide_face(*, person: Person, now: datetime) -> None:  # noqa: ARG001 - every operation is told when
    """Initials stand beside the person's name again; the picture is gone."""
    Face.objects.filter(person=person).delete()
    if person.face_key:
        _set_key(person, "")


def _set_key(person: Person, key: str) -> None:
    person.face_key = key
    person.save(update_fields=["face_key"])
    announce(events.FaceChanged(person_id=person.pk))
