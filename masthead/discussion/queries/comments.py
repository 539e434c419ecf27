"""One letter, and what stands around it; letters for feeds and for moderators."""

from collections.abc import Collection

from masthead.discussion import errors
from masthead.discussion.models import Comment, Revision, State, Thread
from masthead.discussion.queries.branches import Branch, CommentPage
from masthead.discussion.queries.cursors import MOST_SEQ
from masthead.discussion.queries.drawing import drawn_of, for_page, named
from masthead.discussion.queries.paging import replies_after

FEED = 50

NEAREST = 5  # ancestors shown above a comment, beside the first


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
    found = {row.seq: row for row in for_page(thread).filter(seq__in=near)} if near else {}
    ancestors = [
        Branch(comment=found[seq], level=0, answers=found.get(found[seq].parent_seq))
        for seq in near
        if seq in found
    ]
    replies, following = replies_after(thread=thread, parent=comment, after=after, level=1)
    answered = found.get(comment.reply_to_seq) or (
        comment_by_seq(thread=thread, seq=comment.reply_to_seq) if comment.reply_to_seq else None
    )
    named(drawn_of(ancestors))
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
    comments = list(for_page(thread).filter(state=State.VISIBLE).order_by("-seq")[:FEED])
    named(comments)
    return comments


def waiting(*, limit: int = 100) -> list[Comment]:
    """Comments that wait for a moderator, the oldest first."""
    return list(
        Comment.objects.select_related("thread", "author").filter(state=State.PENDING).order_by("pk")[:limit]
    )


def shown_among(*, thread: Thread, ids: Collection[int]) -> list[Comment]:
    """Those of `ids` that are shown in this thread."""
    return list(for_page(thread).filter(pk__in=ids))
