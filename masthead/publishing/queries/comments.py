"""The letters under pieces, as everybody may read them."""

from collections.abc import Iterable
from datetime import datetime

from masthead.articles.models import PublicView, Talk
from masthead.discussion import queries as discussion
from masthead.discussion.queries import ThreadPage


def letters_under(views: Iterable[PublicView]) -> dict[int, int]:
    """How many letters everybody may read under each of `views`, by article; none where there are none."""
    by_key = {view.thread_key: view.article_id for view in views if view.discussion != Talk.OFF}
    counts = discussion.counts_by_key(list(by_key))
    return {by_key[key]: count for key, count in counts.items() if key in by_key}


def talk_under(view: PublicView, *, now: datetime) -> ThreadPage | None:
    """The first letters under a piece as a stranger sees them, or None where its discussion is off.

    Pages are shared, so what is personal or for members only is never part of them.
    """
    thread = None if view.discussion == Talk.OFF else discussion.thread_by_key(view.thread_key)
    return discussion.first_page(thread=thread, reader_id=None, now=now) if thread else None
