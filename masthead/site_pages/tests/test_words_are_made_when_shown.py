"""What is stored is data: under another language the same rows speak that language."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from conftest import sign_in
from masthead.discussion import operations as discussion
from masthead.discussion import queries as threads
from masthead.discussion.models import Comment
from masthead.kit import jobs
from masthead.memberships import operations as memberships
from masthead.memberships.models import EntitlementSource
from masthead.notices import operations as notices
from masthead.payments.models import Invoice, InvoiceLine, ProviderAccount
from masthead.people.models import Person
from masthead.publishing import operations as publishing
from masthead.publishing.models import PublicView, SectionPage
from masthead.publishing.tests.conftest import publish
from masthead.reading.notices import published


@pytest.fixture
def in_german(front: object) -> Callable[[], None]:
    return lambda: publishing.update_publication(name="The Lighterman", language="de")


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_authors__are_joined_in_the_language_of_the_page(
    client: Client, harbour: SectionPage, in_german: Callable[[], None]
) -> None:
    authors = [publishing.add_author(name=name) for name in ("Ada", "Bea", "Cleo")]
    publish(harbour, headline="Three", authors=authors, access="public")
    publish(harbour, headline="Two", authors=authors[:2], access="public")
    for path in ("/", "/harbour/"):
        assert "Ada, Bea and Cleo" in page(client, path)
    in_german()
    for path in ("/", "/harbour/", "/authors/ada/"):
        assert "Ada, Bea und Cleo" in page(client, path)
        assert "Ada und Bea" in page(client, path)
    assert 'Bea</a> und <a rel="author" href="/authors/cleo/">Cleo</a>' in page(client, "/harbour/three/")
    assert " and " not in str(PublicView.objects.values_list("authors", "search_text"))


def test_names__are_escaped_in_pages_and_plain_in_mail(
    client: Client, harbour: SectionPage, rita: Person, noon: datetime
) -> None:
    author = publishing.add_author(name="Aoife O'Brien & <Sons>", slug="sons")
    article = publish(harbour, authors=[author], access="public")
    assert "Aoife O&#x27;Brien &amp; &lt;Sons&gt;" in page(client, "/harbour/")
    notices.send(to=rita, notice=published(PublicView.objects.get(article=article)), now=noon)
    jobs.run_all(noon)
    assert "Aoife O'Brien & <Sons>" in mail.outbox[-1].body


def test_notices__change_with_the_language(
    harbour: SectionPage,
    rita: Person,
    moe: Person,
    noon: datetime,
    in_german: Callable[[], None],
) -> None:
    from masthead.moderation import operations as moderation
    from masthead.moderation.models import Reason

    comment = comment_by(rita, harbour, "I *never* said so", noon)
    moderation.hide_comment(comment=comment, by=moe, reason=Reason.ATTACK, words="“Donkey”.", now=noon)
    browser = sign_in(Client(), rita)
    english = page(browser, "/notices/")
    assert "Your comment under “The seventh lantern” was hidden" in english
    assert "It attacks a person or a group. “Donkey”." in english
    in_german()
    german = page(browser, "/notices/")
    assert "was hidden" not in german
    assert "attacks a person" not in german
    assert "„The seventh lantern“" in german
    assert "“Donkey”." in german


def comment_by(person: Person, section: SectionPage, text: str, now: datetime) -> Comment:
    article = publish(section, access="public", published_at=now)
    memberships.grant(
        person=person, source=EntitlementSource.COMPLIMENTARY, starts_at=now - timedelta(days=1),
        ends_at=None, reference=f"test:{person.pk}", now=now,
    )  # fmt: skip
    thread = threads.thread_by_key(PublicView.objects.get(article=article).thread_key)
    assert thread is not None
    return discussion.post_comment(author=person, thread=thread, text=text, now=now)


def test_mail__quotes_a_comment_without_the_marks_of_how_it_was_typed(
    harbour: SectionPage, rita: Person, moe: Person, mina: Person, noon: datetime
) -> None:
    from masthead.moderation import operations as moderation
    from masthead.moderation.models import Reason

    comment = comment_by(rita, harbour, "I *never* said **so**", noon)
    moderation.hide_comment(comment=comment, by=moe, reason=Reason.ATTACK, now=noon)
    moderation.restore_comment(comment=comment, by=moe, words="A slip.", now=noon)
    memberships.grant(
        person=mina, source=EntitlementSource.COMPLIMENTARY, starts_at=noon - timedelta(days=1),
        ends_at=None, reference="mina", now=noon,
    )  # fmt: skip
    discussion.post_comment(
        author=mina,
        thread=comment.thread,
        reply_to_seq=comment.seq,
        text="*No*: see [this](https://a.example/)",
        now=noon,
    )
    jobs.run_all(noon)
    assert len(mail.outbox) == 3
    for message in mail.outbox:
        for part in message.message().walk():
            if part.get_content_type() == "text/plain":
                assert "*" not in part.get_payload(decode=True).decode()  # type: ignore[union-attr]  # no part of parts
    said = " ".join(str(message.body) for message in mail.outbox)
    assert "I never said so" in said
    assert "No: see this (https://a.example/)" in said


def test_receipt__is_dated_in_the_language_it_is_read_in(
    rita: Person, noon: datetime, in_german: Callable[[], None]
) -> None:
    from masthead.memberships.notices import receipt

    invoice = Invoice.objects.create(
        account=ProviderAccount.objects.create(provider="pretend"), ref="in_1", person=rita,
        number="2026-000017", title="Yearly", state="paid", amount_minor=600000, currency="EUR", made_at=noon,
        paid_at=noon, recorded_at=noon,
    )  # fmt: skip
    InvoiceLine.objects.create(
        invoice=invoice, key="1", reference="line:1", item_key="plan:1", title="Yearly", amount_minor=600000,
        starts_at=noon, ends_at=noon + timedelta(days=365),
    )  # fmt: skip
    notice = receipt(invoice)
    assert not any(word in str(notice.context) for word in ("March", "€"))
    notices.send(to=rita, notice=notice, now=noon)
    in_german()
    jobs.run_all(noon)
    assert "2. März 2026" in mail.outbox[-1].body
    assert "6.000,00" in mail.outbox[-1].body


def test_bodies__are_drawn_again_when_the_language_changes(
    client: Client, harbour: SectionPage, in_german: Callable[[], None]
) -> None:
    body = [
        (
            "table",
            {"caption": "Ships", "cells": "A,B\n1,2", "first_column_names": False, "source": "The office"},
        )
    ]
    publish(harbour, headline="Ships", body=body, access="public")
    assert "Source: The office" in page(client, "/harbour/ships/")
    in_german()
    jobs.run_all()
    assert "Quelle: The office" in page(client, "/harbour/ships/")
