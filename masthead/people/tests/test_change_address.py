"""An account moves to another address, and back."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from conftest import sign_in
from masthead.audit.models import AuditEntry
from masthead.kit import jobs
from masthead.people import errors, operations, queries
from masthead.people.models import ADDRESS_CHANGE_TRANSITIONS, AddressChange, EmailCode, Person
from masthead.people.operations import address_changes
from masthead.people.tests.conftest import proven

Code = Callable[[], str]


def ask(browser: Client, email: str) -> None:
    answer = browser.post("/account/address/", {"email": email})
    assert answer["Location"] == "/account/address/code/"


def mail_to(address: str) -> list[str]:
    jobs.run_all()
    return [str(message.body) for message in mail.outbox if message.to == [address]]


def link_in(text: str) -> str:
    found = re.search(r"http://localhost:8000(/account/address/(?:undo|stop)/\S+)", text)
    assert found, text
    return found[1]


def move(person: Person, email: str, code_in_mail: Code, now: datetime) -> AddressChange:
    code = operations.request_address_change(person=person, email=email, network="n", now=now)
    change = operations.change_address(
        person=person, code_id=code.pk, entered=code_in_mail(), network="n", now=now
    )
    jobs.run_all()
    return change


def test_change_address__moves_the_account_with_a_code_from_the_new_address(
    rita: Person, code_in_mail: Code
) -> None:
    here, elsewhere = proven(sign_in(Client(), rita)), sign_in(Client(), rita)
    version = queries.access_version_of(rita.pk)
    ask(here, "Rita@New.example")
    page = here.get("/account/address/code/").content.decode()
    assert "rita@new.example" in page
    assert here.post("/account/address/code/", {"code": code_in_mail()})["Location"] == "/account/"
    rita.refresh_from_db()
    assert rita.email == "rita@new.example"
    assert queries.access_version_of(rita.pk) > version
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert "no longer signs in" in mail_to("rita@example.org")[-1]
    assert "now belongs to" in mail_to("rita@new.example")[-1]


def test_change_address__nobody_learns_whether_the_new_address_has_an_account(
    rita: Person, ada: Person
) -> None:
    browser = proven(sign_in(Client(), rita))
    pages = []
    for email in ("ada@example.org", "free@example.org"):
        ask(browser, email)
        wrong = browser.post("/account/address/code/", {"code": "BBBBBB"})
        assert wrong.status_code == 422
        pages.append(wrong.content.decode().replace(email, "…"))
    first, second = (re.sub(r'value="[^"]{20,}"', "", page) for page in pages)  # but for the form's token
    assert first == second
    (word,) = mail_to("ada@example.org")
    assert not re.search(r"^    [A-Z]{6}$", word, re.MULTILINE)
    assert "belongs to an account already" in word
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_change_address__the_same_address_is_refused_with_a_sentence(rita: Person) -> None:
    answer = proven(sign_in(Client(), rita)).post("/account/address/", {"email": "RITA@example.org"})
    assert answer.status_code == 422
    assert "your account has already" in answer.content.decode()


def test_change_address__a_code_for_signing_in_does_not_do(
    rita: Person, code_in_mail: Code, noon: datetime
) -> None:
    code = operations.send_sign_in_code(email="new@example.org", network="n", now=noon)
    with pytest.raises(errors.CodeIsExpired):
        operations.change_address(person=rita, code_id=code.pk, entered=code_in_mail(), network="n", now=noon)
    mine = operations.request_address_change(person=rita, email="new@example.org", network="n", now=noon)
    with pytest.raises(errors.CodeIsExpired):
        operations.enter_sign_in_code(code_id=mine.pk, entered=code_in_mail(), network="n", now=noon)


def test_change_address__an_open_browser_is_not_enough(rita: Person) -> None:
    guarded = ("/account/address/", "/account/address/code/", "/account/passkeys/add/", "/account/deletion/")
    for path in guarded:
        answer = sign_in(Client(), rita).get(path)
        assert answer["Location"] == f"/account/reauthentication/?next={path.replace('/', '%2F')}"
    assert sign_in(Client(), rita).post("/account/address/", {"email": "x@example.org"}).status_code == 302
    assert not EmailCode.objects.exists()


def test_change_address__a_code_to_ones_own_address_is_the_proof(
    rita: Person, ada: Person, code_in_mail: Code
) -> None:
    browser = sign_in(Client(), rita)
    assert browser.post("/account/reauthentication/code/", {"next": "/account/address/"}).status_code == 302
    assert browser.post("/account/reauthentication/", {"code": "BBBBBB"}).status_code == 422
    answer = browser.post("/account/reauthentication/", {"code": code_in_mail(), "next": "/account/address/"})
    assert answer["Location"] == "/account/address/"
    assert browser.get("/account/address/").status_code == 200
    browser.force_login(ada)
    assert browser.get("/account/address/").status_code == 302


def test_undo_address_change__the_old_address_may_take_it_back(rita: Person, code_in_mail: Code) -> None:
    move(rita, "thief@example.org", code_in_mail, timezone.now())
    link = link_in(mail_to("rita@example.org")[-1])
    thief = sign_in(Client(), Person.objects.get(pk=rita.pk))
    for _ in range(2):  # a scanner looks, too
        assert "Take it back" in Client().get(link).content.decode()
    assert Client().post(link).status_code == 200
    rita.refresh_from_db()
    assert rita.email == "rita@example.org"
    assert thief.get("/account/").status_code == 302
    assert Client().post(link).status_code == 410
    assert "taken back" in mail_to("thief@example.org")[-1]


def test_undo_address_change__goes_past_later_changes(
    rita: Person, code_in_mail: Code, noon: datetime
) -> None:
    first = move(rita, "thief@example.org", code_in_mail, noon)
    rita.refresh_from_db()
    second = move(rita, "den@example.org", code_in_mail, noon + timedelta(hours=2))
    operations.undo_address_change(
        link=queries.address_change_link(first, "undo"), now=noon + timedelta(hours=3)
    )
    rita.refresh_from_db()
    assert rita.email == "rita@example.org"
    with pytest.raises(errors.TooLateToUndo):
        operations.undo_address_change(
            link=queries.address_change_link(second, "undo"), now=noon + timedelta(hours=4)
        )


def test_undo_address_change__after_a_week_it_is_too_late(
    rita: Person, code_in_mail: Code, noon: datetime
) -> None:
    change = move(rita, "new@example.org", code_in_mail, noon)
    link = queries.address_change_link(change, "undo")
    with pytest.raises(errors.TooLateToUndo):
        operations.undo_address_change(link=link, now=noon + timedelta(days=7))
    operations.undo_address_change(link=link, now=noon + timedelta(days=7) - timedelta(seconds=1))


def test_undo_address_change__the_old_address_is_nobody_elses_meanwhile(
    rita: Person, ada: Person, code_in_mail: Code, noon: datetime
) -> None:
    move(rita, "new@example.org", code_in_mail, noon)
    code = operations.send_sign_in_code(email="rita@example.org", network="n", now=noon)
    with pytest.raises(errors.AddressWasReplaced):
        operations.enter_sign_in_code(code_id=code.pk, entered=code_in_mail(), network="n", now=noon)
    operations.request_address_change(person=ada, email="rita@example.org", network="n", now=noon)
    assert "belongs to an account already" in mail_to("rita@example.org")[-1]
    later = noon + timedelta(days=8)
    code = operations.send_sign_in_code(email="rita@example.org", network="n", now=later)
    somebody = operations.enter_sign_in_code(code_id=code.pk, entered=code_in_mail(), network="n", now=later)
    assert somebody.pk != rita.pk


@pytest.mark.parametrize("link", ["x", "1~abc", "1"])
def test_undo_address_change__links_we_did_not_make_do_nothing(db: None, link: str) -> None:
    for what in ("undo", "stop"):
        for answer in (
            Client().get(f"/account/address/{what}/{link}/"),
            Client().post(f"/account/address/{what}/{link}/"),
        ):
            assert answer.status_code == 404


def test_undo_address_change__a_link_for_one_thing_does_not_do_another(
    rita: Person, code_in_mail: Code, noon: datetime
) -> None:
    change = move(rita, "new@example.org", code_in_mail, noon)
    with pytest.raises(errors.LinkIsInvalid):
        operations.undo_address_change(link=queries.address_change_link(change, "stop"), now=noon)


# --- a lost mailbox ----------------------------------------------------------------------------------------


def plan(pia: Person, noon: datetime, email: str = "rita@example.org") -> AddressChange:
    return operations.plan_address_change(
        email=email, new_email="rita@new.example", reason="She came to the office.", by=pia, now=noon
    )


def test_plan_address_change__only_a_publisher_may(
    rita: Person, ed: Person, moe: Person, ada: Person, noon: datetime
) -> None:
    for somebody in (rita, ed, moe, ada):
        with pytest.raises(errors.StaffOnly):
            plan(somebody, noon)
        browser = proven(sign_in(Client(), somebody))
        assert browser.get("/account/help/").status_code == 403
        assert "/account/help/" not in browser.get("/account/").content.decode()
    assert Client().get("/account/help/").status_code == 302


def test_apply_due_address_changes__happens_after_two_days(rita: Person, pia: Person, noon: datetime) -> None:
    plan(pia, noon)
    assert "48 hours" in mail_to("rita@example.org")[-1]
    assert operations.apply_due_address_changes(now=noon + timedelta(hours=47)) == 0
    rita.refresh_from_db()
    assert rita.email == "rita@example.org"
    assert operations.apply_due_address_changes(now=noon + timedelta(hours=48)) == 1
    rita.refresh_from_db()
    assert rita.email == "rita@new.example"
    assert operations.apply_due_address_changes(now=noon + timedelta(hours=49)) == 0
    entries = AuditEntry.objects.filter(action__startswith="people.address").order_by("pk")
    assert [entry.action for entry in entries] == ["people.address.plan", "people.address.change"]
    assert entries[0].details["reason"] == "She came to the office."
    assert entries[0].actor_id == pia.pk
    assert "rita@" not in str([entry.details for entry in entries])


def test_stop_address_change__the_old_address_says_no(rita: Person, pia: Person, noon: datetime) -> None:
    plan(pia, noon)
    link = link_in(mail_to("rita@example.org")[-1])
    assert Client().get(link).status_code == 200
    assert AddressChange.objects.get().state == AddressChange.State.WAITING
    assert Client().post(link).status_code == 200
    assert operations.apply_due_address_changes(now=noon + timedelta(days=3)) == 0
    assert Client().post(link).status_code == 410


def test_plan_address_change__what_is_wrong_with_it_is_said(
    rita: Person, ada: Person, pia: Person, noon: datetime
) -> None:
    for fields, no in (
        ({"reason": "  "}, errors.ReasonIsMissing),
        ({"email": "nobody@example.org"}, errors.NoSuchPerson),
        ({"new_email": "ada@example.org"}, errors.AddressIsTaken),
        ({"new_email": "Rita@example.org"}, errors.SameAddress),
    ):
        asked = {"email": "rita@example.org", "new_email": "n@example.org", "reason": "known", **fields}
        with pytest.raises(no):
            operations.plan_address_change(**asked, by=pia, now=noon)
    plan(pia, noon)
    with pytest.raises(errors.AddressChangeIsPending):
        plan(pia, noon)


def test_plan_address_page__plans_and_withdraws(rita: Person, pia: Person) -> None:
    browser = proven(sign_in(Client(), pia))
    form = {"email": "rita@example.org", "new_email": "new@example.org", "reason": "She wrote by post."}
    assert browser.post("/account/help/", form)["Location"] == "/account/help/"
    assert browser.post("/account/help/", form).status_code == 409
    change = AddressChange.objects.get()
    assert "She wrote by post." in browser.get("/account/help/").content.decode()
    assert sign_in(Client(), rita).post(f"/account/help/{change.pk}/").status_code == 403
    assert browser.post(f"/account/help/{change.pk}/").status_code == 302
    change.refresh_from_db()
    assert change.state == AddressChange.State.STOPPED


def test_address_change__goes_only_where_the_table_of_states_leads() -> None:
    states = AddressChange.State
    for earlier in states:
        for later in set(states) - ADDRESS_CHANGE_TRANSITIONS[earlier]:
            with pytest.raises(ValueError, match="does not become"):
                address_changes._set_state(AddressChange(state=earlier), later)


def test_change_address__earlier_codes_move_the_account_and_prove_the_mail_too(
    rita: Person, code_in_mail: Code
) -> None:
    browser = sign_in(Client(), rita)
    browser.post("/account/reauthentication/code/", {"next": "/account/address/"})
    first = code_in_mail()
    browser.post("/account/reauthentication/code/", {"next": "/account/address/"})
    code_in_mail()
    assert browser.post("/account/reauthentication/", {"code": first}).status_code == 302
    ask(browser, "rita@münchen.example")
    first = code_in_mail()
    ask(browser, "rita@xn--mnchen-3ya.example")
    code_in_mail()
    assert browser.post("/account/address/code/", {"code": first})["Location"] == "/account/"
    rita.refresh_from_db()
    assert rita.email == "rita@xn--mnchen-3ya.example"
    assert "rita@münchen.example" in browser.get("/account/").content.decode()
