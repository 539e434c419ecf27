"""What the discussion does when something has happened in it."""

from masthead.discussion import notices, permissions, queries
from masthead.discussion.events import CommentPosted
from masthead.notices.operations import send


def notify_parent_author(event: CommentPosted) -> None:
    """Notify the author of the comment that was replied to, if they may read the reply."""
    comment = queries.comment_by_id(event.comment_id)
    replied_to = queries.addressee_of(comment)
    person = replied_to.author if replied_to is not None and replied_to.is_readable else None
    if person is None or not person.is_active or person.pk == comment.author_id:
        return
    if permissions.may_read(person, comment.thread, comment.created_at):
        send(to=person, notice=notices.replied(comment), now=comment.created_at)
