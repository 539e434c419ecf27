"""Counters that every change of a tree keeps exact: shown, number of replies, the best three replies.

Everything here runs inside the caller's transaction, with the thread's row locked.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import nlargest
from operator import attrgetter

from django.db.models import F

from masthead.discussion import errors
from masthead.discussion.models import LEAVES_A_TOMBSTONE, TRANSITIONS, Comment, State, Thread

PREVIEW_SIZE = 3
BEST_FIRST = ("best", "seq")  # both descending: of two as good, the newer


def lock_thread(thread_id: int) -> Thread:
    """The thread, freshly read and locked until this transaction ends (SQLite: the transaction itself
    is the lock).
    """
    return Thread.objects.select_for_update().get(pk=thread_id)


def lock_comment(comment: Comment) -> tuple[Thread, Comment]:
    """The thread, locked, and the comment as it is under that lock."""
    return lock_thread(comment.thread_id), Comment.objects.get(pk=comment.pk)


def change_state(thread: Thread, comment: Comment, state: State) -> None:
    """Set the comment's `state` and update the counters of everything above it.

    :raises CommentIsGone: the table of states does not lead there
    """
    if state not in TRANSITIONS[State(comment.state)]:
        raise errors.CommentIsGone
    gained = (state == State.VISIBLE) - (comment.state == State.VISIBLE)
    comment.state = state
    comment.save(update_fields=["state"])
    add_readable(thread, comment, gained)
    update_shown(comment)


def add_readable(thread: Thread, comment: Comment, gained: int) -> None:
    """The thread and every ancestor have `gained` comments more to read."""
    if gained:
        count_in_thread(thread, gained)
        above = comment.ancestor_seqs
        if above:
            Comment.objects.filter(thread=thread, seq__in=above).update(descendants=F("descendants") + gained)


def count_in_thread(thread: Thread, gained: int) -> None:
    """The thread alone has `gained` comments more to read."""
    thread.shown_count = F("shown_count") + gained
    thread.save(update_fields=["shown_count"])
    thread.refresh_from_db(fields=["shown_count"])


def update_shown(comment: Comment) -> None:
    """The comment is shown if it should be; where that changes what its parent shows, the parent is settled
    too.
    """
    shown = should_be_shown(comment)
    if shown == comment.shown:
        return
    comment.shown = shown
    comment.save(update_fields=["shown"])
    parent = parent_of(comment)
    if parent is not None:
        recount_children(parent, gained=1 if shown else -1)
        update_shown(parent)


def should_be_shown(comment: Comment) -> bool:
    """Whether it takes a place: it can be read, or it is a tombstone that holds up replies."""
    return comment.state == State.VISIBLE or (comment.state in LEAVES_A_TOMBSTONE and comment.children > 0)


def recount_children(parent: Comment, *, gained: int) -> None:
    """The parent has `gained` shown children more, and knows its newest and its best three."""
    shown = Comment.objects.filter(thread=parent.thread_id, parent_seq=parent.seq, shown=True)
    best = shown.order_by(*(f"-{column}" for column in BEST_FIRST)).values_list("seq", flat=True)[
        :PREVIEW_SIZE
    ]
    newest = shown.order_by("-seq").values_list("seq", flat=True).first() or 0
    _show_children(parent, gained=gained, newest=newest, best=best)
    parent.save(update_fields=["children", "last_child_seq", "preview"])


def _show_children(parent: Comment, *, gained: int, newest: int, best: Iterable[int]) -> None:
    parent.children += gained
    parent.last_child_seq = newest
    parent.preview = list(best)


def count_unstored(comments: Sequence[Comment]) -> None:
    """Comments of one thread that are not stored yet, ranked, all of them readable and in the order of their
    numbers, count each other as if one had come after the other. None stands below a stored one.
    """
    by_seq = {comment.seq: comment for comment in comments}
    below: dict[int, list[Comment]] = defaultdict(list)
    for comment in reversed(comments):  # replies come after what they answer
        if comment.parent_seq:
            by_seq[comment.parent_seq].descendants += comment.descendants + 1
            below[comment.parent_seq].append(comment)
    for seq, replies in below.items():
        best = nlargest(PREVIEW_SIZE, replies, key=attrgetter(*BEST_FIRST))
        _show_children(
            by_seq[seq], gained=len(replies), newest=replies[0].seq, best=(reply.seq for reply in best)
        )


def refresh_preview(comment: Comment) -> None:
    """The comment's rank has changed: its parent shows the best three again."""
    parent = parent_of(comment)
    if parent is not None and comment.shown:
        recount_children(parent, gained=0)


def parent_of(comment: Comment) -> Comment | None:
    """The comment above, or None at the top."""
    if not comment.parent_seq:
        return None
    return Comment.objects.get(thread=comment.thread_id, seq=comment.parent_seq)
