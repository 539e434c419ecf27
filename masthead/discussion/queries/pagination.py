"""Pages of a thread in each of its orders, every one read through an index."""

from datetime import datetime

from masthead.discussion import errors
from masthead.discussion.models import Comment, Order, Thread
from masthead.discussion.queries.cursors import after_best_cursor, cursor_of, parse_path, parse_seq
from masthead.discussion.queries.page_types import MAX_LEVELS, Branch, ThreadPage, comments_in
from masthead.discussion.queries.prefetch import attach_authors, comments_for_page
from masthead.discussion.queries.threads import may_be_read_by

PAGE_SIZE = 20  # comments at the top of a page

REPLIES_PAGE_SIZE = 10  # replies fetched at a time

CONVERSATION_PAGE_SIZE = 60  # comments of a page in conversation order


def first_page(
    *, thread: Thread, order: str = Order.BEST, reader_id: int | None = None, now: datetime
) -> ThreadPage:
    """The thread's first page in `order`, in four queries whatever its size; empty for those who may not
    read it.

    :raises NoSuchPage: there is no such order
    """
    return page_after(thread=thread, order=order, after="", reader_id=reader_id, now=now)


def page_after(
    *, thread: Thread, order: str, after: str, reader_id: int | None = None, now: datetime
) -> ThreadPage:
    """The page that follows the cursor `after`.

    :raises NoSuchPage: there is no such order, or nothing made that cursor
    """
    if order not in Order.values:
        raise errors.NoSuchPage
    if not may_be_read_by(thread=thread, reader_id=reader_id, now=now):
        return ThreadPage(thread=thread, readable=False, order=order)
    if order == Order.CONVERSATION:
        branches, following = _conversation_page(thread, after)
    else:
        roots, following = _siblings(thread, parent_seq=0, order=order, after=after, size=PAGE_SIZE)
        branches = _with_previews(thread, roots, level=0, in_reply_to=None)
    attach_authors(comments_in(branches))
    return ThreadPage(
        thread=thread, readable=True, order=order, branches=branches, after=following, is_first=not after
    )


def replies_after(*, thread: Thread, parent: Comment, after: str, level: int) -> tuple[list[Branch], str]:
    """More replies to `parent`, best first, and the cursor of what follows them (empty: nothing).

    :raises NoSuchPage: nothing made that cursor
    """
    replies, following = _siblings(
        thread, parent_seq=parent.seq, order=Order.BEST, after=after, size=REPLIES_PAGE_SIZE
    )
    branches = _with_previews(thread, replies, level=level, in_reply_to=parent)
    attach_authors(comments_in(branches))
    return branches, following


def _siblings(
    thread: Thread, *, parent_seq: int, order: str, after: str, size: int
) -> tuple[list[Comment], str]:
    """`size` shown comments below one parent, and the cursor behind them if there are more."""
    rows = comments_for_page(thread).filter(parent_seq=parent_seq)
    if order == Order.BEST:
        rows = after_best_cursor(rows, after).order_by("-best", "-seq")
    elif order == Order.NEWEST:
        rows = (rows.filter(seq__lt=parse_seq(after)) if after else rows).order_by("-seq")
    else:
        rows = (rows.filter(seq__gt=parse_seq(after)) if after else rows).order_by("seq")
    found = list(rows[: size + 1])
    following = cursor_of(found[size - 1], order) if len(found) > size else ""
    return found[:size], following


def _with_previews(
    thread: Thread, comments: list[Comment], *, level: int, in_reply_to: Comment | None
) -> list[Branch]:
    """The comments with their best three replies, and those with theirs, as far as levels go: two queries for
    any number.
    """
    top = [Branch(comment=comment, level=level, in_reply_to=in_reply_to) for comment in comments]
    drawn = top
    for _step in range(2):
        drawn = _add_previews(thread, [branch for branch in drawn if not branch.continues_elsewhere])
    return top


def _add_previews(thread: Thread, branches: list[Branch]) -> list[Branch]:
    wanted = [seq for branch in branches for seq in branch.comment.preview]
    if not wanted:
        return []
    found = {comment.seq: comment for comment in comments_for_page(thread).filter(seq__in=wanted)}
    for branch in branches:
        branch.replies = [
            Branch(comment=found[seq], level=branch.next_level, in_reply_to=branch.comment)
            for seq in branch.comment.preview
            if seq in found
        ]
    return [reply for branch in branches for reply in branch.replies]


def _conversation_page(thread: Thread, after: str) -> tuple[list[Branch], str]:
    """Comments in conversation order behind the path `after`, each with the one it answers: two queries."""
    rows = comments_for_page(thread).order_by("path")
    if after:
        rows = rows.filter(path__gt=parse_path(after))
    found = list(rows[: CONVERSATION_PAGE_SIZE + 1])
    following = (
        cursor_of(found[CONVERSATION_PAGE_SIZE - 1], Order.CONVERSATION)
        if len(found) > CONVERSATION_PAGE_SIZE
        else ""
    )
    found = found[:CONVERSATION_PAGE_SIZE]
    replied_to = {
        row.seq: row
        for row in comments_for_page(thread).filter(seq__in={row.parent_seq for row in found} - {0})
    }
    branches = [
        Branch(comment=row, level=min(row.depth, MAX_LEVELS - 1), in_reply_to=replied_to.get(row.parent_seq))
        for row in found
    ]
    return branches, following
