"""The messages moderation sends."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from masthead.discussion.models import Comment
from masthead.discussion.plain_text import plain_text
from masthead.kit.addresses import absolute_address
from masthead.kit.notices import Guarantee, Notice, NoticeKind

MODERATED = NoticeKind(
    key="moderation",
    title=_("What moderators do with my comments"),
    sentence=_("When a moderator hides a comment of yours or shows it again, with the reason."),
    useful_for=timedelta(days=30),
    guarantee=Guarantee.AT_LEAST_ONCE,
    may_be_switched_off=False,
)
KINDS = [MODERATED]


def comment_moderated(comment: Comment, *, template: str, reason: str, words: str) -> Notice:
    """A moderator hid or restored the comment, and why."""
    return Notice(
        template=template,
        kind=MODERATED.key,
        path=comment.get_absolute_url(),
        line={"title": comment.thread.title, "reason": str(reason), "words": words},
        context={
            "text": plain_text(comment.body_html),
            "address": absolute_address(comment.thread.get_absolute_url()),
        },
    )
