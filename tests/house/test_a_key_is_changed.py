"""A changed SECRET_KEY with the old one as a fallback is not felt; a lost one costs what the page says."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from conftest import sign_in
from masthead.kit import jobs
from masthead.notices import queries as notices
from masthead.paywall import meter_cookie, passes
from masthead.people import errors, operations
from masthead.people import queries as people
from masthead.people.models import AddressChange, Person, Role
from masthead.people.views import webauthn
from masthead.publishing import operations as publishing

OLD, NEW = "the old key " * 6, "the new key " * 6
Holds = Callable[[], bool]


def a_code(rita: Person, now: datetime) -> Holds:
    code = operations.send_sign_in_code(email=rita.email, network="192.0.2.1", now=now)
    jobs.run_all()
    found = re.search(r"^    ([A-Z]{6})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found

    def holds() -> bool:
        try:
            operations.enter_sign_in_code(code_id=code.pk, entered=found[1], network="192.0.2.1", now=now)
        except errors.CodeIsWrong:
            return False
        return True

    return holds


def an_earlier_code(rita: Person, now: datetime) -> Holds:
    first = operations.send_sign_in_code(email=rita.email, network="192.0.2.1", now=now)
    jobs.run_all()
    found = re.search(r"^    ([A-Z]{6})$", str(mail.outbox[-1].body), re.MULTILINE)
    second = operations.send_sign_in_code(
        email=rita.email, network="192.0.2.1", now=now + timedelta(minutes=2)
    )
    assert found

    def holds() -> bool:
        try:
            operations.enter_sign_in_code(
                code_id=second.pk,
                earlier=[first.pk],
                entered=found[1],
                network="192.0.2.1",
                now=now + timedelta(minutes=3),
            )
        except errors.CodeIsWrong:
            return False
        return True

    return holds


def a_session(rita: Person, now: datetime) -> Holds:
    client = sign_in(Client(), rita)
    return lambda: client.get("/account/").status_code == 200


def a_pass(rita: Person, now: datetime) -> Holds:
    shown = passes.mint(rita, now=now)
    return lambda: passes.read(shown, now=now) is not None


def a_meter(rita: Person, now: datetime) -> Holds:
    shown = meter_cookie.write(meter_cookie.with_reading(None, 7, now=now))
    return lambda: meter_cookie.read(shown, period_days=30, now=now) is not None


def an_unsubscribe_link(rita: Person, now: datetime) -> Holds:
    kind = next(kind for kind in notices.notice_kinds() if kind.may_be_switched_off)
    token = notices.unsubscribe_token(person_id=rita.pk, kind=kind.key)
    return lambda: Client().get(f"/notices/stop/{token}/").status_code == 200


def a_sign_in_link(rita: Person, now: datetime) -> Holds:
    link = operations.make_sign_in_link(person=rita, now=timezone.now())
    return lambda: Client().get(link).status_code == 200


def a_preview_link(rita: Person, now: datetime) -> Holds:
    publishing.prepare_publication(name="The Lighterman")
    draft = publishing.write_article(
        section=publishing.ensure_section(title="Politics"),
        headline="A draft",
        body=[("text", "<p>Words.</p>")],
    )
    link = publishing.share_preview(article=draft, days=7, by=rita, now=timezone.now())
    token = publishing.preview_token(link)
    return lambda: Client().get(f"/preview/{token}/").status_code == 200


def _planned(rita: Person, now: datetime) -> AddressChange:
    """A change of address that a publisher planned three days ago, so that it is due."""
    pia = operations.register_person(email="pia@example.org", now=now)
    operations.give_role(person=pia, role=Role.PUBLISHER, by=None, now=now)
    before = timezone.now() - timedelta(days=3)
    return operations.plan_address_change(
        email=rita.email, new_email="new@example.org", reason="The mailbox is lost", by=pia, now=before
    )


def a_link_that_stops_a_change_of_address(rita: Person, now: datetime) -> Holds:
    token = people.address_change_link(_planned(rita, now), "stop")
    return lambda: Client().get(f"/account/address/stop/{token}/").status_code == 200


def a_link_that_undoes_a_change_of_address(rita: Person, now: datetime) -> Holds:
    change = _planned(rita, now)
    operations.apply_due_address_changes(now=timezone.now())
    token = people.address_change_link(change, "undo")
    return lambda: Client().get(f"/account/address/undo/{token}/").status_code == 200


def a_passkeys_challenge(rita: Person, now: datetime) -> Holds:
    sent = {"id": "a", "response": {}}
    passkey = operations.add_passkey(person=rita, name="The blue one", credential=sent, now=now)
    browser = Client()
    browser.get("/sign-in/passkey/")

    def holds() -> bool:
        with pytest.MonkeyPatch.context() as patch:  # a passkey's own answer needs a browser
            patch.setattr(webauthn, "checked_credential", lambda _request: passkey)
            return browser.post("/sign-in/passkey/").status_code == 302

    return holds


@pytest.mark.parametrize(
    "handed_out",
    [
        a_link_that_stops_a_change_of_address,
        a_link_that_undoes_a_change_of_address,
        a_passkeys_challenge,
        a_code,
        an_earlier_code,
        a_session,
        a_pass,
        a_meter,
        an_unsubscribe_link,
        a_sign_in_link,
        a_preview_link,
    ],
)
@pytest.mark.parametrize("fallbacks", [[OLD], ["another " * 8, OLD], []])
def test_secret_key__what_was_handed_out_holds_as_long_as_the_old_one_is_a_fallback(
    handed_out: Callable[[Person, datetime], Holds],
    fallbacks: list[str],
    rita: Person,
    noon: datetime,
    settings: Settings,
) -> None:
    settings.SECRET_KEY = OLD
    holds = handed_out(rita, noon)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, fallbacks
    assert holds() is (OLD in fallbacks)
