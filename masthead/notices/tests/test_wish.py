"""What a person wishes about a kind of notice, and that sending obeys."""

import itertools
from datetime import datetime

import pytest
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import sign_in
from masthead.kit import jobs
from masthead.kit.notices import NoticeKind, Road
from masthead.notices import errors, operations, queries
from masthead.notices.models import SiteNotice
from masthead.notices.tests.conftest import BILLS, LETTERS, QUIET, about
from masthead.people.models import Person


def reached(person: Person, kind: NoticeKind, noon: datetime) -> tuple[bool, bool]:
    """Whether such a notice comes by mail, and whether it stands on the page."""
    mail.outbox.clear()
    before = SiteNotice.objects.filter(person=person).count()
    operations.send(to=person, notice=about(kind), now=noon)
    jobs.run_all()
    return bool(mail.outbox), SiteNotice.objects.filter(person=person).count() > before


def test_a_kind_comes_by_its_default_until_somebody_wishes_otherwise(rita: Person, noon: datetime) -> None:
    assert reached(rita, LETTERS, noon) == (True, True)
    assert reached(rita, QUIET, noon) == (False, True)
    assert reached(rita, BILLS, noon) == (True, True)


@pytest.mark.parametrize(
    ("road", "by_mail", "on_page"),
    [(Road.MAIL, True, True), (Road.SITE, False, True), (Road.OFF, False, False)],
)
def test_a_wish_is_obeyed(rita: Person, noon: datetime, road: Road, by_mail: bool, on_page: bool) -> None:
    operations.wish(person=rita, kind="letters", road=road, now=noon)
    assert reached(rita, LETTERS, noon) == (by_mail, on_page)


def test_one_persons_wish_is_nobody_elses(rita: Person, ada: Person, noon: datetime) -> None:
    operations.wish(person=rita, kind="letters", road=Road.OFF, now=noon)
    assert reached(ada, LETTERS, noon) == (True, True)


def test_what_must_arrive_cannot_be_switched_off(rita: Person, noon: datetime) -> None:
    for road in Road:
        with pytest.raises(errors.MustArrive):
            operations.wish(person=rita, kind="bills", road=road, now=noon)
    with pytest.raises(errors.NoSuchKind):
        operations.wish(person=rita, kind="weather", road=Road.OFF, now=noon)


@given(st.lists(st.tuples(st.sampled_from(["letters", "quiet"]), st.sampled_from(Road)), max_size=8))
@settings(
    deadline=None,
    max_examples=settings().max_examples // 4,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_last_wish_holds(rita: Person, noon: datetime, wishes: list[tuple[str, Road]]) -> None:
    expected = {wish.kind.key: wish.road for wish in queries.wishes_of(rita)}
    for (key, road), _n in zip(wishes, itertools.count(), strict=False):
        operations.wish(person=rita, kind=key, road=road, now=noon)
        expected[key] = road
    assert {wish.kind.key: wish.road for wish in queries.wishes_of(rita)} == expected
    assert expected["bills"] == Road.MAIL


def test_a_notice_without_a_kind_goes_by_mail_only(rita: Person, noon: datetime) -> None:
    notice = about(NoticeKind(key="", title="", sentence=""))
    operations.send(to=rita, notice=notice, now=noon)
    jobs.run_all()
    assert len(mail.outbox) == 1
    assert not SiteNotice.objects.exists()


def test_the_preferences_page_shows_and_keeps_wishes(rita: Person) -> None:
    browser = sign_in(Client(), rita)
    page = browser.get("/notices/preferences/").content.decode()
    assert "Letters" in page
    assert "When you have paid." in page
    assert 'name="bills"' not in page
    answer = browser.post("/notices/preferences/", {"letters": "off", "quiet": "site", "bills": "off"})
    assert answer["Location"] == "/notices/preferences/"
    assert queries.road_of(person=rita, kind=LETTERS) == Road.OFF
    assert queries.road_of(person=rita, kind=BILLS) == Road.MAIL


def test_a_wish_that_does_not_exist_is_refused_with_a_sentence(rita: Person) -> None:
    answer = sign_in(Client(), rita).post("/notices/preferences/", {"letters": "pigeon", "quiet": "site"})
    assert answer.status_code == 422
    assert queries.road_of(person=rita, kind=LETTERS) == Road.MAIL


def test_strangers_have_no_wishes(db: None) -> None:
    for path in ("/notices/", "/notices/preferences/"):
        assert Client().get(path)["Location"] == f"/sign-in/?next={path}"
    assert Client().post("/notices/preferences/", {"letters": "off"}).status_code == 302
    assert Client().post("/notices/read/").status_code == 302
