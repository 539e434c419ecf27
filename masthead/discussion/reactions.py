"""What the discussion does when something has happened in it."""

from masthead.discussion import notices, permissions, queries
from masthead.discussion.events import CommentPosted
from masthead.notices.operations import send


def tell_parent_author(event: CommentPosted) -> None:
    """Whoever was answered by somebody else, and may read the answer, is told as they wish."""
    comment = queries.comment_by_id(event.comment_id)
    answered = queries.addressee_of(comment)
    person = answered.author if answered is not None and answered.readable else None
    if person is None or not person.is_active or person.pk == comment.author_id:
        return
    if permissions.may_read(person, comment.thread, comment.created_at):
        send(to=person, notice=notices.answered(comment), now=comment.created_at)
