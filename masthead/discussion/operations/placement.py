"""Where a new comment stands: its number, what it hangs below, its path. For one at a time and for many.

Everything here runs inside the caller's transaction, with the thread's row locked.
"""

from collections.abc import Callable
from datetime import datetime

from masthead.discussion import tree_paths
from masthead.discussion.models import Comment, State, Thread
from masthead.discussion.operations.voting import update_scores
from masthead.people.models import Person
from masthead.people.permissions import is_staff


def take_numbers(thread: Thread, count: int = 1) -> int:
    """The next `count` numbers of the thread are given out; returns the first of them."""
    first = thread.next_seq
    thread.next_seq = first + count
    thread.save(update_fields=["next_seq"])
    return first


def place_below(replied_to: Comment, parent_of: Callable[[Comment], Comment]) -> Comment:
    """The comment to stand below: the one replied to or, at the deepest level, its parent."""
    return replied_to if replied_to.depth < tree_paths.MAX_DEPTH else parent_of(replied_to)


def new_comment(
    *,
    thread: Thread,
    seq: int,
    author: Person,
    parent: Comment | None,
    reply_to_seq: int,
    state: State,
    body: tuple[str, str],
    idempotency_key: str,
    now: datetime,
) -> Comment:
    """A comment in its place, not stored yet and without votes; `body` is its text and the HTML of it."""
    comment = Comment(
        thread=thread,
        seq=seq,
        author=author,
        by_staff=is_staff(author),
        parent_seq=parent.seq if parent else 0,
        reply_to_seq=reply_to_seq,
        root_seq=parent.root_seq if parent else seq,
        depth=parent.depth + 1 if parent else 0,
        path=tree_paths.path_below(parent_path=bytes(parent.path) if parent else b"", seq=seq),
        state=state,
        shown=state == State.VISIBLE,
        body_source=body[0],
        body_html=body[1],
        created_at=now,
        idempotency_key=idempotency_key,
    )
    update_scores(comment)
    return comment
