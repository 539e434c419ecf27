"""What somebody wrote to the publication belongs to them: they take it along, and it goes when they go."""

import json
from datetime import datetime, timedelta

from django.test import Client

from conftest import sign_in
from masthead.articles.models import FrontPage
from masthead.colophon import operations, queries
from masthead.colophon.models import ContactMessage, StandingPage
from masthead.kit import jobs
from masthead.notices import operations as notices
from masthead.notices.models import Delivery
from masthead.people import operations as people
from masthead.people.models import Export, Person
from masthead.people.tests.conftest import proven
from masthead.people.tests.test_leave import unpacked


def receive(now: datetime, *, email: str, text: str = "Word.", by: Person | None = None) -> ContactMessage:
    said = {"name": "Somebody", "subject": "Hello", "text": text, "trap": "", "network": "here"}
    return operations.receive_message(**said, email=email, by=by, now=now)


def test_who_is_signed_in_need_not_type_name_and_address(
    standing: dict[str, StandingPage], rita: Person
) -> None:
    browser = sign_in(Client(), rita)
    page = browser.get("/contact/").content.decode()
    assert 'value="Rita Bellweather"' in page
    assert 'value="rita@example.org"' in page
    words = {"name": "Rita", "email": "elsewhere@example.org", "subject": "Hello", "text": "Word."}
    browser.post("/contact/", words)
    assert ContactMessage.objects.get().person == rita
    assert 'value="Rita' not in Client().get("/contact/").content.decode()


def test_the_export_holds_what_was_written_signed_in_or_with_ones_address(
    front: FrontPage, pia: Person, rita: Person, noon: datetime
) -> None:
    receive(noon, email="elsewhere@example.org", text="From another mailbox.", by=rita)
    receive(noon, email="Rita@Example.org", text="Not signed in.")
    receive(noon, email="stan@example.org", text="A stranger's.")
    people.ask_for_export(person=rita, now=noon)
    jobs.run_all()
    messages = json.loads(unpacked(Export.objects.get())["messages.json"])
    assert [message["text"] for message in messages] == ["From another mailbox.", "Not signed in."]


def test_who_leaves_takes_messages_and_their_waiting_mail_along(
    front: FrontPage, pia: Person, rita: Person, noon: datetime, settings: object
) -> None:
    settings.EMAIL_URL = "none"  # type: ignore[attr-defined]
    receive(noon, email="elsewhere@example.org", by=rita)
    receive(noon, email="rita@example.org")
    strangers = receive(noon, email="stan@example.org")
    people.leave(person=rita, letters_stay=True, now=noon)
    assert list(ContactMessage.objects.all()) == [strangers]
    waiting = Delivery.objects.filter(template="colophon/notices/from_reader")
    assert [row.context["email"] for row in waiting] == ["stan@example.org"]


def test_an_address_one_moved_away_from_counts_until_somebody_else_has_it(
    front: FrontPage, pia: Person, rita: Person, noon: datetime
) -> None:
    message = receive(noon, email="rita@example.org")
    why = "Rita showed her membership card at the office."
    people.plan_address(email="rita@example.org", new_email="new@example.org", reason=why, by=pia, now=noon)
    people.carry_out_due_changes(now=noon + timedelta(days=3))
    rita.refresh_from_db()
    assert rita.email == "new@example.org"
    assert queries.messages_of(rita) == [message]
    people.register_person(email="rita@example.org", now=noon + timedelta(days=30))
    assert queries.messages_of(rita) == []


def test_the_leaving_page_says_it(standing: dict[str, StandingPage], rita: Person, noon: datetime) -> None:
    browser = proven(sign_in(Client(), rita))
    assert "through the contact page" in browser.get("/account/leave/").content.decode()
    receive(noon, email="rita@example.org")
    page = browser.get("/account/leave/").content.decode()
    assert "1 message of yours from the contact page is still here" in page


def test_a_message_that_was_dealt_with_is_not_mailed_afterwards(
    front: FrontPage, pia: Person, noon: datetime
) -> None:
    message = receive(noon, email="stan@example.org")
    operations.finish_message(message_id=message.pk, by=pia, now=noon)
    assert not Delivery.objects.exists()
    notices.deliver(delivery_id=message.delivery_id or 0, now=noon)  # its job comes all the same
