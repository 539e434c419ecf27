"""Where a page of letters ends and the next one begins, as its address says it."""

import math

from django.db.models import Q, QuerySet

from masthead.discussion import errors
from masthead.discussion.models import Comment, Order

MOST_SEQ = 2**31 - 1


def cursor_of(comment: Comment, order: str) -> str:
    """The point just behind `comment` in `order`; it says rank and number, so a page never shifts under its
    reader.
    """
    if order == Order.BEST:
        return f"{comment.best!r}~{comment.seq}"
    if order == Order.CONVERSATION:
        return bytes(comment.path).hex()
    return str(comment.seq)


def behind_best(rows: "QuerySet[Comment]", after: str) -> "QuerySet[Comment]":
    """Those of `rows` that come behind the cursor, best first.

    :raises NoSuchPage: nothing made that cursor
    """
    if not after:
        return rows
    best, _tilde, seq = after.partition("~")
    try:
        rank = float(best)
    except ValueError:
        raise errors.NoSuchPage from None
    if not math.isfinite(rank):
        raise errors.NoSuchPage
    # The first condition says nothing new; it is what lets both databases enter the index at the right place.
    return rows.filter(Q(best__lte=rank) & (Q(best__lt=rank) | Q(seq__lt=seq_in(seq))))


def seq_in(text: str) -> int:
    """The number a cursor says.

    :raises NoSuchPage: it says none
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= MOST_SEQ):
        raise errors.NoSuchPage
    return int(text)


def path_in(text: str) -> bytes:
    """The path a cursor of conversation order says.

    :raises NoSuchPage: it says none
    """
    try:
        path = bytes.fromhex(text)
    except ValueError:
        raise errors.NoSuchPage from None
    if not path or len(path) % 4 or len(path) > 1020:
        raise errors.NoSuchPage
    return path
