"""What every change of a tree must keep exact: who is shown, how many are below, which are the best three.

Everything here runs inside the caller's transaction, with the thread's row locked.
"""

from django.db.models import F

from masthead.discussion import errors
from masthead.discussion.models import FOLLOWS, LEAVES_A_TOMBSTONE, Comment, State, Thread

PREVIEW = 3


def lock(thread_id: int) -> Thread:
    """The thread, as it is now, and nobody else's until this transaction ends (SQLite: the transaction itself
    is the lock).
    """
    return Thread.objects.select_for_update().get(pk=thread_id)


def lock_with(comment: Comment) -> tuple[Thread, Comment]:
    """The thread, locked, and the comment as it is under that lock."""
    return lock(comment.thread_id), Comment.objects.get(pk=comment.pk)


def change_state(thread: Thread, comment: Comment, state: State) -> None:
    """The comment is in `state`, and everything above it says so.

    :raises CommentIsGone: the table of states does not lead there
    """
    if state not in FOLLOWS[State(comment.state)]:
        raise errors.CommentIsGone
    gained = (state == State.VISIBLE) - (comment.state == State.VISIBLE)
    comment.state = state
    comment.save(update_fields=["state"])
    count_readable(thread, comment, gained)
    settle_shown(comment)


def count_readable(thread: Thread, comment: Comment, gained: int) -> None:
    """The thread and every ancestor have `gained` comments more to read."""
    if gained:
        thread.shown_count = F("shown_count") + gained
        thread.save(update_fields=["shown_count"])
        thread.refresh_from_db(fields=["shown_count"])
        above = comment.ancestor_seqs
        if above:
            Comment.objects.filter(thread=thread, seq__in=above).update(descendants=F("descendants") + gained)


def settle_shown(comment: Comment) -> None:
    """The comment is shown if it should be; where that changes what its parent shows, the parent is settled
    too.
    """
    shown = is_to_be_shown(comment)
    if shown == comment.shown:
        return
    comment.shown = shown
    comment.save(update_fields=["shown"])
    parent = parent_of(comment)
    if parent is not None:
        recount_children(parent, gained=1 if shown else -1)
        settle_shown(parent)


def is_to_be_shown(comment: Comment) -> bool:
    """Whether it takes a place: it can be read, or it is a tombstone that holds up replies."""
    return comment.state == State.VISIBLE or (comment.state in LEAVES_A_TOMBSTONE and comment.children > 0)


def recount_children(parent: Comment, *, gained: int) -> None:
    """The parent has `gained` shown children more, and knows its newest and its best three."""
    shown = Comment.objects.filter(thread=parent.thread_id, parent_seq=parent.seq, shown=True)
    parent.children += gained
    parent.last_child_seq = shown.order_by("-seq").values_list("seq", flat=True).first() or 0
    parent.preview = list(shown.order_by("-best", "-seq").values_list("seq", flat=True)[:PREVIEW])
    parent.save(update_fields=["children", "last_child_seq", "preview"])


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
