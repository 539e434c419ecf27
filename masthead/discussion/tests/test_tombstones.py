"""A tombstone stands while it holds up comments that can be read, and goes with the last of them."""

from datetime import datetime

from masthead.discussion import operations
from masthead.discussion.models import Comment, Thread
from masthead.people.models import Person


def test_tombstones__go_with_the_last_comment_below_them(
    thread: Thread, mina: Person, owen: Person, noon: datetime
) -> None:
    def answer(author: Person, above: Comment | None = None) -> Comment:
        seq = above.seq if above else 0
        return operations.post_comment(
            author=author, thread=thread, text="Well?", reply_to_seq=seq, now=noon, rate_limited=False
        )

    root = answer(mina)
    middle = answer(owen, root)
    last = answer(mina, middle)
    operations.delete_comment(comment=root, by=mina)
    operations.delete_comment(comment=middle, by=owen)
    for standing in (root, middle):
        standing.refresh_from_db()
        assert (standing.shown, standing.children) == (True, 1)

    operations.delete_comment(comment=last, by=mina)
    for gone in (root, middle, last):
        gone.refresh_from_db()
        assert (gone.shown, gone.children) == (False, 0)
    thread.refresh_from_db()
    assert thread.shown_count == 0
