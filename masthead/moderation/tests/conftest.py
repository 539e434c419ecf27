"""What every test of the desk knows: a thread and Mina's comment in it."""

from datetime import datetime

import pytest

from masthead.discussion import operations
from masthead.discussion.models import Comment, Thread
from masthead.people.models import Person


@pytest.fixture
def thread(db: None, noon: datetime) -> Thread:
    """The discussion of a piece about a telephone call: read by everybody, written by members."""
    return operations.open_thread(key="article:12", address="/politics/the-call/", title="The call", now=noon)


@pytest.fixture
def comment(thread: Thread, mina: Person, noon: datetime) -> Comment:
    """What Mina wrote and somebody dislikes."""
    text = "The minister is a weathercock."
    return operations.post_comment(author=mina, thread=thread, text=text, now=noon, rate_limited=False)
