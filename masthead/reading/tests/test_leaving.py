"""What somebody kept of the publication: in their export, and gone when they leave."""

from datetime import datetime

from masthead.people.models import Person
from masthead.publishing.models import ArticlePage
from masthead.reading import operations
from masthead.reading.models import Follow, FollowableKind, NotifiedFollower, SavedArticle
from masthead.reading.queries import data_export


def keep(person: Person, article: ArticlePage, now: datetime) -> None:
    SavedArticle.objects.create(person=person, article=article, saved_at=now)
    NotifiedFollower.objects.create(person=person, article=article)
    Follow.objects.create(person=person, kind=FollowableKind.AUTHOR, followable_id=7, followed_at=now)


def test_export_data__holds_what_was_saved_and_followed(
    rita: Person, gated: ArticlePage, noon: datetime
) -> None:
    keep(rita, gated, noon)
    content = data_export.export_data(rita, noon).content
    assert content == {
        "saved": [{"article_id": gated.pk, "saved_at": noon}],
        "follows": [{"kind": "author", "subject_id": 7, "followed_at": noon}],
    }


def test_erase__takes_what_was_saved_and_followed_with_its_person_and_no_other(
    rita: Person, ada: Person, gated: ArticlePage, noon: datetime
) -> None:
    keep(rita, gated, noon)
    keep(ada, gated, noon)
    operations.erase(person=rita, keep_comments=True, now=noon)
    for kept in (SavedArticle, Follow, NotifiedFollower):
        assert [row.person_id for row in kept.objects.all()] == [ada.pk]
