"""Comments under pieces, as everybody may read them."""

from collections.abc import Iterable
from datetime import datetime

from masthead.discussion import queries as discussion
from masthead.discussion.queries import ThreadPage
from masthead.publishing.models import DiscussionSetting, PublicView


def comment_counts(views: Iterable[PublicView]) -> dict[int, int]:
    """The number of comments everybody may read under each of `views`, by article; left out where it is 0."""
    by_key = {view.thread_key: view.article_id for view in views if view.discussion != DiscussionSetting.OFF}
    counts = discussion.comment_counts(list(by_key))
    return {by_key[key]: count for key, count in counts.items() if key in by_key}


def thread_page_under(view: PublicView, *, now: datetime) -> ThreadPage | None:
    """The first page of a piece's thread as a stranger sees it, or None where its discussion is off.

    Pages are shared, so what is personal or for members only is never part of them.
    """
    thread = None if view.discussion == DiscussionSetting.OFF else discussion.thread_by_key(view.thread_key)
    return discussion.first_page(thread=thread, reader_id=None, now=now) if thread else None
