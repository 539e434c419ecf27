"""What happens in the rooms below makes pages untrue: here, and in every other process."""

from datetime import datetime

import pytest

from masthead.articles import events as articles
from masthead.articles import operations as publishing
from masthead.articles.models import SectionPage
from masthead.discussion import events as discussion
from masthead.discussion import operations as threads
from masthead.discussion.models import Thread
from masthead.frontdoor import queries
from masthead.kit.events import Event, announce
from masthead.memberships import events as memberships
from masthead.mentions import events as mentions
from masthead.paywall import events as paywall
from masthead.people import events as people

pytestmark = pytest.mark.django_db


def tags_after(event: Event) -> set[str]:
    before = queries.latest_mark_id()
    announce(event)
    return {tag for _, tag in queries.marks_after(before)}


@pytest.fixture
def thread(noon: datetime) -> Thread:
    return threads.open_thread(key="article:12", address="/opinion/the-call/", title="The call", now=noon)


@pytest.fixture
def section() -> SectionPage:
    publishing.prepare_publication(name="The Lighterman")
    return publishing.open_section(title="Opinion")


@pytest.mark.parametrize(
    "event", [articles.ArticlePublished(article_id=12), articles.ArticleUnpublished(article_id=12)]
)
def test_a_piece_published_or_taken_back_drops_its_page_and_every_list(
    event: Event, section: SectionPage
) -> None:
    assert {"piece-12", "front", f"section-{section.pk}"} <= tags_after(event)


def test_public_views_made_anew_drop_all_their_pages() -> None:
    assert {"piece-1", "piece-2", "front"} <= tags_after(articles.PublicViewsRebuilt(article_ids=(1, 2)))


def test_a_mention_elsewhere_drops_the_page_of_its_piece_and_no_list() -> None:
    assert tags_after(mentions.MentionsChanged(article_id=12)) == {"piece-12"}


def test_a_new_comment_drops_the_thread_and_the_lists_that_count_it(thread: Thread) -> None:
    event = discussion.CommentHidden(comment_id=1, thread_id=thread.pk, reason="insult")
    assert {f"thread-{thread.pk}", "piece-12", "front"} <= tags_after(event)


def test_a_thread_elsewhere_drops_only_itself(noon: datetime) -> None:
    thread = threads.open_thread(
        key="elsewhere:9", address="https://example.org/", title="Elsewhere", now=noon
    )
    assert tags_after(discussion.ThreadClosed(thread_id=thread.pk)) == {f"thread-{thread.pk}"}


def test_a_vote_drops_the_thread_and_no_list(thread: Thread) -> None:
    event = discussion.VoteCast(comment_id=1, thread_id=thread.pk)
    assert tags_after(event) == {f"thread-{thread.pk}"}


def test_a_change_on_every_page_drops_every_page() -> None:
    assert tags_after(articles.PublicationChanged()) == {"publication"}
    assert tags_after(people.DisplayNameChanged(person_id=1)) == {"publication"}


def test_new_prices_and_a_new_meter_drop_the_closed_pages() -> None:
    assert tags_after(memberships.PlansChanged()) == {"offer"}
    assert tags_after(paywall.PolicyChanged()) == {"policy"}
