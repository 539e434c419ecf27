"""The one form by which everybody comes in, known or new."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from masthead.kit import jobs
from masthead.kit.tests.mailboxes import UNREACHABLE
from masthead.people import operations, queries
from masthead.people.models import EmailCode, Person, RaisedAccessVersion

pytestmark = pytest.mark.django_db
ReadCode = Callable[[], str]


def ask(browser: Client, email: str, **more: str) -> None:
    assert browser.post("/sign-in/", {"email": email, **more}).url == "/sign-in/code/"  # type: ignore[attr-defined]


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_sign_in__a_new_reader_types_an_address_and_a_code_and_has_an_account(
    browser: Client, code_in_mail: ReadCode
) -> None:
    ask(browser, "New.Reader@Example.org ")
    answer = browser.post("/sign-in/code/", {"code": code_in_mail()})
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    person = queries.person_by_address("new.reader@example.org")
    assert person is not None
    assert not person.has_usable_password()
    assert browser.session["_auth_user_id"] == str(person.pk)
    assert len(queries.sign_ins_of(person)) == 1


def test_sign_in__a_known_reader_comes_in_the_same_way(
    rita: Person, browser: Client, code_in_mail: ReadCode
) -> None:
    ask(browser, "RITA@example.org")
    browser.post("/sign-in/code/", {"code": code_in_mail()})
    assert browser.session["_auth_user_id"] == str(rita.pk)
    assert Person.objects.count() == 1


def test_sign_in__nobody_learns_from_the_answers_whether_an_address_has_an_account(rita: Person) -> None:
    def story(email: str) -> list[object]:
        browser, before = Client(), len(mail.outbox)
        answers = [
            browser.post("/sign-in/", {"email": email}),
            browser.get("/sign-in/code/"),
            browser.post("/sign-in/code/", {"code": "WRONGX"}),
            browser.post("/sign-in/code/", {"code": "WRONGX"}),
            browser.post("/sign-in/code/", {"code": "WRONGX"}),
            browser.post("/sign-in/code/", {"code": "WRONGX"}),
        ]
        jobs.run_all()
        sent = mail.outbox[before:]
        told: list[object] = [
            (
                answer.status_code,
                answer.headers.get("Location"),
                sorted(answer.cookies),
                re.sub(r'(value="[\w]{64}"|sess-\w+)', "", answer.content.decode().replace(email, "EMAIL")),
            )
            for answer in answers
        ]
        emails = [re.sub(r"\b[A-Z]{6}\b", "CODE", str(message.body)) for message in sent]
        return [*told, emails, [len(message.to) for message in sent]]

    assert story("rita@example.org") == story("stan@example.org")


def test_sign_in__whether_an_account_exists_is_not_even_asked_before_the_code_is_right(
    rita: Person, browser: Client
) -> None:
    with CaptureQueriesContext(connection) as asked:
        ask(browser, "rita@example.org")
    people_asked = [query["sql"] for query in asked if "people_person" in query["sql"]]
    assert people_asked == []


def test_sign_in__an_address_nobody_confirmed_leaves_no_account(browser: Client) -> None:
    ask(browser, "typo@example.org")
    browser.post("/sign-in/code/", {"code": "WRONGX"})
    assert not Person.objects.exists()


@pytest.mark.parametrize("dressed", ["{}", " {} ", "lower", "dashed", "spaced", "long dash"])
def test_enter_code__may_be_typed_in_any_dress(dressed: str, browser: Client, code_in_mail: ReadCode) -> None:
    ask(browser, "rita@example.org")
    code = code_in_mail()
    typed = {
        "lower": code.lower(),
        "dashed": f"{code[:3]}-{code[3:]}",
        "spaced": " ".join(code),
        "long dash": f"{code[:3]}–{code[3:]}",
    }.get(dressed, dressed.format(code))
    browser.post("/sign-in/code/", {"code": typed})
    assert is_signed_in(browser)


def test_sign_in__a_mail_scanner_that_follows_every_link_signs_nobody_in(
    browser: Client, code_in_mail: ReadCode
) -> None:
    ask(browser, "rita@example.org")
    code = code_in_mail()
    body = str(mail.outbox[-1].body)
    links = re.findall(r"https?://\S+", body)
    assert links
    assert all(code not in link for link in links)
    for visitor in (browser, Client()):
        for link in [*links, f"/sign-in/code/?code={code}", "/sign-in/code/"]:
            path = re.sub(r"^https?://[^/]+", "", link) or "/"
            if path != "/":
                visitor.get(path)
                visitor.head(path)
        assert not is_signed_in(visitor)
    browser.post("/sign-in/code/", {"code": code})
    assert is_signed_in(browser)


def test_enter_code__is_worth_nothing_in_a_browser_that_did_not_ask_for_it(
    browser: Client, code_in_mail: ReadCode
) -> None:
    ask(browser, "rita@example.org")
    elsewhere = Client()
    answer = elsewhere.post("/sign-in/code/", {"code": code_in_mail()})
    assert answer["Location"] == "/sign-in/"
    assert not is_signed_in(elsewhere)


def test_enter_code__a_wrong_code_is_said_clearly_and_the_address_is_kept(
    browser: Client, code_in_mail: ReadCode
) -> None:
    ask(browser, "rita@example.org")
    answer = browser.post("/sign-in/code/", {"code": "WRONGX"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "That is not the code we sent." in page
    assert "rita@example.org" in page
    assert 'aria-invalid="true"' in page
    assert re.search(r'<input[^>]*name="code"[^>]*aria-describedby="id_code_error"', page)
    browser.post("/sign-in/code/", {"code": code_in_mail()})
    assert is_signed_in(browser)


def test_enter_code__after_three_wrong_tries_the_right_code_is_too_late(
    browser: Client, code_in_mail: ReadCode
) -> None:
    ask(browser, "rita@example.org")
    for _ in range(2):
        browser.post("/sign-in/code/", {"code": "WRONGX"})
    third = browser.post("/sign-in/code/", {"code": "WRONGX"})
    fourth = browser.post("/sign-in/code/", {"code": code_in_mail()})
    for answer in (third, fourth):
        assert answer.status_code == 422
        assert "entered wrongly three times" in answer.content.decode()
        assert "rita@example.org" in answer.content.decode()
    assert not is_signed_in(browser)


def test_enter_code__after_ten_minutes_the_code_is_too_old_and_a_new_one_works(
    browser: Client, code_in_mail: ReadCode
) -> None:
    ask(browser, "rita@example.org")
    old = code_in_mail()
    row = EmailCode.objects.get()
    assert row.expires_at - row.issued_at == timedelta(minutes=10)
    EmailCode.objects.update(expires_at=row.issued_at)
    answer = browser.post("/sign-in/code/", {"code": old})
    assert answer.status_code == 422
    assert "a code lasts ten minutes" in answer.content.decode()
    ask(browser, "rita@example.org")
    browser.post("/sign-in/code/", {"code": code_in_mail()})
    assert is_signed_in(browser)


def test_sign_in__what_is_no_address_is_said_and_kept(browser: Client) -> None:
    answer = browser.post("/sign-in/", {"email": "rita at example"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "does not look like an e-mail address" in page
    assert "rita at example" in page


@pytest.mark.parametrize("typed", ["", "\x00", "x" * 61, "💌💌💌💌💌💌", "<script>alert(1)</script>"])
def test_enter_code__nonsense_for_a_code_is_refused_and_comes_back_harmless(
    typed: str, browser: Client
) -> None:
    ask(browser, "rita@example.org")
    answer = browser.post("/sign-in/code/", {"code": typed})
    assert answer.status_code == 422
    assert b"<script>alert" not in answer.content


def test_sign_in__whoever_has_been_signed_in_already_is_sent_on(rita: Person, browser: Client) -> None:
    browser.force_login(rita)
    assert browser.get("/sign-in/")["Location"] == "/account/"
    assert browser.get("/sign-in/?next=/politics/")["Location"] == "/politics/"
    assert browser.get("/sign-in/code/")["Location"] == "/account/"


def test_sign_in__afterwards_one_is_where_one_wanted_to_be(browser: Client, code_in_mail: ReadCode) -> None:
    page = browser.get("/sign-in/?next=/politics/the-call/%3Forder%3Dnewest").content.decode()
    assert 'name="next" value="/politics/the-call/?order=newest"' in page
    ask(browser, "rita@example.org", next="/politics/the-call/?order=newest")
    answer = browser.post("/sign-in/code/", {"code": code_in_mail()})
    assert answer["Location"] == "/politics/the-call/?order=newest"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        " //evil.example",
        "/\t/evil.example",
        "/\r\nSet-Cookie: a=b",
    ],
)
def test_sign_in__never_leads_off_the_site(
    elsewhere: str, rita: Person, browser: Client, code_in_mail: ReadCode
) -> None:
    ask(browser, "rita@example.org", next=elsewhere)
    assert browser.post("/sign-in/code/", {"code": code_in_mail()})["Location"] == "/"
    assert browser.get("/sign-in/", {"next": elsewhere})["Location"] == "/account/"


def test_sign_in__both_forms_are_protected_against_other_sites(rita: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in ("/sign-in/", "/sign-in/code/", "/sign-out/", "/account/name/", "/account/sign-ins/"):
        assert strict.post(path, {"email": "rita@example.org", "code": "x", "name": "x"}).status_code == 403


def test_sign_in__asking_again_and_again_is_stopped_alike_for_known_and_unknown(rita: Person) -> None:
    def refusals(email: str) -> list[tuple[int, str]]:
        browser = Client()
        answers = [browser.post("/sign-in/", {"email": email}) for _ in range(5)]
        return [
            (
                answer.status_code,
                re.sub(r'value="\w{64}"', "", answer.content.decode().replace(email, "EMAIL")),
            )
            for answer in answers
        ]

    known, unknown = refusals("rita@example.org"), refusals("stan@example.org")
    assert known == unknown
    assert [status for status, _ in known] == [302, 302, 302, 429, 429]
    assert "Please try again in" in known[-1][1]
    assert "EMAIL" in known[-1][1]


def test_sign_in__a_stranger_who_asks_again_and_again_shuts_nobody_out(rita: Person) -> None:
    stranger, herself = Client(REMOTE_ADDR="192.0.2.66"), Client(REMOTE_ADDR="198.51.100.1")
    asked = [stranger.post("/sign-in/", {"email": rita.email}).status_code for _ in range(4)]
    assert asked == [302, 302, 302, 429]
    assert stranger.post("/sign-in/", {"email": "rita+1@example.org"}).status_code == 429
    assert herself.post("/sign-in/", {"email": rita.email}).status_code == 302


def test_sign_in__a_closed_account_is_told_so_only_after_the_right_code(
    rita: Person, browser: Client, code_in_mail: ReadCode
) -> None:
    operations.close_account(person=rita, by=None, now=rita.joined_at)
    ask(browser, "rita@example.org")
    answer = browser.post("/sign-in/code/", {"code": code_in_mail()})
    assert answer.status_code == 403
    assert "has been closed" in answer.content.decode()
    assert not is_signed_in(browser)


def test_sign_in__and_signing_out_each_void_the_passes_of_before(
    rita: Person, browser: Client, code_in_mail: ReadCode
) -> None:
    before = queries.access_version_of(rita.pk)
    ask(browser, "rita@example.org")
    browser.post("/sign-in/code/", {"code": code_in_mail()})
    signed_in = queries.access_version_of(rita.pk)
    browser.post("/sign-out/")
    signed_out = queries.access_version_of(rita.pk)
    assert before < signed_in < signed_out
    assert RaisedAccessVersion.objects.filter(person_id=rita.pk, version=signed_out).exists()


def test_sign_out__takes_a_form_and_ends_the_session(rita: Person, browser: Client) -> None:
    browser.force_login(rita)
    assert browser.get("/sign-out/").status_code == 200
    assert is_signed_in(browser)
    assert browser.post("/sign-out/")["Location"] == "/"
    assert not is_signed_in(browser)


def test_sign_in__what_is_typed_here_is_stored_by_nobody(browser: Client) -> None:
    for path in ("/sign-in/", "/sign-out/", "/me/", "/account/"):
        assert "no-store" in browser.get(path)["Cache-Control"]


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_reset_password",
        "account_set_password",
        "account_change_password",
        "account_request_login_code",
        "account_reauthenticate",
    ],
)
def test_sign_in__there_are_no_pages_for_passwords_or_a_second_way_in(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_desk_sign_in__the_desk_has_no_door_of_its_own(browser: Client) -> None:
    assert browser.get("/desk/login/?next=/desk/")["Location"] == "/sign-in/?next=/desk/"
    assert browser.get("/desk/")["Location"] == "/sign-in/?next=/desk/"
    assert browser.get("/desk/password_reset/").status_code == 404


def test_desk_sign_in__nobody_has_passwords_compared_by_the_desks_engine(
    rita: Person, browser: Client
) -> None:
    """Its page for private pages would be a second way in, and cost half a second of work for each guess."""
    assert browser.get("/_util/login/?next=/desk/")["Location"] == "/sign-in/?next=/desk/"
    answer = browser.post("/_util/login/", {"username": rita.email, "password": "guess"})
    assert answer["Location"] == "/sign-in/"


@pytest.mark.parametrize(
    ("said", "is_page"),
    [
        ({"Sec-Fetch-Dest": "document"}, True),
        ({"Accept": "text/html"}, True),
        ({"Sec-Fetch-Dest": "empty", "Accept": "*/*"}, False),
        ({"Accept": "application/json"}, False),
        ({"HX-Request": "true", "Accept": "*/*"}, False),
    ],
)
def test_ended_session__is_taken_away_by_pages_only(db: None, said: dict[str, str], *, is_page: bool) -> None:
    """An answer to a script may arrive after somebody has signed in anew, in another window."""
    browser = Client()
    browser.cookies["session"] = "ended"
    answer = browser.get("/account/", headers=said)
    assert ("session" in answer.cookies) == is_page


@pytest.mark.parametrize("page", ["http://[", "//[", "http://a:99999999/", "/desk/?a=http://["])
def test_desk_sign_in__takes_any_address_to_come_back_to(db: None, page: str) -> None:
    for answer in (
        Client().get("/desk/login/", query_params={"next": page}),
        Client().post("/_util/login/", query_params={"next": page}),
    ):
        assert answer["Location"].startswith("/sign-in/?next=")


def test_sign_in__the_fields_help_phones_and_screen_readers(browser: Client) -> None:
    page = browser.get("/sign-in/").content.decode()
    assert re.search(r'<input type="email" name="email"[^>]*autocomplete="email"', page)
    assert '<label for="id_email">' in page
    ask(browser, "rita@example.org")
    page = browser.get("/sign-in/code/").content.decode()
    field = re.search(r'<input[^>]*name="code"[^>]*>', page)
    assert field
    for wanted in ('autocomplete="one-time-code"', 'inputmode="text"', "autofocus"):
        assert wanted in field[0]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        *UNREACHABLE,
        ("vera", "does not look like an e-mail address"),
    ],
)
def test_sign_in__an_address_no_mail_can_reach_is_refused_with_the_reason(
    browser: Client, typed: str, sentence: str
) -> None:
    answer = browser.post("/sign-in/", {"email": typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert typed in answer.content.decode()
    assert not EmailCode.objects.exists()


def test_sign_in__both_spellings_of_a_domain_are_one_account(browser: Client, code_in_mail: ReadCode) -> None:
    ask(browser, "Vera@münchen.example")
    assert "vera@münchen.example" in browser.get("/sign-in/code/").content.decode()
    browser.post("/sign-in/code/", {"code": code_in_mail()})
    other = Client()
    ask(other, "vera@xn--mnchen-3ya.example")
    other.post("/sign-in/code/", {"code": code_in_mail()})
    assert other.session["_auth_user_id"] == browser.session["_auth_user_id"]
    assert Person.objects.get().email == "vera@xn--mnchen-3ya.example"


@pytest.mark.parametrize("typed", [0, 1, 2])
def test_enter_code__whoever_asked_three_times_may_type_the_code_of_any_message(
    browser: Client, code_in_mail: ReadCode, typed: int
) -> None:
    codes = []
    for _ in range(3):
        ask(browser, "rita@example.org")
        codes.append(code_in_mail())
    browser.post("/sign-in/code/", {"code": codes[typed]})
    assert is_signed_in(browser)


def test_enter_code__an_earlier_one_to_another_address_signs_nobody_in(
    browser: Client, code_in_mail: ReadCode
) -> None:
    ask(browser, "rita@example.org")
    of_rita = code_in_mail()
    ask(browser, "stan@example.org")
    assert browser.post("/sign-in/code/", {"code": of_rita}).status_code == 422
    assert not is_signed_in(browser)


def test_enter_code__the_one_another_browser_asked_for_costs_no_try(
    browser: Client, code_in_mail: ReadCode
) -> None:
    elsewhere = Client()
    ask(elsewhere, "rita@example.org")
    of_elsewhere = code_in_mail()
    ask(browser, "rita@example.org")
    right = code_in_mail()
    for _ in range(EmailCode.TRIES + 1):
        answer = browser.post("/sign-in/code/", {"code": of_elsewhere})
        assert answer.status_code == 422
        assert "another message" in answer.content.decode()
    assert not is_signed_in(browser)
    browser.post("/sign-in/code/", {"code": right})
    assert is_signed_in(browser)


def test_enter_code__an_earlier_one_whose_tries_are_spent_stays_spent(
    browser: Client, code_in_mail: ReadCode
) -> None:
    ask(browser, "rita@example.org")
    first = code_in_mail()
    for _ in range(EmailCode.TRIES):
        browser.post("/sign-in/code/", {"code": "WRONGX"})
    ask(browser, "rita@example.org")
    assert browser.post("/sign-in/code/", {"code": first}).status_code == 422
    assert not is_signed_in(browser)
