"""The letters a page draws, with no more columns and no more queries than that takes."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from masthead.discussion.models import Comment, Thread
from masthead.discussion.queries.branches import Branch
from masthead.people.models import Person


def for_page(thread: Thread) -> "QuerySet[Comment]":
    """Shown comments of the thread with what a page draws of them."""
    return Comment.objects.filter(thread=thread, shown=True).only(*_DRAWN)


def named(comments: Iterable[Comment]) -> None:
    """The comments know their authors: one query for all, instead of a join the planner would guess at."""
    comments = list(comments)
    ids = {comment.author_id for comment in comments if comment.author_id}
    people = Person.objects.only("display_name", "face_key", "is_active", "left_at").in_bulk(ids)
    for comment in comments:
        if comment.author_id in people:
            comment.author = people[comment.author_id]


def drawn_of(branches: Iterable[Branch]) -> Iterator[Comment]:
    """Every comment that the branches name an author of."""
    for branch in branches:
        yield branch.comment
        if branch.answers is not None:
            yield branch.answers
        yield from drawn_of(branch.replies)


_DRAWN = (
    "thread_id",
    "seq",
    "author_id",
    "by_staff",
    "parent_seq",
    "reply_to_seq",
    "root_seq",
    "depth",
    "path",
    "state",
    "shown",
    "ups",
    "downs",
    "good_points",
    "best",
    "children",
    "descendants",
    "preview",
    "body_html",
    "created_at",
    "edited_at",
    "revision_count",
)
