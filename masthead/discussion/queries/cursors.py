"""Cursors: where a page of comments ends and the next one begins, as text in the address."""

import math

from django.db.models import Q, QuerySet

from masthead.discussion import errors
from masthead.discussion.models import Comment, Order
from masthead.kit.cursors import number

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


def after_best_cursor(rows: "QuerySet[Comment]", after: str) -> "QuerySet[Comment]":
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
    # The first condition is redundant; it lets both databases enter the index at the right place.
    return rows.filter(Q(best__lte=rank) & (Q(best__lt=rank) | Q(seq__lt=parse_seq(seq))))


def parse_seq(text: str) -> int:
    """The number a cursor says.

    :raises NoSuchPage: it says none
    """
    seq = number(text, digits=len(str(MOST_SEQ)))
    if seq is None or seq > MOST_SEQ:
        raise errors.NoSuchPage
    return seq


def parse_path(text: str) -> bytes:
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
