"""Loading the comments of a page with only the columns and queries it needs."""

from collections.abc import Iterable

from django.db.models import QuerySet

from masthead.discussion.models import Comment, Thread
from masthead.people.models import Person


def comments_for_page(thread: Thread) -> "QuerySet[Comment]":
    """Shown comments of the thread with what a page draws of them."""
    return Comment.objects.filter(thread=thread, shown=True).only(*_DRAWN)


def attach_authors(comments: Iterable[Comment]) -> None:
    """Attach the authors with one query for all, instead of a join that the planner may misjudge."""
    comments = list(comments)
    ids = {comment.author_id for comment in comments if comment.author_id}
    people = Person.objects.only("display_name", "avatar_key", "is_active", "deleted_at").in_bulk(ids)
    for comment in comments:
        if comment.author_id in people:
            comment.author = people[comment.author_id]


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
