"""Every reading of a discussion, each bounded by what is on the screen."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from masthead.discussion import errors
from masthead.discussion.models import Comment, Order, Readers, Revision, State, Thread, Vote
from masthead.kit.browser import Kept
from masthead.kit.own_data import Share
from masthead.memberships.queries import is_member
from masthead.people.models import Person
from masthead.people.permissions import is_staff

PAGE = 20  # comments at the top of a page
MORE = 10  # replies fetched at a time
RUN = 60  # comments of a page in conversation order
FEED = 50
NEAREST = 5  # ancestors shown above a comment, beside the first
LEVELS = 6  # shown within each other; below, the conversation continues on a page of its own
MOST_SEQ = 2**31 - 1


@dataclass
class Branch:
    """A comment as a page shows it: with some of its replies, and how many of those are not drawn."""

    comment: Comment
    level: int
    replies: list["Branch"] = field(default_factory=list)
    answers: Comment | None = None  # the comment it replies to, where the page knows it
    is_here: bool = False  # the one a permanent link leads to

    @property
    def more(self) -> int:
        """Direct replies that are shown but not drawn here."""
        return max(0, self.comment.children - len(self.replies))

    @property
    def more_after(self) -> str:
        """Where the rest of the replies begins."""
        return cursor_of(self.replies[-1].comment, Order.BEST) if self.replies else ""

    @property
    def continues(self) -> bool:
        """Whether replies have to move to a page of their own."""
        return self.level >= LEVELS - 1

    @property
    def next_level(self) -> int:
        return self.level + 1

    @property
    def addressee(self) -> Comment | None:
        """The comment it answers, if this page knows it and it can be read."""
        known = (
            self.answers is not None
            and self.answers.seq == self.comment.reply_to_seq
            and self.answers.readable
        )
        return self.answers if known else None


@dataclass(frozen=True)
class ThreadPage:
    """One page of a thread. `after` leads on; empty at the end. Not readable: there is nothing in it but the
    thread's title.
    """

    thread: Thread
    readable: bool
    order: str = Order.BEST
    branches: list[Branch] = field(default_factory=list)
    after: str = ""
    is_first: bool = True

    @property
    def count(self) -> int:
        """Comments that can be read in the whole thread; 0 for those who may not read it."""
        return self.thread.shown_count if self.readable else 0

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """The ways to read: code, name, whether it is this one."""
        return [(order.value, str(order.label), order.value == self.order) for order in Order]

    @property
    def is_flat(self) -> bool:
        """Whether comments stand one after another, each saying whom it answers, instead of within each
        other.
        """
        return self.order == Order.CONVERSATION

    @property
    def shown(self) -> int:
        """How many comments this page draws."""
        waiting, number = list(self.branches), 0
        while waiting:
            branch = waiting.pop()
            number += 1
            waiting.extend(branch.replies)
        return number


@dataclass(frozen=True)
class CommentPage:
    """One comment in context: what it answers, from the top down, and what was answered."""

    thread: Thread
    ancestors: list[Branch]
    skipped: int  # ancestors between the first and the nearest that are not drawn
    branch: Branch
    after: str


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

# --- threads ------------------------------------------------------------------------------------------------


def thread_by_id(thread_id: int) -> Thread:
    """The thread.

    :raises NoSuchThread: there is none
    """
    thread = Thread.objects.filter(pk=thread_id).first()
    if thread is None:
        raise errors.NoSuchThread
    return thread


def thread_by_key(key: str) -> Thread | None:
    """The thread that hangs on `key`, or None while none was opened."""
    return Thread.objects.filter(key=key).first()


def admits_reader(*, thread: Thread, reader_id: int | None, now: datetime) -> bool:
    """Whether this reader (None: a stranger) may see what is written in the thread, or how much. No query
    where everybody may.
    """
    if thread.readable_by == Readers.EVERYBODY:
        return True
    reader = Person.objects.filter(pk=reader_id, is_active=True).first() if reader_id else None
    if reader is None:
        return False
    if thread.readable_by == Readers.REGISTERED or is_staff(reader):
        return True
    return thread.readable_by == Readers.MEMBERS and is_member(reader, now)


def counts_by_key(
    keys: Iterable[str], *, reader_id: int | None = None, now: datetime | None = None
) -> dict[str, int]:
    """How many comments can be read in the threads of `keys`; threads this reader may not read are left out,
    as are keys without one.

    Without a reader: what everybody may know, in one query.
    """
    threads = Thread.objects.filter(key__in=list(keys))
    if reader_id is None or now is None:
        threads = threads.filter(readable_by=Readers.EVERYBODY)
        return dict(threads.values_list("key", "shown_count"))
    return {
        thread.key: thread.shown_count
        for thread in threads
        if admits_reader(thread=thread, reader_id=reader_id, now=now)
    }


# --- pages of a thread --------------------------------------------------------------------------------------


def first_page(
    *, thread: Thread, order: str = Order.BEST, reader_id: int | None = None, now: datetime
) -> ThreadPage:
    """The thread's first page in `order`, in four queries whatever its size; empty for those who may not
    read it.

    :raises NoSuchPage: there is no such order
    """
    return page_after(thread=thread, order=order, after="", reader_id=reader_id, now=now)


def page_after(
    *, thread: Thread, order: str, after: str, reader_id: int | None = None, now: datetime
) -> ThreadPage:
    """The page that follows the cursor `after`.

    :raises NoSuchPage: there is no such order, or nothing made that cursor
    """
    if order not in Order.values:
        raise errors.NoSuchPage
    if not admits_reader(thread=thread, reader_id=reader_id, now=now):
        return ThreadPage(thread=thread, readable=False, order=order)
    if order == Order.CONVERSATION:
        branches, following = _run(thread, after)
    else:
        roots, following = _siblings(thread, parent_seq=0, order=order, after=after, size=PAGE)
        branches = _with_previews(thread, roots, level=0, answers=None)
    _named(_drawn(branches))
    return ThreadPage(
        thread=thread, readable=True, order=order, branches=branches, after=following, is_first=not after
    )


def replies_after(*, thread: Thread, parent: Comment, after: str, level: int) -> tuple[list[Branch], str]:
    """More replies to `parent`, best first, and the cursor of what follows them (empty: nothing).

    :raises NoSuchPage: nothing made that cursor
    """
    replies, following = _siblings(thread, parent_seq=parent.seq, order=Order.BEST, after=after, size=MORE)
    branches = _with_previews(thread, replies, level=level, answers=parent)
    _named(_drawn(branches))
    return branches, following


def cursor_of(comment: Comment, order: str) -> str:
    """The point just behind `comment` in `order`; it says rank and number, so a page never shifts under its
    reader.
    """
    if order == Order.BEST:
        return f"{comment.best!r}~{comment.seq}"
    if order == Order.CONVERSATION:
        return bytes(comment.path).hex()
    return str(comment.seq)


def _siblings(
    thread: Thread, *, parent_seq: int, order: str, after: str, size: int
) -> tuple[list[Comment], str]:
    """`size` shown comments below one parent, and the cursor behind them if there are more."""
    rows = _for_page(thread).filter(parent_seq=parent_seq)
    if order == Order.BEST:
        rows = _behind_best(rows, after).order_by("-best", "-seq")
    elif order == Order.NEWEST:
        rows = (rows.filter(seq__lt=_seq_in(after)) if after else rows).order_by("-seq")
    else:
        rows = (rows.filter(seq__gt=_seq_in(after)) if after else rows).order_by("seq")
    found = list(rows[: size + 1])
    following = cursor_of(found[size - 1], order) if len(found) > size else ""
    return found[:size], following


def _behind_best(rows: "QuerySet[Comment]", after: str) -> "QuerySet[Comment]":
    if not after:
        return rows
    best, _tilde, seq = after.partition("~")
    try:
        rank = float(best)
    except ValueError:
        raise errors.NoSuchPage from None
    if not math.isfinite(rank):
        raise errors.NoSuchPage
    # The first condition says nothing new; it is what lets both databases enter the index at the right place.
    return rows.filter(Q(best__lte=rank) & (Q(best__lt=rank) | Q(seq__lt=_seq_in(seq))))


def _seq_in(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= MOST_SEQ):
        raise errors.NoSuchPage
    return int(text)


def _with_previews(
    thread: Thread, comments: list[Comment], *, level: int, answers: Comment | None
) -> list[Branch]:
    """The comments with their best three replies, and those with theirs, as far as levels go: two queries for
    any number.
    """
    top = [Branch(comment=comment, level=level, answers=answers) for comment in comments]
    drawn = top
    for _step in range(2):
        drawn = _grow_previews(thread, [branch for branch in drawn if not branch.continues])
    return top


def _grow_previews(thread: Thread, branches: list[Branch]) -> list[Branch]:
    wanted = [seq for branch in branches for seq in branch.comment.preview]
    if not wanted:
        return []
    found = {comment.seq: comment for comment in _for_page(thread).filter(seq__in=wanted)}
    for branch in branches:
        branch.replies = [
            Branch(comment=found[seq], level=branch.next_level, answers=branch.comment)
            for seq in branch.comment.preview
            if seq in found
        ]
    return [reply for branch in branches for reply in branch.replies]


def _run(thread: Thread, after: str) -> tuple[list[Branch], str]:
    """Comments in conversation order behind the path `after`, each with the one it answers: two queries."""
    rows = _for_page(thread).order_by("path")
    if after:
        rows = rows.filter(path__gt=_path_in(after))
    found = list(rows[: RUN + 1])
    following = cursor_of(found[RUN - 1], Order.CONVERSATION) if len(found) > RUN else ""
    found = found[:RUN]
    answered = {
        row.seq: row for row in _for_page(thread).filter(seq__in={row.parent_seq for row in found} - {0})
    }
    branches = [
        Branch(comment=row, level=min(row.depth, LEVELS - 1), answers=answered.get(row.parent_seq))
        for row in found
    ]
    return branches, following


def _path_in(text: str) -> bytes:
    try:
        path = bytes.fromhex(text)
    except ValueError:
        raise errors.NoSuchPage from None
    if not path or len(path) % 4 or len(path) > 1020:
        raise errors.NoSuchPage
    return path


def _for_page(thread: Thread) -> "QuerySet[Comment]":
    """Shown comments of the thread with what a page draws of them."""
    return Comment.objects.filter(thread=thread, shown=True).only(*_DRAWN)


def _named(comments: Iterable[Comment]) -> None:
    """The comments know their authors: one query for all, instead of a join the planner would guess at."""
    comments = list(comments)
    ids = {comment.author_id for comment in comments if comment.author_id}
    people = Person.objects.only("display_name", "face_key", "is_active", "left_at").in_bulk(ids)
    for comment in comments:
        if comment.author_id in people:
            comment.author = people[comment.author_id]


def _drawn(branches: Iterable[Branch]) -> Iterator[Comment]:
    """Every comment that the branches name an author of."""
    for branch in branches:
        yield branch.comment
        if branch.answers is not None:
            yield branch.answers
        yield from _drawn(branch.replies)


_DRAWN = (
    "thread_id",
    "seq",
    "author_id",
    "by_staff",
    "parent_seq",
    "reply_to_seq",
    "root_seq",
    "depth",
    "path",
    "state",
    "shown",
    "ups",
    "downs",
    "good_points",
    "best",
    "children",
    "descendants",
    "preview",
    "body_html",
    "created_at",
    "edited_at",
    "revision_count",
)

# --- one comment --------------------------------------------------------------------------------------------


def comment_by_id(comment_id: int) -> Comment:
    """The comment in whatever state, with its thread and author: for moderators, and for its author.

    :raises NoSuchComment: there is none
    """
    comment = Comment.objects.select_related("thread", "author").filter(pk=comment_id).first()
    if comment is None:
        raise errors.NoSuchComment
    return comment


def shown_comment(comment_id: int) -> Comment:
    """The comment, if it takes a place on pages: visible, or a tombstone.

    :raises NoSuchComment: it is not shown, or never was
    """
    comment = comment_by_id(comment_id)
    if not comment.shown:
        raise errors.NoSuchComment
    return comment


def readable_comment(comment_id: int) -> Comment:
    """The comment, if its words may be read.

    :raises NoSuchComment: hidden, deleted, waiting or never there
    """
    comment = comment_by_id(comment_id)
    if not comment.readable:
        raise errors.NoSuchComment
    return comment


def comment_by_seq(*, thread: Thread, seq: int) -> Comment | None:
    """The readable comment of that number in this thread, or None."""
    if not 0 < seq <= MOST_SEQ:
        return None
    return (
        Comment.objects.select_related("author").filter(thread=thread, seq=seq, state=State.VISIBLE).first()
    )


def comment_of_form(*, author_id: int, idempotency_key: str) -> Comment | None:
    """The comment that this form of this author has made, or None."""
    return Comment.objects.filter(author_id=author_id, idempotency_key=idempotency_key).first()


def in_context(*, comment: Comment, after: str = "") -> CommentPage:
    """The comment below the first and the nearest of its ancestors, with its replies behind `after`: four
    queries at most.

    :raises NoSuchPage: nothing made that cursor
    """
    thread = comment.thread
    above = comment.ancestor_seqs
    near = above if len(above) <= NEAREST + 1 else [above[0], *above[-NEAREST:]]
    found = {row.seq: row for row in _for_page(thread).filter(seq__in=near)} if near else {}
    ancestors = [
        Branch(comment=found[seq], level=0, answers=found.get(found[seq].parent_seq))
        for seq in near
        if seq in found
    ]
    replies, following = replies_after(thread=thread, parent=comment, after=after, level=1)
    answered = found.get(comment.reply_to_seq) or (
        comment_by_seq(thread=thread, seq=comment.reply_to_seq) if comment.reply_to_seq else None
    )
    _named(_drawn(ancestors))
    branch = Branch(comment=comment, level=0, replies=replies, answers=answered, is_here=True)
    return CommentPage(
        thread=thread, ancestors=ancestors, skipped=len(above) - len(near), branch=branch, after=following
    )


def addressee_of(comment: Comment) -> Comment | None:
    """The comment this one answers, in whatever state, with its author; None at the top."""
    if not comment.reply_to_seq:
        return None
    return (
        Comment.objects.select_related("author")
        .filter(thread=comment.thread_id, seq=comment.reply_to_seq)
        .first()
    )


def vanished_above(comment: Comment) -> list[int]:
    """The ids of the ancestors that no longer take a place."""
    above = comment.ancestor_seqs
    return list(
        Comment.objects.filter(thread=comment.thread_id, seq__in=above, shown=False).values_list(
            "pk", flat=True
        )
    )


def revisions_of(comment: Comment) -> list[Revision]:
    """What the comment said before, oldest first."""
    return list(comment.revisions.all())


def latest(*, thread: Thread) -> list[Comment]:
    """The newest readable comments, for feeds."""
    comments = list(_for_page(thread).filter(state=State.VISIBLE).order_by("-seq")[:FEED])
    _named(comments)
    return comments


def waiting(*, limit: int = 100) -> list[Comment]:
    """Comments that wait for a moderator, the oldest first."""
    return list(
        Comment.objects.select_related("thread", "author").filter(state=State.PENDING).order_by("pk")[:limit]
    )


# --- what is a reader's own ---------------------------------------------------------------------------------


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


def shown_among(*, thread: Thread, ids: Collection[int]) -> list[Comment]:
    """Those of `ids` that are shown in this thread."""
    return list(_for_page(thread).filter(pk__in=ids))


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


# --- one person's letters -----------------------------------------------------------------------------------


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
