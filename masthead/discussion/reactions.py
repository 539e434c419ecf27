"""What the discussion does when something has happened in it."""

from django.conf import settings

from masthead.discussion import permissions, queries
from masthead.discussion.events import CommentPosted
from masthead.discussion.models import Comment
from masthead.kit.notices import Notice
from masthead.notices.operations import send

EXCERPT = 600


def tell_parent_author(event: CommentPosted) -> None:
    """Whoever was answered by somebody else, and may read the answer, gets it by e-mail."""
    comment = queries.comment_by_id(event.comment_id)
    answered = queries.addressee_of(comment)
    person = answered.author if answered is not None and answered.readable else None
    if person is None or not person.is_active or person.pk == comment.author_id:
        return
    if permissions.may_read(person, comment.thread, comment.created_at):
        notice = Notice(template="discussion/notices/answered", context=_context(comment))
        send(to=person, notice=notice, now=comment.created_at)


def _context(comment: Comment) -> dict[str, object]:
    text = comment.body_src
    return {
        "author": str(comment.author),
        "title": comment.thread.title,
        "text": text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …",
        "address": settings.SITE_URL + comment.get_absolute_url(),
    }
