"""The page of what one was told."""

from datetime import datetime

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from conftest import sign_in
from masthead.notices import operations, queries
from masthead.notices.models import SiteNotice
from masthead.notices.tests.conftest import COMMENTS, QUIET, about
from masthead.people.models import Person


def tell(person: Person, noon: datetime, *lines: str, path: str = "/search/") -> None:
    for line in lines:
        operations.send(to=person, notice=about(QUIET, line, path), now=noon)


def test_notices_page__lists_ones_own_notices_newest_first(rita: Person, ada: Person, noon: datetime) -> None:
    tell(rita, noon, "The first", "The second")
    tell(ada, noon, "Not yours")
    page = sign_in(Client(), rita).get("/notices/")
    text = page.content.decode()
    assert text.index("The second") < text.index("The first")
    assert "Not yours" not in text
    assert "no-store" in page["Cache-Control"]


def test_notices_page__empty_says_so(rita: Person) -> None:
    assert "Nothing has happened yet" in sign_in(Client(), rita).get("/notices/").content.decode()


def test_header_part__says_how_many_are_unread(rita: Person, noon: datetime) -> None:
    browser = sign_in(Client(), rita)
    assert "/notices/" not in browser.get("/me/").content.decode()
    tell(rita, noon, "One", "Two")
    assert "2 unread notices" in browser.get("/me/").content.decode()
    assert browser.post("/notices/read/")["Location"] == "/notices/"
    assert "unread" not in browser.get("/me/").content.decode()


def test_mark_read__opening_one_leads_there(rita: Person, noon: datetime) -> None:
    tell(rita, noon, "One", "Two")
    first = SiteNotice.objects.get(line={"subject_line": "One"})
    assert sign_in(Client(), rita).post(f"/notices/{first.pk}/read/")["Location"] == "/search/"
    assert queries.unread_of(rita) == 1
    assert sign_in(Client(), rita).get(f"/notices/{first.pk}/read/").status_code == 405


def test_notices_page__leads_nowhere_but_here(rita: Person, noon: datetime) -> None:
    for path in ("https://elsewhere.example/", "//elsewhere.example/", ""):
        tell(rita, noon, "One", path=path)
        notice = SiteNotice.objects.latest("pk")
        answer = sign_in(Client(), rita).post(f"/notices/{notice.pk}/read/")
        assert answer["Location"] == "/notices/"


def test_notices_page__nobody_reads_anybody_elses(rita: Person, ada: Person, noon: datetime) -> None:
    tell(rita, noon, "One")
    notice = SiteNotice.objects.get()
    assert sign_in(Client(), ada).post(f"/notices/{notice.pk}/read/").status_code == 404
    sign_in(Client(), ada).post("/notices/read/")
    assert queries.unread_of(rita) == 1


def test_notices_page__long_lists_come_in_pages_at_the_same_cost(
    rita: Person, noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tell(rita, noon, *[f"Number {number};" for number in range(queries.PAGE_SIZE + 3)])
    with django_assert_num_queries(6):  # two, and outside a test's transaction the publication is remembered
        first = queries.notices_of(person=rita)
    assert len(first.notices) == queries.PAGE_SIZE
    second = queries.notices_of(person=rita, before=first.older)
    assert [notice.sentence for notice in second.notices] == ["Number 2;", "Number 1;", "Number 0;"]
    assert second.older == 0
    page = sign_in(Client(), rita).get(f"/notices/?before={first.older}")
    assert "Number 1;" in page.content.decode()
    assert sign_in(Client(), rita).get("/notices/?before=x").status_code == 200


def test_notices_page__words_in_a_notice_are_words(rita: Person, noon: datetime) -> None:
    tell(rita, noon, "<b>bold</b>")
    assert "<b>bold" not in sign_in(Client(), rita).get("/notices/").content.decode()


def test_notices_page__stands_there_although_the_mail_went_too(rita: Person, noon: datetime) -> None:
    operations.send(to=rita, notice=about(COMMENTS), now=noon)
    assert [notice.sentence for notice in queries.notices_of(person=rita).notices] == ["Ada answered you"]
