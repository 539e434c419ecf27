"""The messages moderation sends."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from masthead.discussion.models import Comment
from masthead.kit.notices import Notice, NoticeKind

DECIDED = NoticeKind(
    key="decided",
    title=_("Decisions about my letters"),
    sentence=_("When a moderator hides a letter of yours or shows it again, with the reason."),
    may_be_off=False,
)
KINDS = [DECIDED]


def decided(comment: Comment, *, template: str, reason: str) -> Notice:
    """A moderator has decided about the letter, and why."""
    return Notice(
        template=template,
        kind=DECIDED.key,
        path=comment.get_absolute_url(),
        words=reason,
        context={
            "title": comment.thread.title,
            "reason": reason,
            "text": comment.body_src,
            "address": settings.SITE_URL + comment.thread.get_absolute_url(),
        },
    )
