"""What this room holds of one person."""

from datetime import datetime

from masthead.articles.models import Follow, Saved
from masthead.kit.own_data import Share
from masthead.people.models import Person


def own_data(person: Person, now: datetime) -> Share:  # noqa: ARG001 - the shape of every share
    """What this room holds of the person: what they put aside, and whom they follow."""
    content = {
        "saved": list(Saved.objects.filter(person=person).order_by("pk").values("article_id", "saved_at")),
        "follows": list(
            Follow.objects.filter(person=person).order_by("pk").values("kind", "subject_id", "followed_at")
        ),
    }
    return Share(name="reading-list", content=content)
