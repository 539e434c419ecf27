"""What every test of the discussion knows: an open thread and a second member."""

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from masthead.discussion import operations
from masthead.discussion.models import Comment, Thread
from masthead.memberships import models as membership_models
from masthead.memberships import operations as memberships
from masthead.people import operations as people
from masthead.people.models import Person

Post = Callable[..., Comment]


def member(name: str, now: datetime) -> Person:
    """Somebody with a display name and a membership of a month."""
    address = name.lower().replace(" ", ".") + "@example.org"
    person = people.register_person(email=address, display_name=name, now=now)
    memberships.grant(
        person=person,
        source=membership_models.EntitlementSource.SUBSCRIPTION,
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=30),
        reference=f"cast:{person.pk}",
        now=now,
    )
    return person


def crowd(number: int, now: datetime) -> list[Person]:
    """That many members, with names that cannot be taken for each other."""
    names = (
        "".join(pair)
        for pair in itertools.product(["Ba", "De", "Fo", "Gu", "Ka"], ["za", "te", "po", "su", "he"])
    )
    return [member(name, now) for name in itertools.islice(names, number)]


@pytest.fixture
def thread(db: None, noon: datetime) -> Thread:
    """The discussion of a piece about a telephone call: read by everybody, written by members."""
    return operations.open_thread(key="article:12", address="/politics/the-call/", title="The call", now=noon)


@pytest.fixture
def owen(db: None, noon: datetime) -> Person:
    """A second member."""
    return member("Owen Pilot", noon)


@pytest.fixture
def post(thread: Thread, noon: datetime) -> Post:
    """Post a comment: `post(mina, "text", to=comment)`."""

    def posting(
        author: Person, text: str, to: Comment | None = None, thread: Thread = thread, now: datetime = noon
    ) -> Comment:
        return operations.post_comment(
            author=author,
            thread=thread,
            text=text,
            reply_to_seq=to.seq if to else 0,
            now=now,
            rate_limited=False,
        )

    return posting
