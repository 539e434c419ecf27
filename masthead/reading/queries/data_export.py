"""What this room holds of one person."""

from datetime import datetime

from masthead.kit.data_export import DataExportPart
from masthead.people.models import Person
from masthead.reading.models import Follow, SavedArticle


def export_data(person: Person, now: datetime) -> DataExportPart:  # noqa: ARG001 - the shape of every share
    """This room's part of a person's data export: saved articles and follows."""
    content = {
        "saved": list(
            SavedArticle.objects.filter(person=person).order_by("pk").values("article_id", "saved_at")
        ),
        "follows": [
            {"kind": row.kind, "subject_id": row.followable_id, "followed_at": row.followed_at}
            for row in Follow.objects.filter(person=person).order_by("pk")
        ],
    }
    return DataExportPart(name="reading-list", content=content)
