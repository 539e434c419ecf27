"""Every reading of a discussion, each bounded by what is on the screen."""

from masthead.discussion.queries.branches import LEVELS, Branch, CommentPage, ThreadPage
from masthead.discussion.queries.comments import (
    FEED,
    NEAREST,
    addressee_of,
    comment_by_id,
    comment_by_seq,
    comment_of_form,
    in_context,
    latest,
    readable_comment,
    revisions_of,
    shown_among,
    shown_comment,
    vanished_above,
    waiting,
)
from masthead.discussion.queries.cursors import MOST_SEQ, cursor_of
from masthead.discussion.queries.own import NOTHING, Mine, kept_in_browsers, letters_by, mine, own_data
from masthead.discussion.queries.paging import MORE, PAGE, RUN, first_page, page_after, replies_after
from masthead.discussion.queries.threads import admits_reader, counts_by_key, thread_by_id, thread_by_key

__all__ = [
    "FEED",
    "LEVELS",
    "MORE",
    "MOST_SEQ",
    "NEAREST",
    "NOTHING",
    "PAGE",
    "RUN",
    "Branch",
    "CommentPage",
    "Mine",
    "ThreadPage",
    "addressee_of",
    "admits_reader",
    "comment_by_id",
    "comment_by_seq",
    "comment_of_form",
    "counts_by_key",
    "cursor_of",
    "first_page",
    "in_context",
    "kept_in_browsers",
    "latest",
    "letters_by",
    "mine",
    "own_data",
    "page_after",
    "readable_comment",
    "replies_after",
    "revisions_of",
    "shown_among",
    "shown_comment",
    "thread_by_id",
    "thread_by_key",
    "vanished_above",
    "waiting",
]
