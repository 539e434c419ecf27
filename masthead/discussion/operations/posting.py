"""Writing, changing and taking back a comment."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import get_random_string

from masthead.discussion import decisions, errors, events, permissions, queries, texts
from masthead.discussion.models import Comment, Revision, State, Thread
from masthead.discussion.operations.counting import (
    change_state,
    count_readable,
    lock,
    lock_with,
    recount_children,
)
from masthead.kit import limits
from masthead.kit.events import announce
from masthead.people.models import Person
from masthead.people.permissions import is_staff

LONG = 2_000  # characters; most letters are shorter


def post_comment(
    *,
    author: Person,
    thread: Thread,
    text: str,
    reply_to_seq: int = 0,
    idempotency_key: str = "",
    now: datetime,
    paced: bool = False,
) -> Comment:
    """The author's comment stands in the thread, as an answer to comment `reply_to_seq` (0: to the whole
    discussion).

    The same `idempotency_key` of the same author with the same text returns the comment it made. `paced`
    holds a
    person to a person's speed; doors set it, imports and demonstrations do not.

    :raises TextRefused: what is wrong with the text, in one sentence
    :raises SignInFirst, ThreadIsClosed, MembersWrite: who may write here
    :raises AnsweredCommentIsGone: it was deleted or hidden meanwhile
    :raises AnsweredCommentIsElsewhere: it is not in this thread
    :raises FormSentBefore: the key was used for another text
    :raises TooMany: one comment in three seconds, ten in ten minutes
    """
    permissions.ensure_may_post(author, thread, now)  # and again under the lock
    text, html = _set(text, by=author, paced=paced, now=now)
    key = (idempotency_key or get_random_string(32))[:64]
    try:
        with transaction.atomic():
            thread = lock(thread.pk)
            return _sent_before(author, key, text) or _post(
                author=author,
                thread=thread,
                text=text,
                html=html,
                reply_to_seq=reply_to_seq,
                key=key,
                now=now,
                paced=paced,
            )
    except IntegrityError:  # the same form at the same moment in another thread, under another lock
        first = _sent_before(author, key, text)
        if first is None:
            raise
        return first


def _post(
    *,
    author: Person,
    thread: Thread,
    text: str,
    html: str,
    reply_to_seq: int,
    key: str,
    now: datetime,
    paced: bool,
) -> Comment:
    permissions.ensure_may_post(author, thread, now)
    parent = _place_for(thread, reply_to_seq)
    if paced:
        keep_pace(author, now)
    comment = _insert(
        author, thread, parent, reply_to_seq=reply_to_seq, text=text, html=html, key=key, now=now
    )
    if comment.state == State.PENDING:
        announce(events.CommentHeld(comment_id=comment.pk, thread_id=thread.pk))
        return comment
    count_readable(thread, comment, 1)
    if parent is not None:
        parent.refresh_from_db(fields=["descendants"])
        recount_children(parent, gained=1)
    announce(events.CommentPosted(comment_id=comment.pk, thread_id=thread.pk))
    return comment


def _set(text: str, *, by: Person, paced: bool, now: datetime) -> tuple[str, str]:
    """The text in order and its HTML, made before any lock: nobody waits for it.

    Setting twenty thousand signs may take a second of work, so a long text counts also when it is refused.

    :raises TextRefused: what is wrong with the text, in one sentence
    :raises TooMany: thirty long texts in ten minutes
    """
    text = texts.clean(text)
    if paced and len(text) > LONG:
        limits.spend(name="long texts", who=str(by.pk), capacity=30, refill_seconds=600, now=now)
    return text, texts.finished(text)


def keep_pace(person: Person, now: datetime) -> None:
    """A person writes one comment in three seconds and ten in ten minutes.

    :raises TooMany: faster than that
    """
    limits.spend(name="comments, floor", who=str(person.pk), capacity=1, refill_seconds=3, now=now)
    limits.spend(name="comments, burst", who=str(person.pk), capacity=10, refill_seconds=600, now=now)


def _sent_before(author: Person, key: str, text: str) -> Comment | None:
    first = queries.comment_of_form(author_id=author.pk, idempotency_key=key)
    if (
        first is not None
        and first.state != State.DELETED
        and first.body_src != text
        and not first.revision_count
    ):
        raise errors.FormSentBefore
    return first


def _place_for(thread: Thread, reply_to_seq: int) -> Comment | None:
    """The comment to stand below: the answered one or, at the deepest level, its parent."""
    if not reply_to_seq:
        return None
    answered = Comment.objects.filter(thread=thread, seq=reply_to_seq).first()
    if answered is None:
        raise errors.AnsweredCommentIsElsewhere
    if not answered.readable:
        raise errors.AnsweredCommentIsGone
    if answered.depth < decisions.DEEPEST:
        return answered
    return Comment.objects.get(thread=thread, seq=answered.parent_seq)


def _insert(
    author: Person,
    thread: Thread,
    parent: Comment | None,
    *,
    reply_to_seq: int,
    text: str,
    html: str,
    key: str,
    now: datetime,
) -> Comment:
    seq = thread.next_seq
    thread.next_seq = seq + 1
    thread.save(update_fields=["next_seq"])
    state = State.PENDING if thread.state == Thread.State.HELD and not is_staff(author) else State.VISIBLE
    return Comment.objects.create(
        thread=thread,
        seq=seq,
        author=author,
        by_staff=is_staff(author),
        parent_seq=parent.seq if parent else 0,
        reply_to_seq=reply_to_seq,
        root_seq=parent.root_seq if parent else seq,
        depth=parent.depth + 1 if parent else 0,
        path=decisions.path_of(parent_path=bytes(parent.path) if parent else b"", seq=seq),
        state=state,
        shown=state == State.VISIBLE,
        hot=decisions.hot_score(ups=0, downs=0, good_points=0, created_at=now),
        body_src=text,
        body_html=html,
        created_at=now,
        idempotency_key=key,
    )


def edit_comment(*, comment: Comment, by: Person, text: str, now: datetime, paced: bool = False) -> Comment:
    """The comment says `text`; what it said before is kept as a revision. The same text again changes
    nothing.

    :raises TextRefused: what is wrong with the text, in one sentence
    :raises NotYourComment, CommentIsGone, EditTimeIsOver: who may edit, and when
    :raises SignInFirst, ThreadIsClosed, MembersWrite: who may write here
    :raises TooMany: twenty edits in ten minutes
    """
    permissions.ensure_may_edit(by, comment, now)  # and again under the lock
    text, html = _set(text, by=by, paced=paced, now=now)
    with transaction.atomic():
        thread, comment = lock_with(comment)
        permissions.ensure_may_edit(by, comment, now)
        permissions.ensure_may_post(by, thread, now)
        if text == comment.body_src:
            return comment
        if paced:
            limits.spend(name="comment edits", who=str(by.pk), capacity=20, refill_seconds=600, now=now)
        Revision.objects.create(
            comment=comment,
            number=comment.revision_count + 1,
            body_src=comment.body_src,
            body_html=comment.body_html,
            written_at=comment.edited_at or comment.created_at,
        )
        comment.body_src, comment.body_html, comment.edited_at = text, html, now
        comment.revision_count = F("revision_count") + 1
        comment.save(update_fields=["body_src", "body_html", "edited_at", "revision_count"])
        comment.refresh_from_db(fields=["revision_count"])
        announce(events.CommentEdited(comment_id=comment.pk, thread_id=thread.pk))
        return comment


@transaction.atomic
def delete_comment(*, comment: Comment, by: Person, now: datetime) -> Comment:  # noqa: ARG001 - every operation is told when
    """The comment's words are gone for good, its revisions too; a tombstone keeps its place while it has
    shown replies.

    :raises NotYourComment: only its author; moderators hide instead
    :raises CommentIsGone: deleted before
    """
    thread, comment = lock_with(comment)
    permissions.ensure_may_delete(by, comment)
    forget_words(comment)
    change_state(thread, comment, State.DELETED)
    announce(events.CommentDeleted(comment_id=comment.pk, thread_id=thread.pk))
    return comment


def forget_words(comment: Comment) -> None:
    """What the comment says, and what it said before, is gone for good."""
    comment.revisions.all().delete()
    comment.body_src = comment.body_html = ""
    comment.revision_count = 0
    comment.save(update_fields=["body_src", "body_html", "revision_count"])
