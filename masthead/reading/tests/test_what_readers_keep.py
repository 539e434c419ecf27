"""Saving a piece for later; following an author or a section, and being told once."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import sign_in
from masthead.kit.notices import Channel
from masthead.notices import operations as notices
from masthead.notices import queries as notices_queries
from masthead.notices.models import Delivery, SiteNotice
from masthead.people.models import Person
from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, Author, SectionPage
from masthead.publishing.tests.conftest import publish
from masthead.reading import operations as reading
from masthead.reading.errors import NoSuchFollowable, NotPublished
from masthead.reading.models import Follow, NotifiedFollower, SavedArticle
from masthead.reading.queries import saved_and_followed


def kept(article: ArticlePage) -> str:
    return f"/pieces/{article.pk}/keep/"


def test_save_article__a_reader_saves_a_piece_and_lets_it_go(
    client: Client, gated: ArticlePage, rita: Person
) -> None:
    sign_in(client, rita)
    assert client.post(kept(gated))["Location"] == "/harbour/the-seventh-lantern/"
    client.post(kept(gated))  # twice is once
    assert SavedArticle.objects.count() == 1
    html = client.get("/saved/").content.decode()
    assert "The seventh lantern" in html
    assert "borrowed silver" not in html
    client.post(kept(gated), {"unsave": "1", "from": "saved"})
    assert "Nothing is saved yet" in client.get("/saved/").content.decode()


def test_article_buttons__a_stranger_is_asked_to_sign_in_and_is_told_nothing_personal(
    client: Client, gated: ArticlePage, marit: Author
) -> None:
    for path in ("/saved/", kept(gated), f"/following/author/{marit.pk}/"):
        assert client.get(path).status_code == 401
    assert client.post(kept(gated)).status_code == 401
    assert client.get(f"/pieces/{gated.pk}/yours/").status_code == 204
    assert client.get(f"/following/author/{marit.pk}/yours/").status_code == 204


def test_article_buttons__the_shared_page_holds_no_form_and_no_token(
    client: Client, gated: ArticlePage
) -> None:
    html = client.get("/harbour/the-seventh-lantern/").content.decode()
    assert f'href="{kept(gated)}"' in html
    assert "csrfmiddlewaretoken" not in html


def test_article_buttons__say_what_is_the_case(
    client: Client, gated: ArticlePage, rita: Person, marit: Author
) -> None:
    sign_in(client, rita)
    page = client.get(f"/pieces/{gated.pk}/yours/").content.decode()
    assert "Save for later" in page
    assert "Follow Marit Oyelaran" in page
    assert "Follow Harbour" in page
    htmx = {"hx-request": "true"}
    assert 'aria-pressed="true"' in client.post(kept(gated), headers=htmx).content.decode()
    answer = client.post(f"/following/author/{marit.pk}/", headers=htmx).content.decode()
    assert "Following Marit Oyelaran" in answer
    assert "no-store" in client.get(f"/pieces/{gated.pk}/yours/")["Cache-Control"]


def test_save_article__only_what_is_published_is_saved_or_followed(
    harbour: SectionPage, rita: Person, noon: datetime
) -> None:
    draft = operations.write_article(section=harbour, headline="Not yet", body=[])
    with pytest.raises(NotPublished):
        reading.save_article(person=rita, article_id=draft.pk, now=noon)
    unknown = operations.add_author(name="Nobody yet")
    for kind, pk in (("author", unknown.pk), ("section", 0)):
        with pytest.raises(NoSuchFollowable):
            reading.follow(person=rita, kind=kind, followable_id=pk, now=noon)


def test_saved_page__a_withdrawn_piece_is_no_longer_there(
    gated: ArticlePage, rita: Person, noon: datetime
) -> None:
    reading.save_article(person=rita, article_id=gated.pk, now=noon)
    operations.unpublish_article(article=gated)
    assert saved_and_followed.saved_by(person=rita).views == []


def test_saved_page__is_walked_in_as_many_queries_however_many(
    harbour: SectionPage, rita: Person, noon: datetime
) -> None:
    for number in range(23):
        article = publish(harbour, headline=f"Piece {number}")
        reading.save_article(person=rita, article_id=article.pk, now=noon)
    with CaptureQueriesContext(connection) as queries:
        page = saved_and_followed.saved_by(person=rita)
    assert len(queries) == 2
    assert len(page.views) == 20
    assert len(saved_and_followed.saved_by(person=rita, before=page.next_cursor).views) == 3


@pytest.fixture
def following(gated: ArticlePage, rita: Person, mina: Person, marit: Author) -> None:
    """Rita follows the author and her section, Mina the section."""
    before = timezone.now() - timedelta(hours=1)
    reading.follow(person=rita, kind="author", followable_id=marit.pk, now=before)
    reading.follow(person=rita, kind="section", followable_id=gated.get_parent().pk, now=before)
    reading.follow(person=mina, kind="section", followable_id=gated.get_parent().pk, now=before)


def tell(article: ArticlePage) -> None:
    after = 0
    while after := reading.notify_followers(article_id=article.pk, after=after, now=timezone.now()):
        pass


def test_notify_followers__once_whatever_they_follow_and_however_often_the_job_runs(
    following: None, harbour: SectionPage, marit: Author, rita: Person, mina: Person
) -> None:
    new = publish(harbour, headline="A new light", authors=[marit])
    tell(new)
    tell(new)
    mails = Delivery.objects.filter(template="reading/notices/published")
    assert sorted(mails.values_list("to", flat=True)) == sorted([rita.email, mina.email])
    assert "borrowed silver" not in str(mails.first().context)  # type: ignore[union-attr]
    operations.publish_article(article=new)  # revised
    tell(new)
    assert mails.count() == 2
    (notice,) = notices_queries.notices_of(person=rita).notices
    assert (notice.path, notice.sentence) == ("/harbour/a-new-light/", "New in Harbour: A new light")


def test_notify_followers__the_preference_for_this_kind_of_notice_is_obeyed(
    following: None, harbour: SectionPage, rita: Person, mina: Person, noon: datetime
) -> None:
    notices.set_preference(person=rita, kind="followed", channel=Channel.SITE, now=noon)
    notices.set_preference(person=mina, kind="followed", channel=Channel.OFF, now=noon)
    tell(publish(harbour, headline="A new light"))
    assert not Delivery.objects.filter(template="reading/notices/published").exists()
    assert list(SiteNotice.objects.values_list("person", flat=True)) == [rita.pk]


def test_notify_followers__not_of_old_pieces_nor_of_what_was_there_before_they_followed(
    following: None, gated: ArticlePage, harbour: SectionPage, mina: Person
) -> None:
    tell(gated.__class__.objects.get(pk=gated.pk))
    imported = publish(harbour, headline="From the archive", published_at=timezone.now() - timedelta(days=30))
    tell(imported)
    withdrawn = publish(harbour, headline="Taken back")
    operations.unpublish_article(article=withdrawn)
    tell(withdrawn)
    assert not NotifiedFollower.objects.exclude(article=gated).exists()


def test_saved_page__names_whom_one_follows(client: Client, following: None, rita: Person) -> None:
    sign_in(client, rita)
    html = client.get("/saved/").content.decode()
    assert "Following Marit Oyelaran" in html
    assert "Following Harbour" in html
    author = Follow.objects.get(person=rita, kind="author")
    client.post(f"/following/author/{author.followable_id}/", {"stop": "1", "from": "saved"})
    assert "Following Marit Oyelaran" not in client.get("/saved/").content.decode()
