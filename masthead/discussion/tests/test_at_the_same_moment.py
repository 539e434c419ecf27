"""Many people at the same moment, on connections of their own: nothing is lost, doubled or miscounted."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from masthead.discussion import operations
from masthead.discussion.models import Comment, Thread
from masthead.discussion.tests.conftest import crowd
from masthead.kit.tests.stores import at_once, shared_store
from masthead.people.models import Person

PEOPLE = 6


@pytest.fixture
def _store(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), shared_store(tmp_path):
        yield


def _world(noon: datetime) -> tuple[Thread, list[Person]]:
    thread = operations.open_thread(key="race", address="/", title="Race", now=noon)
    return thread, crowd(PEOPLE, noon)


@pytest.mark.usefixtures("_store")
def test_post_comment__the_same_form_sent_many_times_at_once_is_one_comment(noon: datetime) -> None:
    thread, people = _world(noon)

    def send() -> None:
        operations.post_comment(
            author=people[0],
            thread=thread,
            text="Once.",
            idempotency_key="form",
            now=noon,
            rate_limited=False,
        )

    at_once([send] * PEOPLE)
    thread.refresh_from_db()
    assert Comment.objects.filter(thread=thread).count() == thread.shown_count == 1


@pytest.mark.usefixtures("_store")
def test_comment_counts__replies_and_votes_of_many_at_once_are_all_counted(noon: datetime) -> None:
    thread, people = _world(noon)
    root = operations.post_comment(
        author=people[0], thread=thread, text="Well?", now=noon, rate_limited=False
    )

    def reply(person: Person) -> Callable[[], object]:
        return lambda: operations.post_comment(
            author=person,
            thread=thread,
            text="Yes.",
            reply_to_seq=root.seq,
            now=noon,
            rate_limited=False,
        )

    def vote(person: Person, kind: str) -> Callable[[], object]:
        return lambda: operations.cast_vote(
            voter=person, comment=root, kind=kind, now=noon, rate_limited=False
        )

    others = people[1:]
    at_once(
        [reply(person) for person in others]
        + [vote(person, kind) for person in others for kind in ("agree", "good-point", "agree")]
    )
    root.refresh_from_db()
    thread.refresh_from_db()
    assert (root.children, root.descendants, len(root.preview)) == (len(others), len(others), 3)
    assert (root.ups, root.downs, root.good_points) == (len(others), 0, len(others))
    seqs = list(Comment.objects.filter(thread=thread).order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, thread.next_seq))
