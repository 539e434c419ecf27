"""What a person wishes about a kind of notice, and that sending obeys."""

import itertools
from dataclasses import replace
from datetime import datetime

import pytest
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import sign_in
from masthead.kit import jobs
from masthead.kit.notices import Channel, NoticeKind
from masthead.notices import errors, operations, queries
from masthead.notices.models import SiteNotice
from masthead.notices.tests.conftest import BILLS, COMMENTS, QUIET, about
from masthead.people.models import Person


def reached(person: Person, kind: NoticeKind, noon: datetime) -> tuple[bool, bool]:
    """Whether such a notice comes by mail, and whether it stands on the page."""
    mail.outbox.clear()
    before = SiteNotice.objects.filter(person=person).count()
    operations.send(to=person, notice=about(kind), now=noon)
    jobs.run_all(noon)
    return bool(mail.outbox), SiteNotice.objects.filter(person=person).count() > before


def test_channel_of__is_the_kinds_default_until_somebody_prefers_otherwise(
    rita: Person, noon: datetime
) -> None:
    assert reached(rita, COMMENTS, noon) == (True, True)
    assert reached(rita, QUIET, noon) == (False, True)
    assert reached(rita, BILLS, noon) == (True, True)


@pytest.mark.parametrize(
    ("channel", "by_mail", "on_page"),
    [(Channel.MAIL, True, True), (Channel.SITE, False, True), (Channel.OFF, False, False)],
)
def test_set_preference__is_obeyed(
    rita: Person, noon: datetime, channel: Channel, by_mail: bool, on_page: bool
) -> None:
    operations.set_preference(person=rita, kind="comments", channel=channel, now=noon)
    assert reached(rita, COMMENTS, noon) == (by_mail, on_page)


def test_set_preference__one_persons_is_nobody_elses(rita: Person, ada: Person, noon: datetime) -> None:
    operations.set_preference(person=rita, kind="comments", channel=Channel.OFF, now=noon)
    assert reached(ada, COMMENTS, noon) == (True, True)


def test_set_preference__what_must_arrive_cannot_be_switched_off(rita: Person, noon: datetime) -> None:
    for channel in Channel:
        with pytest.raises(errors.NoticeKindIsMandatory):
            operations.set_preference(person=rita, kind="bills", channel=channel, now=noon)
    with pytest.raises(errors.NoSuchNoticeKind):
        operations.set_preference(person=rita, kind="weather", channel=Channel.OFF, now=noon)


@given(st.lists(st.tuples(st.sampled_from(["comments", "quiet"]), st.sampled_from(Channel)), max_size=8))
@settings(
    deadline=None,
    max_examples=settings().max_examples // 4,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_set_preference__the_last_one_holds(
    rita: Person, noon: datetime, preferences: list[tuple[str, Channel]]
) -> None:
    expected = {preference.kind.key: preference.channel for preference in queries.preferences_of(rita)}
    for (key, channel), _n in zip(preferences, itertools.count(), strict=False):
        operations.set_preference(person=rita, kind=key, channel=channel, now=noon, rate_limited=False)
        expected[key] = channel
    assert {
        preference.kind.key: preference.channel for preference in queries.preferences_of(rita)
    } == expected
    assert expected["bills"] == Channel.MAIL


def test_send__a_notice_without_a_kind_goes_by_mail_only(rita: Person, noon: datetime) -> None:
    notice = about(replace(COMMENTS, key=""))
    operations.send(to=rita, notice=notice, now=noon)
    jobs.run_all(noon)
    assert len(mail.outbox) == 1
    assert not SiteNotice.objects.exists()


def test_preferences_page__shows_and_keeps_preferences(rita: Person) -> None:
    browser = sign_in(Client(), rita)
    page = browser.get("/notices/preferences/").content.decode()
    assert "Comments" in page
    assert "When you have paid." in page
    assert 'name="bills"' not in page
    answer = browser.post("/notices/preferences/", {"comments": "off", "quiet": "site", "bills": "off"})
    assert answer["Location"] == "/notices/preferences/"
    assert queries.channel_of(person=rita, kind=COMMENTS) == Channel.OFF
    assert queries.channel_of(person=rita, kind=BILLS) == Channel.MAIL


def test_preferences_page__a_preference_that_does_not_exist_is_refused_with_a_sentence(rita: Person) -> None:
    answer = sign_in(Client(), rita).post("/notices/preferences/", {"comments": "pigeon", "quiet": "site"})
    assert answer.status_code == 422
    assert queries.channel_of(person=rita, kind=COMMENTS) == Channel.MAIL


def test_preferences_page__strangers_have_none(db: None) -> None:
    for path in ("/notices/", "/notices/preferences/"):
        assert Client().get(path)["Location"] == f"/sign-in/?next={path}"
    assert Client().post("/notices/preferences/", {"comments": "off"}).status_code == 302
    assert Client().post("/notices/read/").status_code == 302
