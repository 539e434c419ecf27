"""The discussion of a piece: where it is, and whom it admits."""

from datetime import datetime

from masthead.discussion import operations as discussion
from masthead.discussion.models import Readers, Thread, Writers
from masthead.publishing.models import DiscussionSetting, Publication, PublicView


def sync_discussion(view: PublicView, publication: Publication, *, now: datetime) -> None:
    """The thread of a piece has its address, title and access; switched off, only staff see it."""
    if view.discussion == DiscussionSetting.OFF:
        put_away_discussion(view.thread_key, now=now)
        return
    readers, writers = _discussion_access(view, publication)
    discussion.open_thread(
        key=view.thread_key,
        address=view.path,
        title=view.headline,
        readable_by=readers,
        posting_by=writers,
        now=now,
    )


def _discussion_access(view: PublicView, publication: Publication) -> tuple[str, str]:
    """Who may read and who may write the comments of a piece."""
    if view.discussion == DiscussionSetting.OFF:
        return Readers.STAFF, Writers.NOBODY
    writers = (
        publication.discussion_posting_by if view.discussion == DiscussionSetting.OPEN else Writers.NOBODY
    )
    return publication.discussion_readable_by, writers


def put_away_discussion(key: str, *, now: datetime) -> None:
    """Only staff may read the thread; nothing is deleted, so the discussion can come back."""
    thread = Thread.objects.filter(key=key).first()
    if thread is not None:
        discussion.open_thread(
            key=key,
            address=thread.address,
            title=thread.title,
            readable_by=Readers.STAFF,
            posting_by=Writers.NOBODY,
            now=now,
        )
