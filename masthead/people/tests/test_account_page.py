"""The pages about oneself."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from conftest import sign_in
from masthead.kit import contributions
from masthead.people import operations, queries
from masthead.people.models import Person, RaisedAccessVersion


def test_account_page__a_stranger_is_asked_to_sign_in_first(db: None) -> None:
    assert Client().get("/account/")["Location"] == "/sign-in/?next=/account/"


def test_account_page__shows_what_the_house_knows_and_what_other_rooms_add(
    rita: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[Person, datetime]] = []

    def part(person: Person, now: datetime) -> tuple[str, dict[str, object]]:
        shown.append((person, now))
        return "design/components/_notice.html", {"sentence": "A part of another room."}

    offered = {**contributions._table, "account_page": (part, lambda person, now: None)}
    monkeypatch.setattr(contributions, "_table", offered)
    answer = sign_in(Client(), rita).get("/account/")
    page = answer.content.decode()
    for wanted in ("rita@example.org", "Rita Bellweather", "A part of another room.", "Sign out"):
        assert wanted in page
    assert [person for person, _ in shown] == [rita]
    assert answer["Cache-Control"] == "no-store, private" or "no-store" in answer["Cache-Control"]


def test_desk_link__is_only_for_those_who_may_enter(rita: Person, ed: Person) -> None:
    assert "/desk/" not in sign_in(Client(), rita).get("/account/").content.decode()
    assert "/desk/" in sign_in(Client(), ed).get("/account/").content.decode()


def test_header_account__is_private_and_empty_for_strangers(rita: Person) -> None:
    stranger = Client().get("/me/")
    assert stranger.status_code == 204
    assert stranger.content == b""
    mine = sign_in(Client(), rita).get("/me/")
    assert "Rita Bellweather" in mine.content.decode()
    assert "/account/" in mine.content.decode()
    for answer in (stranger, mine):
        assert "private" in answer["Cache-Control"]
        assert "no-store" in answer["Cache-Control"]


def test_header_account__leads_staff_to_their_desks_and_nobody_else(
    rita: Person, ed: Person, moe: Person
) -> None:
    def header(person: Person) -> str:
        return sign_in(Client(), person).get("/me/").content.decode()

    assert "/desk/" not in header(rita)
    assert "/moderation/" not in header(rita)
    assert 'href="/desk/"' in header(ed)
    assert 'href="/moderation/"' in header(moe)


def test_account_page__a_name_cannot_break_out_of_the_page(rita: Person) -> None:
    Person.objects.filter(pk=rita.pk).update(display_name="<script>x</script>")
    for path in ("/me/", "/account/"):
        assert b"<script>x" not in sign_in(Client(), rita).get(path).content


def test_end_other_sign_ins__signs_out_everywhere_else(rita: Person) -> None:
    here, elsewhere = sign_in(Client(), rita), sign_in(Client(), rita)
    for browser in (here, elsewhere):
        browser.post("/account/name/", {"name": "Rita Bellweather"})
    assert elsewhere.get("/account/").status_code == 200
    version = queries.access_version_of(rita.pk)
    _track(here)
    _track(elsewhere)
    assert here.post("/account/sign-ins/")["Location"] == "/account/"
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert queries.access_version_of(rita.pk) > version


def _track(browser: Client) -> None:
    """What allauth notes when somebody signs in by the form."""
    from allauth.usersessions.models import UserSession

    UserSession.objects.get_or_create(
        session_key=browser.session.session_key,
        defaults={"user_id": int(browser.session["_auth_user_id"]), "ip": "192.0.2.1", "user_agent": "Test"},
    )


def test_access_versions_raised__go_after_an_hour(rita: Person, noon: datetime) -> None:
    RaisedAccessVersion.objects.all().delete()
    first = operations.raise_access_version(person_id=rita.pk, now=noon)
    operations.raise_access_version(person_id=rita.pk, now=noon + timedelta(minutes=59))
    assert [row.version for row in queries.access_versions_raised_since(noon)] == [first, first + 1]
    operations.raise_access_version(person_id=rita.pk, now=noon + timedelta(minutes=61))
    assert [row.version for row in queries.access_versions_raised_since(noon)] == [first + 1, first + 2]
