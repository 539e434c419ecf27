"""The messages the discussion sends."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from masthead.discussion.models import Comment
from masthead.kit.notices import Notice, NoticeKind

EXCERPT = 600
ANSWERED = NoticeKind(
    key="answered",
    title=_("Answers to my letters"),
    sentence=_("When somebody answers a letter you wrote."),
)
KINDS = [ANSWERED]


def answered(comment: Comment) -> Notice:
    """Somebody wrote an answer: what it says, and where it stands."""
    text = comment.body_src
    return Notice(
        template="discussion/notices/answered",
        kind=ANSWERED.key,
        path=comment.get_absolute_url(),
        context={
            "author": comment.author_name,
            "title": comment.thread.title,
            "text": text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …",
            "address": settings.SITE_URL + comment.get_absolute_url(),
        },
    )
