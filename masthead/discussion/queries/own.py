"""What is one person's: votes and letters, for themselves and for those who look at their page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from masthead.discussion import errors
from masthead.discussion.models import Comment, Readers, State, Vote
from masthead.discussion.queries.paging import PAGE
from masthead.kit.browser import Kept
from masthead.kit.own_data import Share
from masthead.memberships.queries import is_member
from masthead.people.models import Person
from masthead.people.permissions import is_staff


@dataclass(frozen=True)
class Mine:
    """What of one comment is this reader's."""

    stance: int = 0
    good_point: bool = False
    is_author: bool = False

    @property
    def agrees(self) -> bool:
        return self.stance > 0

    @property
    def disagrees(self) -> bool:
        return self.stance < 0


NOTHING = Mine()


def mine(*, reader_id: int, comments: Collection[Comment]) -> Mapping[int, Mine]:
    """By comment id, what is this reader's among `comments`; those with nothing are left out."""
    votes = {
        vote.comment_id: vote
        for vote in Vote.objects.filter(voter_id=reader_id, comment__in=[row.pk for row in comments])
    }
    found = {}
    for comment in comments:
        vote = votes.get(comment.pk)
        is_author = comment.author_id == reader_id
        if vote or is_author:
            found[comment.pk] = Mine(
                stance=vote.stance if vote else 0,
                good_point=bool(vote and vote.good_point),
                is_author=is_author,
            )
    return found


def kept_in_browsers() -> list[Kept]:
    """What the writing of letters keeps in a reader's browser."""
    return [
        Kept(
            name="draft:…",
            purpose=_("What you are writing, so that it is not lost; it stays in this browser."),
            lasts=_("until it is posted"),
            is_cookie=False,
        )
    ]


def letters_by(
    *, author: Person, viewer: Person | None, before: str = "", now: datetime
) -> tuple[list[Comment], str]:
    """The author's newest letters that `viewer` (None: a stranger) may read, older than the cursor `before`.

    Two queries and those that find out who the viewer is. Returns the cursor of the rest, empty at the end.

    :raises NoSuchPage: nothing made that cursor
    """
    rows = Comment.objects.filter(
        author=author, state=State.VISIBLE, thread__readable_by__in=_open_to(viewer, now)
    )
    if before:
        moment, _tilde, number = before.partition("~")
        try:
            written_at = datetime.fromtimestamp(int(moment) / 1_000_000, tz=UTC)
            rows = rows.filter(Q(created_at__lt=written_at) | Q(created_at=written_at, pk__lt=int(number)))
        except (ValueError, OverflowError, OSError):
            raise errors.NoSuchPage from None
    found = list(rows.select_related("thread").order_by("-created_at", "-pk")[: PAGE + 1])
    following = ""
    if len(found) > PAGE:
        last = found[PAGE - 1]
        following = f"{(last.created_at - _EPOCH) // timedelta(microseconds=1)}~{last.pk}"
    return found[:PAGE], following


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _open_to(viewer: Person | None, now: datetime) -> list[Readers]:
    """Which threads this reader may read, as `admits_reader` says it of one."""
    if viewer is None or not viewer.is_active:
        return [Readers.EVERYBODY]
    if is_staff(viewer):
        return list(Readers)
    known = [Readers.EVERYBODY, Readers.REGISTERED]
    return [*known, Readers.MEMBERS] if is_member(viewer, now) else known


def own_data(person: Person, now: datetime) -> Share:  # noqa: ARG001 - the shape of every share
    """What this room holds of the person: every letter in whatever state, and every vote."""
    letters = Comment.objects.filter(author=person).select_related("thread").order_by("pk")
    votes = Vote.objects.filter(voter=person).order_by("pk")
    content = {
        "letters": [
            {
                "number": letter.pk,
                "under": letter.thread.title,
                "address": letter.get_absolute_url(),
                "state": str(State(letter.state).label),
                "text": letter.body_src,
                "written_at": letter.created_at,
                "edited_at": letter.edited_at,
            }
            for letter in letters.iterator(chunk_size=500)
        ],
        "votes": list(votes.values("comment_id", "stance", "good_point", "cast_at")),
    }
    return Share(name="letters", content=content)
