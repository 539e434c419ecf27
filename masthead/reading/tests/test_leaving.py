"""What somebody kept of the publication: in their export, and gone when they leave."""

from datetime import datetime

from masthead.articles import operations, queries
from masthead.articles.models import ArticlePage, Follow, Followed, Saved, Told
from masthead.people.models import Person


def keep(person: Person, article: ArticlePage, now: datetime) -> None:
    Saved.objects.create(person=person, article=article, saved_at=now)
    Told.objects.create(person=person, article=article)
    Follow.objects.create(person=person, kind=Followed.AUTHOR, subject_id=7, followed_at=now)


def test_it_is_in_the_export(rita: Person, gated: ArticlePage, noon: datetime) -> None:
    keep(rita, gated, noon)
    content = queries.own_data(rita, noon).content
    assert content == {
        "saved": [{"article_id": gated.pk, "saved_at": noon}],
        "follows": [{"kind": "author", "subject_id": 7, "followed_at": noon}],
    }


def test_it_goes_with_its_person_and_no_other(
    rita: Person, ada: Person, gated: ArticlePage, noon: datetime
) -> None:
    keep(rita, gated, noon)
    keep(ada, gated, noon)
    operations.erase(person=rita, letters_stay=True, now=noon)
    for kept in (Saved, Follow, Told):
        assert [row.person_id for row in kept.objects.all()] == [ada.pk]
