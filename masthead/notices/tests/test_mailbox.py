"""The mailbox of the demonstration: what was really sent, and nothing of it alive."""

from datetime import datetime

import pytest
from django.conf import LazySettings
from django.test import Client

from masthead.kit import jobs
from masthead.kit.notices import Notice
from masthead.notices import operations
from masthead.notices.models import MailboxEmail

pytestmark = pytest.mark.django_db


@pytest.fixture
def email(settings: LazySettings, noon: datetime) -> MailboxEmail:
    settings.EMAIL_BACKEND = "masthead.notices.mailbox.EmailBackend"
    words = {"subject_line": "Grüße <b>", "paragraphs": ["<script>alert(1)</script> Schöne Grüße"]}
    operations.send(
        to="rita@example.org", notice=Notice(template="notices/notices/plain", context=words), now=noon
    )
    jobs.run_all(noon)
    return MailboxEmail.objects.get()


def test_mailbox__keeps_the_very_bytes_a_server_would_have_been_given(email: MailboxEmail) -> None:
    raw = bytes(email.raw)
    assert raw.startswith(b"Content-Type: multipart/alternative;")
    assert b"\r\nTo: rita@example.org\r\n" in raw
    assert b"\nAuto-Submitted: auto-generated\r\n" in raw
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert email.recipients == "rita@example.org"


def test_mailbox__lists_what_arrived_and_renews_the_list_alone(email: MailboxEmail, client: Client) -> None:
    page = client.get("/mailbox/")
    assert "Grüße &lt;b&gt;" in page.content.decode()
    assert 'hx-trigger="every 2s"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    fragment = client.get("/mailbox/", headers={"HX-Request": "true"}).content.decode()
    assert "rita@example.org" in fragment
    assert "<html" not in fragment


def test_mailbox__a_mail_is_shown_as_text_as_html_in_a_cage_and_as_source(
    email: MailboxEmail, client: Client
) -> None:
    page = client.get(f"/mailbox/{email.pk}/")
    body = page.content.decode()
    assert "Schöne Grüße" in body
    assert "<script>alert(1)" not in body
    assert f'<iframe class="mail-html" sandbox src="/mailbox/{email.pk}/html/"' in body
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    html = client.get(f"/mailbox/{email.pk}/html/")
    assert html["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "frame-ancestors 'self'" in html["Content-Security-Policy"]
    assert html["X-Frame-Options"] == "SAMEORIGIN"
    source = client.get(f"/mailbox/{email.pk}/source/")
    assert source["Content-Type"] == "text/plain; charset=utf-8"
    assert "Message-ID: " in source.content.decode()


def test_mailbox__the_same_message_handed_in_twice_is_there_once(
    email: MailboxEmail, settings: LazySettings
) -> None:
    from django.core.mail import EmailMessage

    for _ in range(2):
        EmailMessage("s", "b", to=["a@example.org"], headers={"Message-ID": "<same@example.org>"}).send()
    assert MailboxEmail.objects.count() == 2


def test_mailbox__where_there_is_a_mail_server_there_is_no_mailbox(
    email: MailboxEmail, client: Client, settings: LazySettings
) -> None:
    settings.EMAIL_URL = "smtp+tls://user:secret@mail.example:587"
    for path in ("", f"{email.pk}/", f"{email.pk}/html/", f"{email.pk}/source/"):
        assert client.get(f"/mailbox/{path}").status_code == 404


def test_mailbox__a_mail_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/mailbox/999/").status_code == 404


def test_mailbox__is_read_and_nothing_else(client: Client) -> None:
    assert client.post("/mailbox/").status_code == 405
