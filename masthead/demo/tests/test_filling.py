"""The demonstration fills itself with what the rooms can do, once, and goes on where it was broken off."""

from datetime import UTC, datetime

import pytest

from masthead.demo import content, operations, queries
from masthead.discussion.models import Comment, State
from masthead.memberships.queries import is_member
from masthead.mentions import queries as mentions
from masthead.mentions.models import Mention
from masthead.people.models import Person
from masthead.publishing.models import ArticlePage, PublicView
from masthead.site_pages import operations as site_pages
from masthead.site_pages.models import SitePage
from masthead.site_pages.queries import checklist

NOW = datetime(2031, 3, 4, 9, 30, tzinfo=UTC)
WANTED = sum(map(len, content.comments().values()))


class PowerCutError(Exception):
    pass


def fill_until(word: str) -> None:
    """Fill, and break off where `word` is first said."""

    def say(what: str) -> None:
        if word in what:
            raise PowerCutError

    with pytest.raises(PowerCutError):
        operations.fill(now=NOW, say=say)


@pytest.mark.django_db
def test_fill__adds_everything_once_and_goes_on_where_it_was_broken_off() -> None:
    fill_until("members pay")
    assert queries.has_first_part()
    assert not queries.is_complete()
    fill_until("comments and their votes")
    later = datetime(2031, 3, 4, 12, 0, tzinfo=UTC)
    assert operations.fill(now=later, say=lambda what: None)
    assert queries.is_complete()

    assert ArticlePage.objects.filter(live=True).count() == len(content.articles())
    newest = PublicView.objects.order_by("-first_published_at").first()
    assert newest is not None
    assert newest.path == "/politics/day-after/"
    assert (NOW - newest.first_published_at).total_seconds() == 4 * 3600  # the present is when it was begun
    assert not any(view.was_revised for view in PublicView.objects.all())
    assert SitePage.objects.live().count() == len(site_pages.INITIAL_KINDS)  # no bracket is left to fill in
    assert {step.key for step in checklist() if step.done} >= {"privacy", "terms", "imprint"}
    assert Comment.objects.count() == WANTED
    assert Comment.objects.filter(state=State.HIDDEN).count() >= 2
    assert Comment.objects.filter(state=State.DELETED).count() == 1
    assert Comment.objects.filter(revision_count=1).count() == 1
    shown = [text for text in content.mentions() if text.is_shown]
    assert Mention.objects.shown().count() == len(shown)
    assert Mention.objects.pending().count() == len(content.mentions()) - len(shown) > 0
    assert not mentions.due_for_check(now=datetime(2039, 1, 1, tzinfo=UTC))
    cast = queries.people_by_handle()
    assert all(is_member(cast[reader.handle], NOW) for reader in content.members())
    assert [person.name for person in queries.accounts_to_try()]

    people = Person.objects.count()
    assert not operations.fill(now=later, say=lambda what: None)
    assert (Person.objects.count(), Comment.objects.count()) == (people, WANTED)
