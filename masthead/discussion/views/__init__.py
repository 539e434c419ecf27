"""Pages and fragments of the discussion: a request in, one call, an answer out.

What everybody sees alike is shared and holds nothing personal; `mine` and everything with a form is private.
"""

from masthead.discussion.views.changing import delete, edit, votes
from masthead.discussion.views.own import mine
from masthead.discussion.views.reading import comment, letters, profile_part, replies, revisions, thread
from masthead.discussion.views.writing import post_comment, write

__all__ = [
    "comment",
    "delete",
    "edit",
    "letters",
    "mine",
    "post_comment",
    "profile_part",
    "replies",
    "revisions",
    "thread",
    "votes",
    "write",
]
