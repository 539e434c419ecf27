"""One person's votes and comments, for themselves and for visitors of their profile."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from masthead.discussion import errors
from masthead.discussion.models import Comment, Readers, State, Vote
from masthead.discussion.queries.pagination import PAGE_SIZE
from masthead.discussion.queries.threads import belongs_to
from masthead.kit.browser_storage import BrowserStorageItem
from masthead.kit.cursors import Cursor
from masthead.kit.data_export import DataExportPart
from masthead.people.models import Person


@dataclass(frozen=True)
class ReaderState:
    """This reader's votes on one comment, and whether they wrote it."""

    stance: int = 0
    good_point: bool = False
    is_author: bool = False

    @property
    def agrees(self) -> bool:
        return self.stance > 0

    @property
    def disagrees(self) -> bool:
        return self.stance < 0


NO_STATE = ReaderState()


def reader_states(*, reader_id: int, comments: Collection[Comment]) -> Mapping[int, ReaderState]:
    """By comment id, this reader's state; comments without votes or authorship of theirs are left out."""
    votes = {
        vote.comment_id: vote
        for vote in Vote.objects.filter(voter_id=reader_id, comment__in=[row.pk for row in comments])
    }
    found = {}
    for comment in comments:
        vote = votes.get(comment.pk)
        is_author = comment.author_id == reader_id
        if vote or is_author:
            found[comment.pk] = ReaderState(
                stance=vote.stance if vote else 0,
                good_point=bool(vote and vote.good_point),
                is_author=is_author,
            )
    return found


def browser_storage() -> list[BrowserStorageItem]:
    """What the comment form stores in a reader's browser."""
    return [
        BrowserStorageItem(
            name="typed",
            purpose=_("What you are writing, so that it is not lost; it stays in this browser."),
            duration=_("until it is posted or you sign out, at most thirty days"),
            is_cookie=False,
        )
    ]


def comments_by(
    *, author: Person, viewer: Person | None, before: str = "", now: datetime
) -> tuple[list[Comment], str]:
    """The author's newest comments that `viewer` (None: a stranger) may read, older than the cursor `before`.

    Two queries and those that find out who the viewer is. Returns the cursor of the rest, empty at the end.

    :raises NoSuchPage: nothing made that cursor
    """
    readable_levels = [readers for readers in Readers if belongs_to(readers, viewer, now)]
    rows = Comment.objects.filter(author=author, state=State.VISIBLE, thread__readable_by__in=readable_levels)
    if before:
        cursor = Cursor.parse(before, separator="~")
        if cursor is None:
            raise errors.NoSuchPage
        rows = rows.filter(
            Q(created_at__lt=cursor.moment) | Q(created_at=cursor.moment, pk__lt=cursor.number)
        )
    found = list(rows.select_related("thread").order_by("-created_at", "-pk")[: PAGE_SIZE + 1])
    following = ""
    if len(found) > PAGE_SIZE:
        last = found[PAGE_SIZE - 1]
        following = Cursor(last.created_at, last.pk).written("~")
    return found[:PAGE_SIZE], following


def export_data(person: Person, now: datetime) -> DataExportPart:  # noqa: ARG001 - the shape of every share
    """This room's part of a person's data export: every comment in whatever state, and every vote."""
    comments = Comment.objects.filter(author=person).select_related("thread").order_by("pk")
    votes = Vote.objects.filter(voter=person).order_by("pk")
    content = {
        "comments": [
            {
                "number": comment.pk,
                "under": comment.thread.title,
                "address": comment.get_absolute_url(),
                "state": str(State(comment.state).label),
                "text": comment.body_source,
                "written_at": comment.created_at,
                "edited_at": comment.edited_at,
            }
            for comment in comments.iterator(chunk_size=500)
        ],
        "votes": list(votes.values("comment_id", "stance", "good_point", "cast_at")),
    }
    return DataExportPart(name="comments", content=content)
