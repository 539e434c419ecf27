"""Pages of a thread in each of its orders, every one read through an index."""

from datetime import datetime

from masthead.discussion import errors
from masthead.discussion.models import Comment, Order, Thread
from masthead.discussion.queries.branches import LEVELS, Branch, ThreadPage
from masthead.discussion.queries.cursors import behind_best, cursor_of, path_in, seq_in
from masthead.discussion.queries.drawing import drawn_of, for_page, named
from masthead.discussion.queries.threads import admits_reader

PAGE = 20  # comments at the top of a page

MORE = 10  # replies fetched at a time

RUN = 60  # comments of a page in conversation order


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
    if not admits_reader(thread=thread, reader_id=reader_id, now=now):
        return ThreadPage(thread=thread, readable=False, order=order)
    if order == Order.CONVERSATION:
        branches, following = _run(thread, after)
    else:
        roots, following = _siblings(thread, parent_seq=0, order=order, after=after, size=PAGE)
        branches = _with_previews(thread, roots, level=0, answers=None)
    named(drawn_of(branches))
    return ThreadPage(
        thread=thread, readable=True, order=order, branches=branches, after=following, is_first=not after
    )


def replies_after(*, thread: Thread, parent: Comment, after: str, level: int) -> tuple[list[Branch], str]:
    """More replies to `parent`, best first, and the cursor of what follows them (empty: nothing).

    :raises NoSuchPage: nothing made that cursor
    """
    replies, following = _siblings(thread, parent_seq=parent.seq, order=Order.BEST, after=after, size=MORE)
    branches = _with_previews(thread, replies, level=level, answers=parent)
    named(drawn_of(branches))
    return branches, following


def _siblings(
    thread: Thread, *, parent_seq: int, order: str, after: str, size: int
) -> tuple[list[Comment], str]:
    """`size` shown comments below one parent, and the cursor behind them if there are more."""
    rows = for_page(thread).filter(parent_seq=parent_seq)
    if order == Order.BEST:
        rows = behind_best(rows, after).order_by("-best", "-seq")
    elif order == Order.NEWEST:
        rows = (rows.filter(seq__lt=seq_in(after)) if after else rows).order_by("-seq")
    else:
        rows = (rows.filter(seq__gt=seq_in(after)) if after else rows).order_by("seq")
    found = list(rows[: size + 1])
    following = cursor_of(found[size - 1], order) if len(found) > size else ""
    return found[:size], following


def _with_previews(
    thread: Thread, comments: list[Comment], *, level: int, answers: Comment | None
) -> list[Branch]:
    """The comments with their best three replies, and those with theirs, as far as levels go: two queries for
    any number.
    """
    top = [Branch(comment=comment, level=level, answers=answers) for comment in comments]
    drawn = top
    for _step in range(2):
        drawn = _grow_previews(thread, [branch for branch in drawn if not branch.continues])
    return top


def _grow_previews(thread: Thread, branches: list[Branch]) -> list[Branch]:
    wanted = [seq for branch in branches for seq in branch.comment.preview]
    if not wanted:
        return []
    found = {comment.seq: comment for comment in for_page(thread).filter(seq__in=wanted)}
    for branch in branches:
        branch.replies = [
            Branch(comment=found[seq], level=branch.next_level, answers=branch.comment)
            for seq in branch.comment.preview
            if seq in found
        ]
    return [reply for branch in branches for reply in branch.replies]


def _run(thread: Thread, after: str) -> tuple[list[Branch], str]:
    """Comments in conversation order behind the path `after`, each with the one it answers: two queries."""
    rows = for_page(thread).order_by("path")
    if after:
        rows = rows.filter(path__gt=path_in(after))
    found = list(rows[: RUN + 1])
    following = cursor_of(found[RUN - 1], Order.CONVERSATION) if len(found) > RUN else ""
    found = found[:RUN]
    answered = {
        row.seq: row for row in for_page(thread).filter(seq__in={row.parent_seq for row in found} - {0})
    }
    branches = [
        Branch(comment=row, level=min(row.depth, LEVELS - 1), answers=answered.get(row.parent_seq))
        for row in found
    ]
    return branches, following
