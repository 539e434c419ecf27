"""Writing to the publication: it arrives by mail, and nothing is lost on the way."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from masthead.kit.rate_limits import RateLimitExceeded
from masthead.kit.tests.mailboxes import UNREACHABLE
from masthead.notices import operations as notices
from masthead.people.models import Person
from masthead.publishing.models import FrontPage
from masthead.site_pages import operations, queries
from masthead.site_pages.errors import HoneypotFilled, NoSuchMessage
from masthead.site_pages.models import Contact, ContactMessage, SitePage

WORDS = {
    "name": "Stan Oduya",
    "email": "stan@example.org",
    "subject": "A date in the piece about the lantern",
    "text": "The lantern was lit in 1871.\n\nNot in 1872.",
    "website": "",
}


def receive(now: datetime, **changed: str) -> ContactMessage:
    said = {
        "name": "Stan",
        "email": "stan@example.org",
        "subject": "Hello",
        "text": "Word.",
        "honeypot": "",
        **changed,
    }
    return operations.receive_message(**said, network="here", by=None, now=now)


def deliver(message: ContactMessage, now: datetime) -> None:
    assert message.delivery_id
    notices.deliver(delivery_id=message.delivery_id, now=now)


def test_receive_message__it_goes_to_the_publisher_and_an_answer_to_its_writer(
    client: Client, standing: dict[str, SitePage], pia: Person, noon: datetime
) -> None:
    answer = client.post("/contact/", WORDS)
    assert (answer.status_code, answer["Location"]) == (302, "/contact/?sent")
    page = client.get("/contact/?sent").content.decode()
    assert "your message has reached us" in page
    message = ContactMessage.objects.get()
    deliver(message, noon)
    (sent,) = mail.outbox
    assert sent.to == [pia.email]
    assert sent.reply_to == ["stan@example.org"]
    assert sent.subject == "Message from Stan Oduya: A date in the piece about the lantern"
    assert "The lantern was lit in 1871.\n\nNot in 1872." in sent.body
    assert operations.delete_delivered_messages() == 1


def test_contact_address__the_one_set_in_the_desk_comes_first(
    pia: Person, front: FrontPage, noon: datetime
) -> None:
    Contact.objects.create(address="letters@example.org")
    deliver(receive(noon), noon)
    assert mail.outbox[0].to == ["letters@example.org"]


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("name", " ", "Please tell us your name."),
        ("email", "stan@", "does not look like an e-mail address"),
        ("subject", "", "Please say in a few words"),
        ("text", "", "Please write your message."),
        ("website", "https://spam.example", "A field that should stay empty was filled in"),
    ],
)
def test_contact_page__what_was_written_stays_when_something_is_wrong(
    client: Client, standing: dict[str, SitePage], field: str, wrong: str, sentence: str
) -> None:
    answer = client.post("/contact/", {**WORDS, field: wrong})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    for kept in {"Stan Oduya", "about the lantern"} if field not in {"name", "subject"} else {"Not in 1872."}:
        assert kept in page
    assert not ContactMessage.objects.exists()


def test_receive_message__a_network_may_write_five_times_an_hour(
    front: FrontPage, pia: Person, noon: datetime
) -> None:
    for _ in range(5):
        receive(noon)
    with pytest.raises(RateLimitExceeded):
        receive(noon)
    assert ContactMessage.objects.count() == 5
    receive(noon + timedelta(hours=1))


def test_contact_page__too_many_are_told_how_long_to_wait_and_lose_nothing(
    client: Client, standing: dict[str, SitePage], pia: Person
) -> None:
    for _ in range(5):
        client.post("/contact/", WORDS)
    answer = client.post("/contact/", WORDS)
    assert answer.status_code == 429
    assert "Please try again in" in answer.content.decode()
    assert "Not in 1872." in answer.content.decode()


def test_receive_message__a_filled_honeypot_is_refused_before_anything_is_counted(
    front: FrontPage, noon: datetime
) -> None:
    for _ in range(9):
        with pytest.raises(HoneypotFilled):
            receive(noon, honeypot="x")


def test_receive_message__headers_cannot_be_broken_out_of(
    front: FrontPage, pia: Person, noon: datetime
) -> None:
    deliver(receive(noon, name="Stan\r\nBcc: all@example.org", subject="One\nTwo"), noon)
    assert mail.outbox[0].subject == "Message from Stan Bcc: all@example.org: One Two"


def test_receive_message__without_mail_a_message_waits_where_the_publisher_sees_it(
    client: Client, standing: dict[str, SitePage], pia: Person, noon: datetime, settings: Settings
) -> None:
    settings.EMAIL_URL = "none"
    client.post("/contact/", WORDS)
    message = ContactMessage.objects.get()
    deliver(message, noon)
    assert not mail.outbox
    assert queries.undelivered_messages() == [message]
    client.force_login(pia)
    assert "Not in 1872." in client.get("/desk/checklist/").content.decode()
    client.post(f"/desk/checklist/messages/{message.pk}/")
    assert not ContactMessage.objects.exists()


def test_receive_message__what_waited_is_sent_once_there_is_mail(
    front: FrontPage, pia: Person, noon: datetime, settings: Settings
) -> None:
    settings.EMAIL_URL = "none"
    message = receive(noon)
    deliver(message, noon)
    assert notices.requeue_lost(now=noon + timedelta(days=20)) == 0
    settings.EMAIL_URL = "smtp://localhost"
    DBTaskResult.objects.all().delete()  # the job that found no mail set up
    assert notices.requeue_lost(now=noon + timedelta(days=20)) == 1
    deliver(message, noon)
    assert len(mail.outbox) == 1


def test_resolve_message__only_publishers_read_and_finish_messages(
    client: Client, standing: dict[str, SitePage], pia: Person, ed: Person, noon: datetime
) -> None:
    message = receive(noon, text="Only for the publisher.")
    client.force_login(ed)
    page = client.get("/desk/checklist/")
    assert page.status_code == 200
    assert "Only for the publisher." not in page.content.decode()
    assert client.post(f"/desk/checklist/messages/{message.pk}/").status_code == 403
    operations.resolve_message(message_id=message.pk, by=pia, now=noon)
    with pytest.raises(NoSuchMessage):
        operations.resolve_message(message_id=message.pk, by=pia, now=noon)


@pytest.mark.parametrize(("typed", "sentence"), UNREACHABLE)
def test_contact_page__an_address_no_answer_can_reach_is_refused_with_the_reason(
    client: Client, standing: dict[str, SitePage], typed: str, sentence: str
) -> None:
    answer = client.post("/contact/", {**WORDS, "email": typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with pytest.raises(ValidationError):
        Contact(address=typed).full_clean()
    assert not ContactMessage.objects.exists()


def test_addresses__are_spelled_alike_by_every_door(
    client: Client, standing: dict[str, SitePage], capsys: pytest.CaptureFixture[str]
) -> None:
    spellings = ("Vera@münchen.example", "vera@XN--mnchen-3ya.example")
    for typed in spellings:
        client.post("/contact/", {**WORDS, "email": typed})
        contact = Contact(address=typed)
        contact.full_clean()
        assert contact.address == "vera@xn--mnchen-3ya.example"
    assert set(ContactMessage.objects.values_list("email", flat=True)) == {"vera@xn--mnchen-3ya.example"}
    vera = Person.objects.create_user(email=spellings[0], display_name="Vera Bell")
    assert vera.email == "vera@xn--mnchen-3ya.example"
    for typed in spellings:
        call_command("sign_in_link", typed)
    assert capsys.readouterr().out.count("/sign-in/") == 2
