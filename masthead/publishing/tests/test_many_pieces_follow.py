"""A changed rule reaches every piece: few at once; of many at once what must be closed, the rest in jobs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from masthead.discussion.models import Thread
from masthead.kit.jobs import run_all
from masthead.publishing.models import ArticleFile, Author, Publication, PublicView, SectionPage, Tag
from masthead.publishing.operations import rebuild_in_batches
from masthead.publishing.tests.conftest import GATE, HIDDEN_WORDS, OPEN_WORDS, publish, text

COUNT = 5


@pytest.fixture(autouse=True)
def _two_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild_in_batches, "BATCH_SIZE", 2)


@pytest.fixture
def many(harbour: SectionPage, marit: Author) -> list[int]:
    made = [
        publish(harbour, headline=f"Piece {number}", authors=[marit], tags=["lights"], standfirst="")
        for number in range(COUNT)
    ]
    run_all()
    return [article.pk for article in made]


def access(level: str) -> None:
    publication = Publication.objects.get()
    publication.default_access = level
    publication.save()


def waiting() -> int:
    return DBTaskResult.objects.filter(task_path__endswith="rebuild_views", status="READY").count()


def test_close_at_once__closing_many_is_felt_and_their_teasers_come_back(many: list[int]) -> None:
    access("public")
    run_all()
    assert all(HIDDEN_WORDS in view.teaser_html for view in PublicView.objects.all())
    access("members")
    for view in PublicView.objects.all():
        said = f"{view.teaser_html} {view.search_text} {view.description}"
        assert view.level == "members"
        assert "borrowed silver" not in said
        assert OPEN_WORDS not in said
    assert not ArticleFile.objects.filter(behind_gate=False).exists()
    assert waiting() == 1
    run_all()
    for view in PublicView.objects.all():
        assert OPEN_WORDS in view.teaser_html
        assert "borrowed silver" not in view.teaser_html + view.search_text


def test_rebuild_now_or_later__opening_many_follows_in_jobs(many: list[int]) -> None:
    access("public")
    assert set(PublicView.objects.values_list("level", flat=True)) == {"members"}
    run_all()
    assert set(PublicView.objects.values_list("level", flat=True)) == {"public"}
    assert all(HIDDEN_WORDS in view.teaser_html for view in PublicView.objects.all())


def test_close_at_once__spares_pieces_with_a_rule_of_their_own(many: list[int], harbour: SectionPage) -> None:
    own = publish(harbour, headline="Its own word", access="public", body=[text(OPEN_WORDS)])
    access("registered")
    assert PublicView.objects.get(pk=own.pk).level == "public"
    assert OPEN_WORDS in PublicView.objects.get(pk=own.pk).teaser_html
    run_all()
    assert PublicView.objects.get(pk=own.pk).level == "public"
    assert PublicView.objects.filter(level="registered").count() == COUNT


def test_close_at_once__closes_a_section(many: list[int], harbour: SectionPage) -> None:
    section = SectionPage.objects.get(pk=harbour.pk)
    section.access = "public"
    section.save_revision().publish()
    run_all()
    section.access = "members"
    section.save_revision().publish()
    assert not any("borrowed silver" in view.teaser_html for view in PublicView.objects.all())
    run_all()
    assert all(OPEN_WORDS in view.teaser_html for view in PublicView.objects.all())


@pytest.mark.parametrize("many_or_few", ["many", "few"])
def test_rebuild_now_or_later__what_no_view_shows_rebuilds_none(
    many: list[int], many_or_few: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if many_or_few == "few":
        monkeypatch.setattr(rebuild_in_batches, "BATCH_SIZE", 100)
    publication = Publication.objects.get()
    publication.tagline = "Another line"
    with CaptureQueriesContext(connection) as asked:
        publication.save()
    assert waiting() == 0
    assert not any("publishing_fullbody" in query["sql"] for query in asked)
    section = SectionPage.objects.get()
    section.description = "Another description"
    with CaptureQueriesContext(connection) as asked:
        section.save()
    assert waiting() == 0
    assert not any("publishing_fullbody" in query["sql"] for query in asked)


def test_change_access_of_threads__in_the_same_moment_as_the_pieces(
    many: list[int], harbour: SectionPage
) -> None:
    closed = publish(harbour, headline="Closed", discussion="closed")
    publication = Publication.objects.get()
    publication.discussion_readable_by, publication.discussion_posting_by = "members", "registered"
    with CaptureQueriesContext(connection) as asked:
        publication.save()
    rows = Thread.objects.exclude(key__endswith=f":{closed.pk}").values_list("readable_by", "posting_by")
    assert set(rows) == {("members", "registered")}
    shut = Thread.objects.get(key__endswith=f":{closed.pk}")
    assert (shut.readable_by, shut.posting_by) == ("members", "nobody")
    assert sum("UPDATE" in query["sql"] and "thread" in query["sql"] for query in asked) == 2


def test_rebuild_now_or_later__an_author_and_a_tag_reach_many_in_jobs(many: list[int], marit: Author) -> None:
    marit.name = "Marit Oyelaran-Voss"
    marit.save()
    tag = Tag.objects.get()
    tag.name = "lanterns"
    tag.save()
    run_all()
    for view in PublicView.objects.all():
        assert view.authors[0]["name"] == "Marit Oyelaran-Voss"
        assert view.tags[0]["name"] == "lanterns"
    tag.delete()
    run_all()
    assert all(view.tags == [] for view in PublicView.objects.all())


def test_close_at_once__its_statements_do_not_depend_on_how_many_pieces(
    many: list[int], harbour: SectionPage
) -> None:
    access("public")
    run_all()
    with CaptureQueriesContext(connection) as of_five:
        access("members")
    run_all()
    for number in range(COUNT):
        publish(harbour, headline=f"More {number}", body=[text("x"), GATE, text("y")])
    access("public")
    run_all()
    with CaptureQueriesContext(connection) as of_ten:
        access("members")
    assert len(of_ten) == len(of_five)
