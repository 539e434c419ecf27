"""Every write of the discussion."""

from masthead.discussion.operations.erasure import erase, erase_comments
from masthead.discussion.operations.hiding import hide_comment, restore_comment
from masthead.discussion.operations.posting import delete_comment, edit_comment, post_comment
from masthead.discussion.operations.threads import (
    change_access_of_threads,
    close_thread,
    open_thread,
    reopen_thread,
)
from masthead.discussion.operations.voting import cast_vote, cast_votes, withdraw_vote

__all__ = [
    "cast_vote",
    "cast_votes",
    "change_access_of_threads",
    "close_thread",
    "delete_comment",
    "edit_comment",
    "erase",
    "erase_comments",
    "hide_comment",
    "open_thread",
    "post_comment",
    "reopen_thread",
    "restore_comment",
    "withdraw_vote",
]
