"""One click, without signing in, ends one kind of e-mail to one person (RFC 8058)."""

import email
import email.policy
import re
from datetime import datetime

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from masthead.kit import jobs
from masthead.kit.notices import Channel
from masthead.notices import operations, queries
from masthead.notices.models import Delivery
from masthead.notices.tests.conftest import BILLS, COMMENTS, QUIET, about
from masthead.people.models import Person


@pytest.fixture
def link(rita: Person, noon: datetime) -> str:
    """Where the header of a mail to Rita leads."""
    operations.send(to=rita, notice=about(COMMENTS), now=noon)
    jobs.run_all(noon)
    parsed = email.message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=email.policy.default)
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<(\S+)>", str(parsed["List-Unsubscribe"]).strip())
    assert found
    assert found[1].startswith(settings.SITE_URL)
    return found[1].removeprefix(settings.SITE_URL)


def test_unsubscribe__a_mail_program_ends_it_with_one_post_and_no_cookie(link: str, rita: Person) -> None:
    answer = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert queries.channel_of(person=rita, kind=COMMENTS) == Channel.SITE
    again = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert again.status_code == 200


def test_unsubscribe__opening_the_link_only_shows_the_button(link: str, rita: Person) -> None:
    for _ in range(2):
        page = Client().get(link)
        assert page.status_code == 200
        assert "Stop these e-mails" in page.content.decode()
        assert "no-store" in page["Cache-Control"]
    assert Client().head(link).status_code == 200
    assert queries.channel_of(person=rita, kind=COMMENTS) == Channel.MAIL


def test_unsubscribe__the_words_of_the_mail_hold_the_link_too(link: str) -> None:
    message = mail.outbox[-1]
    assert link in str(message.body)
    html = message.message().get_payload(1)
    assert link in str(html)


def test_unsubscribe__ends_that_kind_only_and_for_that_person_only(
    link: str, rita: Person, ada: Person
) -> None:
    operations.set_preference(person=rita, kind="quiet", channel=Channel.MAIL, now=ada.joined_at)
    Client().post(link)
    assert queries.channel_of(person=rita, kind=QUIET) == Channel.MAIL
    assert queries.channel_of(person=ada, kind=COMMENTS) == Channel.MAIL


def test_unsubscribe__takes_back_what_waits(link: str, rita: Person, noon: datetime) -> None:
    operations.send(to=rita, notice=about(COMMENTS), now=noon)
    Client().post(link)
    assert not Delivery.objects.filter(state=Delivery.State.QUEUED).exists()


def test_unsubscribe__never_switches_mail_on(link: str, rita: Person, noon: datetime) -> None:
    operations.set_preference(person=rita, kind="comments", channel=Channel.OFF, now=noon)
    Client().post(link)
    assert queries.channel_of(person=rita, kind=COMMENTS) == Channel.OFF


def test_unsubscribe__what_must_arrive_carries_no_such_link(rita: Person, noon: datetime) -> None:
    operations.send(to=rita, notice=about(BILLS), now=noon)
    operations.send(to="somebody@example.org", notice=about(COMMENTS), now=noon)
    jobs.run_all(noon)
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        assert "List-Unsubscribe" not in message.message()
        assert "/notices/stop/" not in str(message.body)


def test_unsubscribe__a_link_that_was_changed_does_nothing(link: str, rita: Person, ada: Person) -> None:
    token = link.split("/")[3]
    other = token.replace(f"{rita.pk}.", f"{ada.pk}.", 1)
    bills = queries.unsubscribe_token(person_id=rita.pk, kind="bills")
    for wrong in (token[:-1], other, "x", "1.comments", bills):
        for answer in (Client().get(f"/notices/stop/{wrong}/"), Client().post(f"/notices/stop/{wrong}/")):
            assert answer.status_code == 404
            assert "This link is not complete" in answer.content.decode()
    assert queries.channel_of(person=rita, kind=COMMENTS) == Channel.MAIL
    assert queries.channel_of(person=ada, kind=COMMENTS) == Channel.MAIL
