"""Messages: kept with their cause, delivered once, in a form that mail servers like."""

import email
import email.policy
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.test import RequestFactory

from masthead.kit import jobs
from masthead.kit.notices import Notice
from masthead.kit.tests.stores import process, shared_store
from masthead.notices import operations
from masthead.notices.adapters import AccountAdapter
from masthead.notices.models import Delivery, MailboxEmail
from masthead.people.models import Person

HELLO = Notice(
    template="notices/notices/plain",
    context={"subject_line": "Hello", "paragraphs": ["Dear Rita & <Ada>,", "good day."]},
)


def send(noon: datetime, to: Person | str = "rita@example.org", notice: Notice = HELLO) -> Delivery:
    delivery = operations.send(to=to, notice=notice, now=noon)
    assert delivery is not None
    return delivery


@pytest.fixture
def store(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database that several processes may open; its DATABASE_URL."""
    with django_db_blocker.unblock(), shared_store(tmp_path) as address:
        yield address


@pytest.mark.parametrize(
    ("host_says", "publication", "name"),
    [
        ("post@harbour.example", "Die Fähre, täglich", "Die Fähre, täglich"),
        (
            "post@harbour.example",
            "Two\nlines: forged@elsewhere.example",
            "Two lines: forged@elsewhere.example",
        ),
        ("The Desk <post@harbour.example>", "Die Fähre", "The Desk"),
    ],
)
def test_sender__is_the_publication_unless_the_host_says_from_whom(
    rita: Person, noon: datetime, settings: LazySettings, host_says: str, publication: str, name: str
) -> None:
    settings.DEFAULT_FROM_EMAIL = host_says
    context = dict(HELLO.context) | {"site_name": publication}
    send(noon, to=rita, notice=Notice(template=HELLO.template, context=context))
    jobs.run_all(noon)
    parsed = email.message_from_bytes(mail.outbox[0].message().as_bytes(), policy=email.policy.default)
    (sender,) = parsed["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "post@harbour.example")


def test_deliver__a_message_goes_out_as_text_and_html_with_its_own_number(
    rita: Person, noon: datetime
) -> None:
    delivery = send(noon, to=rita)
    jobs.run_all(noon)
    (message,) = mail.outbox
    parsed = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
    assert parsed.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    assert parsed["To"] == "rita@example.org"
    assert parsed["Subject"] == "Hello"
    assert parsed["Message-ID"] == delivery.message_id
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Date"]
    text, html = (part.get_content() for part in parsed.iter_parts())
    assert "Dear Rita & <Ada>," in text
    assert "Dear Rita &amp; &lt;Ada&gt;," in html
    assert 'style="' in html
    assert "<script" not in html
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.SENT
    assert delivery.context == {}


@pytest.mark.django_db
def test_send__a_message_whose_cause_did_not_happen_is_not_sent(noon: datetime) -> None:
    with transaction.atomic():
        send(noon)
        transaction.set_rollback(True)
    assert jobs.run_all(noon) == 0
    assert mail.outbox == []


@pytest.mark.django_db
def test_deliver__what_was_sent_is_not_sent_again_however_often_the_job_runs(noon: datetime) -> None:
    delivery = send(noon)
    for _ in range(3):
        operations.deliver(delivery_id=delivery.pk, now=noon)
    jobs.run_all(noon)
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_deliver__a_delivery_is_its_own_jobs_and_no_other_ones(noon: datetime) -> None:
    delivery = send(noon)
    operations.deliver(delivery_id=delivery.pk, job_id=uuid4(), now=noon)
    assert mail.outbox == []
    operations.deliver(delivery_id=delivery.pk, job_id=delivery.job_id, now=noon)
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_deliver__by_hand_leaves_alone_what_a_job_is_sending(noon: datetime) -> None:
    delivery = send(noon)
    Delivery.objects.update(attempt_began_at=noon)
    operations.deliver(delivery_id=delivery.pk, now=noon + timedelta(minutes=4))
    assert mail.outbox == []


@pytest.mark.parametrize(
    "inserted",
    [
        "\nBcc: victim@example.org",
        "\r\nBcc: victim@example.org\r\n\r\nbody",
        "\u2028Bcc: x@example.org",
        "\x0bX: y",
    ],
)
@pytest.mark.django_db
def test_build_email__nobody_breaks_out_of_a_header(inserted: str, noon: datetime) -> None:
    send(
        noon,
        notice=Notice(template=HELLO.template, context={"subject_line": f"Hi{inserted}", "paragraphs": []}),
    )
    jobs.run_all(noon)
    (message,) = mail.outbox
    parsed = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
    assert parsed["Bcc"] is None
    assert parsed["X"] is None
    assert str(parsed["Subject"]).startswith("Hi")
    assert message.recipients() == ["rita@example.org"]


@pytest.mark.django_db
def test_build_email__an_address_that_hides_another_header_reaches_nobody(noon: datetime) -> None:
    for address in (
        "rita@example.org\nBcc: victim@example.org",
        "rita@example.org, victim@example.org",
        "rita",
    ):
        with pytest.raises(ValidationError):
            send(noon, to=address)
    assert not Delivery.objects.exists()


class Attentive(BaseEmailBackend):
    """A mail server that looks whether we hold locks while we talk to it."""

    seen: ClassVar[list[bool]] = []

    def send_messages(self, email_messages: Any) -> int:
        self.seen.append(
            any(
                not block._from_testcase  # type: ignore[attr-defined]
                for block in connection.atomic_blocks
            )
        )
        return len(email_messages)


@pytest.mark.django_db
def test_deliver__no_transaction_is_open_while_the_server_is_spoken_to(
    noon: datetime, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = "masthead.notices.tests.test_deliver.Attentive"
    Attentive.seen.clear()
    send(noon)
    jobs.run_all(noon)
    assert Attentive.seen == [False]


DELIVERING = """
import sys
from datetime import UTC, datetime
from masthead.notices import operations
from masthead.notices.models import Delivery
numbers = list(Delivery.objects.order_by("pk").values_list("pk", flat=True))
print("ready", flush=True)
sys.stdin.readline()
for delivery_id in numbers:
    operations.deliver(delivery_id=delivery_id, now=datetime(2026, 3, 2, 12, tzinfo=UTC))
print("done", flush=True)
"""


def test_deliver__two_workers_send_each_message_once(store: str, noon: datetime) -> None:
    for _ in range(10):
        send(noon)
    with process(DELIVERING, database=store) as one, process(DELIVERING, database=store) as two:
        for child in (one, two):
            assert child.stdout
            assert child.stdout.readline() == "ready\n"
        assert [child.communicate("go\n")[0] for child in (one, two)] == ["done\n", "done\n"]
    assert MailboxEmail.objects.count() == 10
    assert list(Delivery.objects.values_list("state", "attempts").distinct()) == [("sent", 1)]


@pytest.mark.django_db
def test_account_adapter__what_allauth_writes_goes_out_on_our_paper(noon: datetime) -> None:
    adapter = AccountAdapter(RequestFactory().get("/"))
    adapter.send_mail(
        "account/email/email_changed",
        "rita@example.org",
        {"request": None, "from_email": "a", "to_email": "b"},
    )
    jobs.run_all(noon)
    (message,) = mail.outbox
    assert message.subject
    assert message.message().get_content_type() == "multipart/alternative"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_deliver__a_code_is_stored_by_nobody_once_it_was_sent(noon: datetime) -> None:
    AccountAdapter(RequestFactory().get("/")).send_mail(
        "account/email/login_code", "rita@example.org", {"code": "QWRTPS"}
    )
    assert Delivery.objects.get().context == {"code": "QWRTPS"}
    jobs.run_all(noon)
    assert Delivery.objects.get().context == {}
    assert "QWRTPS" in mail.outbox[0].subject


@pytest.mark.django_db
def test_delete_old_deliveries__takes_those_of_three_months_ago(noon: datetime) -> None:
    send(noon)
    assert operations.delete_old_deliveries(now=noon + timedelta(days=89)) == 0
    assert operations.delete_old_deliveries(now=noon + timedelta(days=91)) == 1
