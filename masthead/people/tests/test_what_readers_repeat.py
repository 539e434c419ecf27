"""What a reader does again and again is limited before it costs others anything."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from conftest import sign_in
from masthead.audit.models import AuditEntry
from masthead.kit.rate_limits import RateLimitExceeded
from masthead.people import errors, operations
from masthead.people.models import Person

pytestmark = pytest.mark.django_db
NAMES = ("Rita Bell", "Rita Weather", "Rita Belle", "Rita Wether", "Rita Ball", "Rita Bowl", "Rita Bull")


def changes(person: Person) -> int:
    return AuditEntry.objects.filter(action="people.person.name", actor=person).count()


def test_set_display_name__six_times_a_day_and_kept_without_end(rita: Person, noon: datetime) -> None:
    now, before = noon + timedelta(days=2), changes(rita)
    for name in NAMES[:6]:
        for _ in range(3):
            operations.set_display_name(person=rita, name=name, now=now)
    with pytest.raises(RateLimitExceeded):
        operations.set_display_name(person=rita, name=NAMES[6], now=now)
    rita.refresh_from_db()
    assert (rita.display_name, changes(rita) - before) == (NAMES[5], 6)


def test_set_display_name__one_that_is_refused_counts_for_nothing(
    rita: Person, ada: Person, noon: datetime
) -> None:
    now = noon + timedelta(days=2)
    for _ in range(8):
        with pytest.raises(errors.NameIsTaken):
            operations.set_display_name(person=rita, name="Ada Lindqvist", now=now)
    operations.set_display_name(person=rita, name=NAMES[0], now=now)


def test_display_name_page__says_when_to_come_back(rita: Person) -> None:
    browser = sign_in(Client(), rita)
    for name in NAMES[:6]:
        assert browser.post("/account/name/", {"name": name}).status_code == 302
    refused = browser.post("/account/name/", {"name": NAMES[6]})
    assert refused.status_code == 429
    assert "Please try again in" in refused.content.decode()
    assert NAMES[6] in refused.content.decode()


def test_update_profile__a_program_that_saves_for_ever_is_stopped(rita: Person, noon: datetime) -> None:
    with pytest.raises(RateLimitExceeded):  # noqa: PT012 - the hundred and twenty before it pass
        for number in range(130):
            operations.update_profile(
                person=rita, about=str(number), link="", shows_member_since=False, now=noon
            )
    rita.refresh_from_db()
    assert rita.about == "119"
