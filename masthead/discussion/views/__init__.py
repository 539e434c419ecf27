"""Pages and fragments of the discussion: request in, one call, response out.

What everybody sees alike is shared and holds nothing personal; `reader_state_fragment` and
everything with a form is private.
"""

from masthead.discussion.views.editing import delete, edit, votes
from masthead.discussion.views.posting import comment_form, comments
from masthead.discussion.views.reader_state import reader_state_fragment
from masthead.discussion.views.reading import comment, profile_part, replies, revisions, thread

__all__ = [
    "comment",
    "comment_form",
    "comments",
    "delete",
    "edit",
    "profile_part",
    "reader_state_fragment",
    "replies",
    "revisions",
    "thread",
    "votes",
]
