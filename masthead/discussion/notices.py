"""The messages the discussion sends."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from masthead.discussion.models import Comment
from masthead.discussion.plain_text import plain_text
from masthead.kit.addresses import absolute_address
from masthead.kit.notices import Guarantee, Notice, NoticeKind

EXCERPT_LENGTH = 600
REPLIED = NoticeKind(
    key="replies",
    title=_("Answers to my comments"),
    sentence=_("When somebody answers a comment you wrote."),
    useful_for=timedelta(days=7),
    guarantee=Guarantee.AT_MOST_ONCE,
)
KINDS = [REPLIED]


def replied(comment: Comment) -> Notice:
    """Somebody replied to a comment: the reply's text and address."""
    text = plain_text(comment.body_html)
    return Notice(
        template="discussion/notices/replied",
        kind=REPLIED.key,
        path=comment.get_absolute_url(),
        line={"author": comment.author_name, "title": comment.thread.title},
        context={
            "text": text if len(text) <= EXCERPT_LENGTH else text[:EXCERPT_LENGTH].rsplit(" ", 1)[0] + " …",
            "address": absolute_address(comment.get_absolute_url()),
        },
    )
