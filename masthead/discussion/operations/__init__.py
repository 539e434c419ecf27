"""Every write of the discussion."""

from masthead.discussion.operations.growing import Voice, grow_thread, plan_growth
from masthead.discussion.operations.leaving import erase, erase_letters
from masthead.discussion.operations.moderating import hide_comment, restore_comment
from masthead.discussion.operations.posting import delete_comment, edit_comment, post_comment
from masthead.discussion.operations.threads import close_thread, open_thread, reopen_thread
from masthead.discussion.operations.voting import cast_vote, cast_votes, withdraw_vote

__all__ = [
    "Voice",
    "cast_vote",
    "cast_votes",
    "close_thread",
    "delete_comment",
    "edit_comment",
    "erase",
    "erase_letters",
    "grow_thread",
    "hide_comment",
    "open_thread",
    "plan_growth",
    "post_comment",
    "reopen_thread",
    "restore_comment",
    "withdraw_vote",
]
