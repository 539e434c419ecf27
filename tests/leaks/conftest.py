"""A publication with something to hide, and the outermost door before it."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from pytest_django import Settings
from wagtail.documents import get_document_model

from masthead.discussion import operations as discussion
from masthead.discussion.models import Thread
from masthead.frontdoor.application import FrontDoor
from masthead.frontdoor.tests.asking import fresh_state
from masthead.leaks.audit import run_audit
from masthead.leaks.readers import READERS
from masthead.leaks.report import Report
from masthead.memberships import operations as memberships
from masthead.memberships.models import EntitlementSource, Plan
from masthead.notices.models import SiteNotice
from masthead.payments.states import Interval
from masthead.people import operations as people
from masthead.people.models import Person
from masthead.publishing import operations, queries
from masthead.publishing.models import ArticlePage, SectionPage
from masthead.publishing.tests.pictures import picture

OPEN_WORDS = "The harbour office keeps a list of every ship that asked to stay the night."
SECRET = (
    "Nobody outside the archive knew that the seventh lantern was bought with borrowed silver, "
    "and the keeper’s daughter burned the only receipt before the auditors crossed the strait."
)
QUOTED = "The debt was never entered in any book that the council could have asked to see."
CAPTION = "The keeper’s unlit second stair"

Audit = Callable[..., Report]


def text(words: str) -> tuple[str, str]:
    return ("text", f"<p>{words}</p>")


# One word nobody else would write for every place in a part of the body where words can stand.
CANARIES = {
    "callout": "canarycallout",
    "callout heading": "canaryboxhead",
    "timeline": "canarytimeline",
    "moment": "canarymoment",
    "cell": "canarycell",
    "caption": "canarycaption",
    "source": "canarysource",
    "chart": "canarychart",
    "what a chart shows": "canarydescription",
    "point": "canarypoint",
    "unit": "canaryunit",
    "embed": "canaryembed",
    "embed caption": "canaryembedcaption",
    "audio": "canaryaudio",
    "transcript": "canarytranscript",
    "credit": "canarycredit",
    "footnote": "canaryfootnote",
}


def of_every_kind() -> list[tuple[str, Any]]:
    """Every further kind of part, with its canaries."""
    word = CANARIES.__getitem__
    sound = get_document_model().objects.create(
        title="bell", file=ContentFile(b"ID3" + bytes(900), name="bell.mp3")
    )
    return [
        text("The receipt was copied once.[^copy]"),
        ("callout", {"heading": word("callout heading"), "text": f"<p>{word('callout')}</p>"}),
        (
            "timeline",
            {"heading": "", "entries": [{"when": word("moment"), "what": f"<p>{word('timeline')}</p>"}]},
        ),
        (
            "table",
            {
                "caption": word("caption"),
                "cells": f"Lamp,Cost\n{word('cell')},7",
                "first_row_names": True,
                "first_column_names": False,
                "source": word("source"),
            },
        ),
        (
            "chart",
            {
                "title": word("chart"),
                "description": word("what a chart shows"),
                "kind": "line",
                "numbers": f"Year,Lamps\n{word('point')},1\n1912,4",
                "unit": word("unit"),
                "source": "",
            },
        ),
        (
            "embed",
            {
                "address": "https://vimeo.com/123456789",
                "title": word("embed"),
                "caption": word("embed caption"),
            },
        ),
        (
            "audio",
            {
                "file": sound,
                "title": word("audio"),
                "credit": word("credit"),
                "transcript": word("transcript"),
            },
        ),
        ("footnote", {"mark": "copy", "text": f"<p>{word('footnote')}</p>"}),
    ]


@pytest.fixture
def world(transactional_db: None, tmp_path: Path, settings: Settings) -> ArticlePage:
    """A members' piece with a discussion, a free one and one for readers with an account."""
    settings.MEDIA_ROOT = tmp_path
    queries.invalidate_publication_summary()
    operations.prepare_publication(name="The Lighterman", tagline="A magazine of the strait")
    Plan.objects.create(name="Monthly", slug="monthly", amount_minor=600, interval=Interval.MONTH)
    section = operations.ensure_section(title="Harbour")
    author = operations.add_author(name="Marit Oyelaran", bio="writes about harbours.")
    hidden_picture = {
        "image": picture("stair.jpg"),
        "alternative": "A stair in the dark tower of the east mole",
        "caption": CAPTION,
        "credit": "",
    }
    body = [
        text(OPEN_WORDS),
        ("gate", None),
        text(SECRET),
        ("picture", hidden_picture),
        text(QUOTED),
        *of_every_kind(),
    ]
    article = _publish(
        section,
        "The seventh lantern",
        body,
        authors=[author],
        lead_image=picture("lead.jpg"),
        tags=["Lanterns"],
        series=operations.add_series(title="Lights of the strait"),
        whats_new="A receipt has been found.",
        corrections=[(date(2026, 3, 4), "The keeper is called Ferro.")],
    )
    _publish(
        section,
        "For everybody",
        [text("A free piece says what it likes about lanterns, ropes and the tide tables of spring.")],
        access="public",
    )
    account = "Behind the register stands a clerk who has counted every sack of grain since the great flood."
    _publish(
        section,
        "For readers with an account",
        [text("Come in."), ("gate", None), text(account)],
        access="registered",
    )
    _comments(article)
    return article


def _publish(section: SectionPage, headline: str, body: list[tuple[str, Any]], **fields: Any) -> ArticlePage:
    draft = operations.write_article(
        section=section, headline=headline, standfirst="Who paid for the light?", body=body, **fields
    )
    return operations.publish_article(article=draft)


def note(reader: Person, *, kind: str, sentence: str) -> None:
    """A notice on the reader's page of notices says `sentence`."""
    SiteNotice.objects.create(
        person=reader,
        kind=kind,
        template="notices/notices/plain",
        line={"subject_line": sentence},
        sent_at=timezone.now(),
    )


def _comments(article: ArticlePage) -> None:
    now = timezone.now()
    member = people.register_person(email="member@example.org", display_name="Old Pilot", now=now)
    memberships.grant(
        person=member,
        source=EntitlementSource.COMPLIMENTARY,
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=9),
        reference="x",
        now=now,
    )
    thread = Thread.objects.get(key=f"article:{article.pk}")
    for number in range(3):
        discussion.post_comment(
            author=member,
            thread=thread,
            text=f"I remember lantern {number}.",
            reply_to_seq=number,
            idempotency_key=str(number),
            now=now,
            rate_limited=False,
        )


@pytest.fixture
def door() -> FrontDoor:
    return a_door()


def a_door() -> FrontDoor:
    """The outermost application as the site runs it, with a memory of its own and no jobs beside it."""
    return FrontDoor(
        django=get_wsgi_application(),
        threads=1,
        hosts=settings.OWN_HOSTS,
        max_body_bytes=1_000_000,
        state=fresh_state(),
    )


@pytest.fixture
def audit(world: ArticlePage, door: FrontDoor) -> Audit:
    def run(*readers: str) -> Report:
        return run_audit(now=timezone.now(), application=door, readers=readers or READERS)

    return run
