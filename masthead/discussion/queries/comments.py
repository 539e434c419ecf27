"""One comment and its context; comments for feeds and for moderators."""

from collections.abc import Collection

from masthead.discussion import errors
from masthead.discussion.models import Comment, Revision, State, Thread
from masthead.discussion.queries.cursors import MOST_SEQ
from masthead.discussion.queries.page_types import Branch, CommentPage, comments_in
from masthead.discussion.queries.pagination import replies_after
from masthead.discussion.queries.prefetch import attach_authors, comments_for_page

FEED_SIZE = 50

NEAREST_ANCESTORS = 5  # ancestors shown above a comment, beside the first


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
    if not comment.is_readable:
        raise errors.NoSuchComment
    return comment


def comment_by_seq(*, thread: Thread, seq: int) -> Comment | None:
    """The readable comment of that number in this thread, or None."""
    if not 0 < seq <= MOST_SEQ:
        return None
    return (
        Comment.objects.select_related("author").filter(thread=thread, seq=seq, state=State.VISIBLE).first()
    )


def comment_by_idempotency_key(*, author_id: int, idempotency_key: str) -> Comment | None:
    """The comment that this form of this author has made, or None."""
    return Comment.objects.filter(author_id=author_id, idempotency_key=idempotency_key).first()


def comment_page(*, comment: Comment, after: str = "") -> CommentPage:
    """The comment below the first and the nearest of its ancestors, with its replies behind `after`: four
    queries at most.

    :raises NoSuchPage: nothing made that cursor
    """
    thread = comment.thread
    above = comment.ancestor_seqs
    near = above if len(above) <= NEAREST_ANCESTORS + 1 else [above[0], *above[-NEAREST_ANCESTORS:]]
    found = {row.seq: row for row in comments_for_page(thread).filter(seq__in=near)} if near else {}
    ancestors = [
        Branch(comment=found[seq], level=0, in_reply_to=found.get(found[seq].parent_seq))
        for seq in near
        if seq in found
    ]
    replies, following = replies_after(thread=thread, parent=comment, after=after, level=1)
    replied_to = found.get(comment.reply_to_seq) or (
        comment_by_seq(thread=thread, seq=comment.reply_to_seq) if comment.reply_to_seq else None
    )
    attach_authors(comments_in(ancestors))
    branch = Branch(comment=comment, level=0, replies=replies, in_reply_to=replied_to, is_linked=True)
    return CommentPage(
        thread=thread, ancestors=ancestors, skipped=len(above) - len(near), branch=branch, after=following
    )


def addressee_of(comment: Comment) -> Comment | None:
    """The comment this one replies to, in whatever state, with its author; None at the top."""
    if not comment.reply_to_seq:
        return None
    return (
        Comment.objects.select_related("author")
        .filter(thread=comment.thread_id, seq=comment.reply_to_seq)
        .first()
    )


def removed_ancestors(comment: Comment) -> list[int]:
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


def newest_comments(*, thread: Thread) -> list[Comment]:
    """The newest readable comments, for feeds."""
    comments = list(comments_for_page(thread).filter(state=State.VISIBLE).order_by("-seq")[:FEED_SIZE])
    attach_authors(comments)
    return comments


def pending_comments(*, limit: int = 100) -> list[Comment]:
    """Comments that wait for a moderator, the oldest first."""
    return list(
        Comment.objects.select_related("thread", "author").filter(state=State.PENDING).order_by("pk")[:limit]
    )


def shown_comments(*, thread: Thread, ids: Collection[int]) -> list[Comment]:
    """Those of `ids` that are shown in this thread."""
    return list(comments_for_page(thread).filter(pk__in=ids))
