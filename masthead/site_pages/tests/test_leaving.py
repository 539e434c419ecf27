"""What somebody wrote to the publication belongs to them: they take it along, and it goes when they go."""

import json
from datetime import datetime, timedelta

from django.test import Client
from pytest_django import Settings

from conftest import sign_in
from masthead.kit import jobs
from masthead.notices import operations as notices
from masthead.notices.models import Delivery
from masthead.people import operations as people
from masthead.people.models import DataExport, Person
from masthead.people.tests.conftest import proven
from masthead.people.tests.test_data_export import unpacked
from masthead.publishing.models import FrontPage
from masthead.site_pages import operations, queries
from masthead.site_pages.models import ContactMessage, SitePage


def receive(now: datetime, *, email: str, text: str = "Word.", by: Person | None = None) -> ContactMessage:
    said = {"name": "Somebody", "subject": "Hello", "text": text, "honeypot": "", "network": "here"}
    return operations.receive_message(**said, email=email, by=by, now=now)


def test_contact_page__who_is_signed_in_need_not_type_name_and_address(
    standing: dict[str, SitePage], rita: Person
) -> None:
    browser = sign_in(Client(), rita)
    page = browser.get("/contact/").content.decode()
    assert 'value="Rita Bellweather"' in page
    assert 'value="rita@example.org"' in page
    words = {"name": "Rita", "email": "elsewhere@example.org", "subject": "Hello", "text": "Word."}
    browser.post("/contact/", words)
    assert ContactMessage.objects.get().person == rita
    assert 'value="Rita' not in Client().get("/contact/").content.decode()


def test_export_data__holds_what_was_written_signed_in_or_with_ones_address(
    front: FrontPage, pia: Person, rita: Person, noon: datetime
) -> None:
    receive(noon, email="elsewhere@example.org", text="From another mailbox.", by=rita)
    receive(noon, email="Rita@Example.org", text="Not signed in.")
    receive(noon, email="stan@example.org", text="A stranger's.")
    people.request_data_export(person=rita, now=noon)
    jobs.run_all(noon)
    messages = json.loads(unpacked(DataExport.objects.get())["messages.json"])
    assert [message["text"] for message in messages] == ["From another mailbox.", "Not signed in."]


def test_erase__takes_messages_and_their_waiting_mail_along(
    front: FrontPage, pia: Person, rita: Person, noon: datetime, settings: Settings
) -> None:
    settings.EMAIL_URL = "none"
    receive(noon, email="elsewhere@example.org", by=rita)
    receive(noon, email="rita@example.org")
    strangers = receive(noon, email="stan@example.org")
    people.delete_account(person=rita, keep_comments=True, now=noon)
    assert list(ContactMessage.objects.all()) == [strangers]
    waiting = Delivery.objects.filter(template="site_pages/notices/from_reader")
    assert [row.context["email"] for row in waiting] == ["stan@example.org"]


def test_messages_of__an_address_one_moved_away_from_counts_until_somebody_else_has_it(
    front: FrontPage, pia: Person, rita: Person, noon: datetime
) -> None:
    message = receive(noon, email="rita@example.org")
    why = "Rita showed her membership card at the office."
    people.plan_address_change(
        email="rita@example.org", new_email="new@example.org", reason=why, by=pia, now=noon
    )
    people.apply_due_address_changes(now=noon + timedelta(days=3))
    rita.refresh_from_db()
    assert rita.email == "new@example.org"
    assert queries.messages_of(rita) == [message]
    people.register_person(email="rita@example.org", now=noon + timedelta(days=30))
    assert queries.messages_of(rita) == []


def test_account_deletion_part__says_what_becomes_of_messages(
    standing: dict[str, SitePage], rita: Person, noon: datetime
) -> None:
    browser = proven(sign_in(Client(), rita))
    assert "through the contact page" in browser.get("/account/deletion/").content.decode()
    receive(noon, email="rita@example.org")
    page = browser.get("/account/deletion/").content.decode()
    assert "1 message of yours from the contact page is still here" in page


def test_resolve_message__it_is_not_mailed_afterwards(front: FrontPage, pia: Person, noon: datetime) -> None:
    message = receive(noon, email="stan@example.org")
    operations.resolve_message(message_id=message.pk, by=pia, now=noon)
    assert not Delivery.objects.exists()
    notices.deliver(delivery_id=message.delivery_id or 0, now=noon)  # its job comes all the same
