"""The link from the terminal: one hour, one use, and nothing is used up by looking."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from masthead.audit.models import AuditEntry
from masthead.people import errors, operations
from masthead.people.models import Person


def link_for(person: Person) -> str:
    return operations.make_sign_in_link(person=person, now=timezone.now())


def test_sign_in_link__a_publisher_opens_it_presses_the_button_and_is_at_the_desk(
    client: Client, pia: Person
) -> None:
    link = link_for(pia)
    for _ in range(3):  # mail scanners and previews look, too
        page = client.get(link)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
    assert "_auth_user_id" not in client.session
    assert client.post(link)["Location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(pia.pk)


def test_sign_in_link__the_first_publisher_is_asked_for_a_name_and_then_led_to_the_desk(
    client: Client, pia: Person
) -> None:
    Person.objects.filter(pk=pia.pk).update(display_name="", name_key="")
    answer = client.post(link_for(pia))
    assert answer["Location"] == "/account/name/?next=%2Fdesk%2F"
    page = client.get(answer["Location"]).content.decode()
    assert f"others see “Reader {pia.pk}”" in page
    assert '<a href="/desk/">Not now</a>' in page
    assert client.post("/account/name/", {"name": "Pia Halloran", "next": "/desk/"})["Location"] == "/desk/"


def test_sign_in_link__a_reader_without_a_name_is_not_held_up(client: Client, rita: Person) -> None:
    Person.objects.filter(pk=rita.pk).update(display_name="", name_key="")
    assert client.post(link_for(rita))["Location"] == "/account/"


def test_sign_in_link__a_reader_is_led_to_the_account_page(client: Client, rita: Person) -> None:
    assert client.post(link_for(rita))["Location"] == "/account/"


def test_sign_in_link__works_once(client: Client, pia: Person) -> None:
    link = link_for(pia)
    client.post(link)
    again = Client().post(link)
    assert again.status_code == 410
    assert "works once" in again.content.decode()
    assert Client().get(link).status_code == 410


def test_sign_in_link__any_other_sign_in_voids_it(client: Client, pia: Person, noon: datetime) -> None:
    link = link_for(pia)
    operations.note_sign_in(person=pia, now=noon)
    assert client.post(link).status_code == 410


def test_sign_in_link__lasts_an_hour(pia: Person, noon: datetime) -> None:
    token = operations.make_sign_in_link(person=pia, now=noon).split("/")[-2]
    operations.ensure_sign_in_link_is_valid(token=token, now=noon + timedelta(minutes=59))
    for moment in (noon + timedelta(minutes=61), noon - timedelta(minutes=1)):
        with pytest.raises(errors.SignInLinkIsExpired):
            operations.use_sign_in_link(token=token, network="n", now=moment)


@pytest.mark.parametrize("token", ["x", "W1sxXV0:1a:bb", "a" * 500])
def test_sign_in_link__what_we_did_not_sign_opens_nothing(client: Client, pia: Person, token: str) -> None:
    assert client.post(f"/sign-in/link/{token}/").status_code == 410


def test_sign_in_link__a_closed_account_has_no_link(pia: Person, noon: datetime) -> None:
    token = link_for(pia).split("/")[-2]
    operations.close_account(person=pia, by=None, now=noon)
    pia.refresh_from_db()
    with pytest.raises(errors.AccountIsClosed):
        operations.make_sign_in_link(person=pia, now=noon)
    with pytest.raises(errors.SignInLinkIsExpired):
        operations.ensure_sign_in_link_is_valid(token=token, now=timezone.now())


def test_sign_in_link__making_and_using_one_is_in_the_audit_log(client: Client, pia: Person) -> None:
    client.post(link_for(pia))
    actions = list(
        AuditEntry.objects.filter(action__startswith="people.sign_in_link").values_list("action", flat=True)
    )
    assert sorted(actions) == ["people.sign_in_link.make", "people.sign_in_link.use"]


def test_sign_in_link__the_command_prints_the_whole_address(pia: Person, settings: Settings) -> None:
    said = StringIO()
    call_command("sign_in_link", "PIA@example.org", stdout=said)
    assert said.getvalue().startswith("http://localhost:8000/sign-in/link/")
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("sign_in_link", "nobody@example.org")


def test_sign_in_page__without_mail_says_so_and_keeps_the_address(
    client: Client, db: None, settings: Settings
) -> None:
    settings.EMAIL_URL = "none"
    answer = client.post("/sign-in/", {"email": "rita@example.org"})
    assert answer.status_code == 503
    assert "cannot send mail yet" in answer.content.decode()
    assert "rita@example.org" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("pia", 200), ("ada", 200), ("rita", 204), ("moe", 204)])
def test_header_account__the_way_to_the_desk_is_for_those_who_may_use_it(
    client: Client, db: None, who: str, status: int, request: pytest.FixtureRequest
) -> None:
    assert client.get("/me/desk/").status_code == 204
    client.force_login(request.getfixturevalue(who))
    assert client.get("/me/desk/").status_code == status
