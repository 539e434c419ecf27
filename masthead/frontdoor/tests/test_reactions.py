"""What happens in the rooms below makes pages untrue: here, and in every other process."""

from datetime import datetime

import pytest

from masthead.discussion import events as discussion
from masthead.discussion import operations as threads
from masthead.discussion.models import Thread
from masthead.frontdoor import queries
from masthead.kit.events import Event, announce
from masthead.memberships import events as memberships
from masthead.mentions import events as mentions
from masthead.paywall import events as paywall
from masthead.people import events as people
from masthead.publishing import events as publishing
from masthead.publishing.dependencies import Author, Section, Series, Tag
from masthead.theme import events as theme

pytestmark = pytest.mark.django_db


def invalidated_by(event: Event) -> set[str]:
    before = queries.latest_invalidation_id()
    announce(event)
    return {dependency for _, dependency in queries.invalidations_after(before)}


@pytest.fixture
def thread(noon: datetime) -> Thread:
    return threads.open_thread(key="article:12", address="/opinion/the-call/", title="The call", now=noon)


LISTS = (Section(3), Series(4), Author(5), Tag(6))


@pytest.mark.parametrize(
    "event",
    [
        publishing.ArticlePublished(article_id=12, lists=LISTS),
        publishing.ArticleUnpublished(article_id=12, lists=LISTS),
    ],
)
def test_invalidate__a_piece_published_or_taken_back_takes_its_page_every_list_and_its_kin(
    event: Event,
) -> None:
    assert invalidated_by(event) == {
        "article:12", "article-lists:*", "section:3", "series:4", "author:5", "tag:6",
    }  # fmt: skip


def test_invalidate__public_views_made_anew_take_all_their_pages() -> None:
    event = publishing.PublicViewsRebuilt(article_ids=(1, 2), lists=LISTS[:1])
    assert invalidated_by(event) == {"article:1", "article:2", "article-lists:*", "section:3"}


def test_invalidate__a_mention_elsewhere_takes_the_page_of_its_piece_and_no_list() -> None:
    assert invalidated_by(mentions.MentionsChanged(article_id=12)) == {"mentions-of:12"}


def test_invalidate__a_new_comment_takes_the_thread_and_the_lists_that_count_it(thread: Thread) -> None:
    event = discussion.CommentHidden(
        comment_id=1, thread_id=thread.pk, thread_key=thread.key, reason="insult"
    )
    assert invalidated_by(event) == {f"thread:{thread.pk}", "comment-count:article%3A12"}


def test_invalidate__a_vote_takes_the_thread_and_no_list(thread: Thread) -> None:
    event = discussion.VoteCast(comment_id=1, thread_id=thread.pk)
    assert invalidated_by(event) == {f"thread:{thread.pk}"}


def test_invalidate__a_change_on_every_page_takes_every_page() -> None:
    assert invalidated_by(publishing.PublicationChanged()) == {"publication:*"}
    assert invalidated_by(theme.ThemeChanged()) == {"theme:*"}


def test_invalidate__a_name_takes_only_what_shows_the_person() -> None:
    assert invalidated_by(people.DisplayNameChanged(person_id=1)) == {"person:1"}


def test_invalidate__a_raised_version_takes_pages_only_where_others_see_a_difference() -> None:
    assert invalidated_by(people.AccessVersionRaised(person_id=1, version=2)) == set()
    seen = people.AccessVersionRaised(person_id=1, version=2, seen_by_others=True)
    assert invalidated_by(seen) == {"person:1"}


def test_invalidate__new_prices_and_a_new_meter_take_the_closed_pages() -> None:
    assert invalidated_by(memberships.PlansChanged()) == {"offer:*"}
    assert invalidated_by(paywall.PolicyChanged()) == {"meter-policy:*"}
