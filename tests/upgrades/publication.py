"""A small publication with something in every room, for a later version to find."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django_tasks_db.models import DBTaskResult

from masthead.discussion import operations as discussion
from masthead.discussion.models import Comment, Thread, VoteKind
from masthead.kit.notices import Channel
from masthead.memberships import operations as memberships
from masthead.memberships.models import EntitlementSource, Plan
from masthead.mentions import operations as mentions
from masthead.mentions.models import MentionProtocol, SourceDetails
from masthead.moderation import operations as moderation
from masthead.moderation.models import Reason
from masthead.notices import operations as notices
from masthead.payments import operations as payments
from masthead.payments.providers.pretend import operations as pretend
from masthead.payments.states import Interval
from masthead.people import operations as people
from masthead.people.models import Person, Role
from masthead.publishing import operations as publishing
from masthead.publishing.models import ArticlePage, PublicView
from masthead.publishing.tests.pictures import picture
from masthead.reading import operations as reading
from masthead.site_pages import operations as site_pages

WRITTEN_AT = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
LAST_DAY_OF_SESSIONS = datetime(2100, 1, 1, tzinfo=UTC)
OPEN_WORDS = "The ferry to Harrow Sound leaves at six, and nobody has ever seen it return before nine."
MEMBERS_WORDS = "The pilot keeps a second timetable in the wheelhouse, and it is the one that is true."
JOBS = 10  # so many wait in the queue: no version may lose what waits, and each is half a kilobyte
STAFF = {"ada": Role.AUTHOR, "ed": Role.EDITOR, "moe": Role.MODERATOR, "pia": Role.PUBLISHER}
READERS = ("rita", "mina", "paul", "lena")  # has an account; is a member; pays; was a member once


def fill() -> None:
    """Write the publication, a day in its life, and a sign-in for everybody."""
    cast = _people()
    _memberships(cast)
    article = _articles(cast)
    _discussion(article, cast)
    _what_readers_keep(article, cast)
    for handle, person in cast.items():
        _sign_in(handle, person)
    waiting = DBTaskResult.objects.order_by("enqueued_at")
    waiting.exclude(pk__in=list(waiting.values_list("pk", flat=True)[:JOBS])).delete()


def session_key(handle: str) -> str:
    """The session in which this person is signed in."""
    return f"{handle}0" * 8


def _people() -> dict[str, Person]:
    long_ago = WRITTEN_AT - timedelta(days=400)
    cast = {}
    for handle in (*STAFF, *READERS):
        person = people.register_person(email=f"{handle}@example.org", now=long_ago)
        if handle in STAFF:
            people.give_role(person=person, role=STAFF[handle], by=None, now=long_ago)
        people.set_display_name(person=person, name=f"{handle.title()} Halloran", now=long_ago)
        cast[handle] = person
    people.update_profile(
        person=cast["mina"], about="Rows to work.", link="", shows_member_since=True, now=WRITTEN_AT
    )
    return {handle: Person.objects.get(pk=person.pk) for handle, person in cast.items()}


def _memberships(cast: dict[str, Person]) -> None:
    Plan.objects.create(name="Monthly", slug="monthly", amount_minor=600, interval=Interval.MONTH)
    for handle, days in (("mina", None), ("lena", -30)):
        memberships.grant(
            person=cast[handle],
            source=EntitlementSource.COMPLIMENTARY,
            reference=f"given:{handle}",
            reason="Given by the publisher",
            starts_at=WRITTEN_AT - timedelta(days=300),
            ends_at=None if days is None else WRITTEN_AT + timedelta(days=days),
            now=WRITTEN_AT - timedelta(days=300),
        )
    checkout = memberships.start_membership_checkout(
        person=cast["paul"], slug="monthly", return_to="", now=WRITTEN_AT
    )
    pretend.pay(checkout.ref, now=WRITTEN_AT)
    payments.reconcile_checkout(checkout=checkout, now=WRITTEN_AT)


def _articles(cast: dict[str, Person]) -> ArticlePage:
    publishing.prepare_publication(name="The Sound Ferryman", tagline="A paper between two shores")
    site_pages.prepare_site_pages(language="en")
    section = publishing.ensure_section(title="Crossings", by=cast["pia"])
    author = publishing.add_author(name="Ольга Halloran", bio="writes about boats.")
    series = publishing.add_series(title="Timetables")
    body: list[tuple[str, Any]] = [
        ("text", f"<p>{OPEN_WORDS}</p>"),
        ("gate", None),
        ("text", f"<p>{MEMBERS_WORDS}</p>"),
        (
            "table",
            {
                "caption": "Departures",
                "cells": "Pier,Hour\nNorth,6\nSouth,9",
                "first_row_names": True,
                "first_column_names": False,
                "source": "",
            },
        ),
    ]
    common: dict[str, Any] = {
        "section": section,
        "authors": [author],
        "standfirst": "Two timetables.",
        "by": cast["ada"],
    }
    article = publishing.publish_article(
        article=publishing.write_article(
            headline="The second timetable",
            body=body,
            access="members",
            metered=False,
            lead_image=picture("ferry.jpg"),
            lead_alternative="A ferry",
            tags=["Ferries"],
            series=series,
            **common,
        ),
        by=cast["ed"],
        published_at=WRITTEN_AT - timedelta(days=2),
    )
    publishing.publish_article(
        article=publishing.write_article(headline="Open water", body=body[:1], access="public", **common),
        by=cast["ed"],
        published_at=WRITTEN_AT - timedelta(days=1),
    )
    publishing.write_article(headline="Not yet written", body=body[:1], **common)
    return article


def _discussion(article: ArticlePage, cast: dict[str, Person]) -> None:
    thread = Thread.objects.get(key=f"article:{article.pk}")

    def post(handle: str, text: str, *, under: int = 0) -> Comment:
        return discussion.post_comment(
            author=cast[handle],
            thread=thread,
            text=text,
            reply_to_seq=under,
            idempotency_key=text,
            now=WRITTEN_AT,
            rate_limited=False,
        )

    first = post("mina", "I have *seen* the second timetable.")
    post("paul", "So have I, and it was wet.", under=first.seq)
    hidden = post("mina", "Something nobody should have to read.")
    discussion.delete_comment(comment=post("paul", "Never mind."), by=cast["paul"])
    discussion.cast_vote(
        voter=cast["paul"], comment=first, kind=VoteKind.GOOD_POINT, now=WRITTEN_AT, rate_limited=False
    )
    moderation.report_comment(comment=hidden, by=cast["paul"], reason=Reason.ATTACK, now=WRITTEN_AT)
    moderation.hide_comment(comment=hidden, by=cast["moe"], reason=Reason.ATTACK, now=WRITTEN_AT)


def _what_readers_keep(article: ArticlePage, cast: dict[str, Person]) -> None:
    reading.save_article(person=cast["rita"], article_id=article.pk, now=WRITTEN_AT)
    reading.follow(person=cast["rita"], kind="section", followable_id=article.get_parent().pk, now=WRITTEN_AT)
    notices.set_preference(person=cast["rita"], kind="replies", channel=Channel.SITE, now=WRITTEN_AT)
    mentions.add_mention(
        view=PublicView.objects.get(pk=article.pk),
        source="https://blog.example/ferries",
        protocol=MentionProtocol.WEBMENTION,
        details=SourceDetails(
            title="On ferries", author="A Rower", excerpt="Two timetables.", published_at=WRITTEN_AT
        ),
        now=WRITTEN_AT,
    )


def _sign_in(handle: str, person: Person) -> None:
    signed_in = {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: person.get_session_auth_hash(),
    }
    Session.objects.create(
        session_key=session_key(handle),
        session_data=SessionStore().encode(signed_in),
        expire_date=LAST_DAY_OF_SESSIONS,
    )
