"""The desk's first page, all its panels: what it shows, and what it costs however much there is."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import sign_in
from masthead.discussion import operations as discussion
from masthead.discussion import queries as threads
from masthead.discussion.models import Comment, State
from masthead.moderation import operations
from masthead.moderation.models import Reason
from masthead.people.models import Person
from masthead.publishing import operations as publishing
from masthead.publishing.models import PublicView, SectionPage


@pytest.fixture
def section(db: None) -> SectionPage:
    publishing.prepare_publication(name="The Lighterman")
    return publishing.ensure_section(title="Harbour")


def fill(section: SectionPage, *, first: int, count: int, ed: Person, mina: Person, noon: datetime) -> None:
    """So many pieces written and published, each with a comment that was reported and one that waits."""
    for number in range(first, first + count):
        publishing.write_article(
            section=section, headline=f"Draft {number}", body=[("text", "<p>One.</p>")], by=ed
        )
        draft = publishing.write_article(
            section=section, headline=f"Piece {number}", body=[("text", "<p>Two.</p>")], by=ed
        )
        view = PublicView.objects.get(pk=publishing.publish_article(article=draft, by=ed).pk)
        thread = threads.thread_by_key(view.thread_key)
        assert thread
        posted = [
            discussion.post_comment(
                author=mina,
                thread=thread,
                text=f"Comment {number} {place}.",
                now=noon + timedelta(hours=number),
                rate_limited=False,
            )
            for place in range(2)
        ]
        operations.report_comment(
            comment=posted[0], by=ed, reason=Reason.ADVERTISING, words="", now=noon + timedelta(hours=number)
        )
        Comment.objects.filter(pk=posted[1].pk).update(state=State.PENDING)


def test_desk_overview__every_panel_says_what_there_is(
    client: Client, section: SectionPage, ed: Person, mina: Person, noon: datetime
) -> None:
    fill(section, first=0, count=1, ed=ed, mina=mina, noon=noon)
    html = sign_in(client, ed).get("/desk/").content.decode()
    for words in ("Draft 0", "Piece 0", "Being written", "Published", "Discussed", "Held", "2 comments wait"):
        assert words in html
    assert "waits to be read" in html
    assert "1 report" in html


def test_desk_overview__costs_the_same_with_one_row_in_each_panel_and_with_eight(
    client: Client, section: SectionPage, ed: Person, mina: Person, noon: datetime
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get("/desk/").status_code == 200
        return len(captured)

    fill(section, first=0, count=1, ed=ed, mina=mina, noon=noon)
    sign_in(client, ed).get("/desk/")  # what is remembered from now on
    few = asked()
    fill(section, first=1, count=7, ed=ed, mina=mina, noon=noon)
    assert asked() == few
    assert few < 60
