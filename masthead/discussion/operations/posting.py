"""Writing, changing and taking back a comment."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import get_random_string

from masthead.discussion import comment_text, errors, events, markdown, permissions, queries
from masthead.discussion.models import Comment, Revision, State, Thread
from masthead.discussion.operations.counters import (
    add_readable,
    change_state,
    lock_comment,
    lock_thread,
    recount_children,
)
from masthead.discussion.operations.placement import new_comment, place_below, take_numbers
from masthead.kit import rate_limits
from masthead.kit.events import announce
from masthead.people.models import Person
from masthead.people.permissions import is_staff

LONG_TEXT = 2_000  # characters; most comments are shorter


def post_comment(
    *,
    author: Person,
    thread: Thread,
    text: str,
    reply_to_seq: int = 0,
    idempotency_key: str = "",
    now: datetime,
    rate_limited: bool = True,
) -> Comment:
    """The author's comment stands in the thread, as an answer to comment `reply_to_seq` (0: to the whole
    discussion).

    The same `idempotency_key` of the same author with the same text returns the comment it made. Everybody
    is held to a person's speed; imports and demonstrations say `rate_limited=False`.

    :raises TextRefused: what is wrong with the text, in one sentence
    :raises NotSignedIn, ThreadIsClosed, OnlyMembersWrite: who may write here
    :raises RepliedToCommentIsGone: it was deleted or hidden meanwhile
    :raises RepliedToCommentIsElsewhere: it is not in this thread
    :raises FormAlreadyUsed: the key was used for another text
    :raises RateLimitExceeded: one comment in three seconds, ten in ten minutes
    """
    permissions.ensure_may_post(author, thread, now)  # and again under the lock
    text, html = _rendered(text, by=author, rate_limited=rate_limited, now=now)
    key = (idempotency_key or get_random_string(32))[:64]
    try:
        with transaction.atomic():
            thread = lock_thread(thread.pk)
            return _already_posted(author, key, text) or _post(
                author=author,
                thread=thread,
                text=text,
                html=html,
                reply_to_seq=reply_to_seq,
                key=key,
                now=now,
                rate_limited=rate_limited,
            )
    except IntegrityError:  # the same form at the same moment in another thread, under another lock
        first = _already_posted(author, key, text)
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
    rate_limited: bool,
) -> Comment:
    permissions.ensure_may_post(author, thread, now)
    parent = _parent_for(thread, reply_to_seq)
    if rate_limited:
        limit_posting_rate(author, now)
    comment = _insert(
        author, thread, parent, reply_to_seq=reply_to_seq, text=text, html=html, key=key, now=now
    )
    if comment.state == State.PENDING:
        announce(events.CommentHeldForModeration(comment_id=comment.pk, thread_id=thread.pk))
        return comment
    add_readable(thread, comment, 1)
    if parent is not None:
        parent.refresh_from_db(fields=["descendants"])
        recount_children(parent, gained=1)
    announce(events.CommentPosted(comment_id=comment.pk, thread_id=thread.pk, thread_key=thread.key))
    return comment


def _rendered(text: str, *, by: Person, rate_limited: bool, now: datetime) -> tuple[str, str]:
    """The cleaned text and its HTML, rendered before any lock is taken.

    Rendering 20,000 characters may take a second, so a long text counts even when it is refused.

    :raises TextRefused: what is wrong with the text, in one sentence
    :raises RateLimitExceeded: thirty long texts in ten minutes
    """
    text = comment_text.clean_text(text)
    if rate_limited and len(text) > LONG_TEXT:
        rate_limits.consume(
            name="long texts", who=rate_limits.by_person(by.pk), capacity=30, refill_seconds=600, now=now
        )
    return text, markdown.render_markdown(text)


def limit_posting_rate(person: Person, now: datetime) -> None:
    """A person writes one comment in three seconds and ten in ten minutes.

    :raises RateLimitExceeded: faster than that
    """
    rate_limits.consume(
        name="comments, floor", who=rate_limits.by_person(person.pk), capacity=1, refill_seconds=3, now=now
    )
    rate_limits.consume(
        name="comments, burst", who=rate_limits.by_person(person.pk), capacity=10, refill_seconds=600, now=now
    )


def _already_posted(author: Person, key: str, text: str) -> Comment | None:
    first = queries.comment_by_idempotency_key(author_id=author.pk, idempotency_key=key)
    if (
        first is not None
        and first.state != State.DELETED
        and first.body_source != text
        and not first.revision_count
    ):
        raise errors.FormAlreadyUsed
    return first


def _parent_for(thread: Thread, reply_to_seq: int) -> Comment | None:
    """The comment to stand below: the answered one or, at the deepest level, its parent."""
    if not reply_to_seq:
        return None
    replied_to = Comment.objects.filter(thread=thread, seq=reply_to_seq).first()
    if replied_to is None:
        raise errors.RepliedToCommentIsElsewhere
    if not replied_to.is_readable:
        raise errors.RepliedToCommentIsGone
    return place_below(replied_to, lambda deepest: Comment.objects.get(thread=thread, seq=deepest.parent_seq))


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
    state = (
        State.PENDING if thread.state == Thread.State.PREMODERATED and not is_staff(author) else State.VISIBLE
    )
    comment = new_comment(
        thread=thread,
        seq=take_numbers(thread),
        author=author,
        parent=parent,
        reply_to_seq=reply_to_seq,
        state=state,
        body=(text, html),
        idempotency_key=key,
        now=now,
    )
    comment.save(force_insert=True)
    return comment


def edit_comment(
    *, comment: Comment, by: Person, text: str, now: datetime, rate_limited: bool = True
) -> Comment:
    """The comment says `text`; what it said before is kept as a revision. The same text again changes
    nothing.

    :raises TextRefused: what is wrong with the text, in one sentence
    :raises NotYourComment, CommentIsGone, EditTimeIsOver: who may edit, and when
    :raises NotSignedIn, ThreadIsClosed, OnlyMembersWrite: who may write here
    :raises RateLimitExceeded: twenty edits in ten minutes
    """
    permissions.ensure_may_edit(by, comment, now)  # and again under the lock
    text, html = _rendered(text, by=by, rate_limited=rate_limited, now=now)
    with transaction.atomic():
        thread, comment = lock_comment(comment)
        permissions.ensure_may_edit(by, comment, now)
        permissions.ensure_may_post(by, thread, now)
        if text == comment.body_source:
            return comment
        if rate_limited:
            rate_limits.consume(
                name="comment edits",
                who=rate_limits.by_person(by.pk),
                capacity=20,
                refill_seconds=600,
                now=now,
            )
        Revision.objects.create(
            comment=comment,
            number=comment.revision_count + 1,
            body_source=comment.body_source,
            body_html=comment.body_html,
            written_at=comment.edited_at or comment.created_at,
        )
        comment.body_source, comment.body_html, comment.edited_at = text, html, now
        comment.revision_count = F("revision_count") + 1
        comment.save(update_fields=["body_source", "body_html", "edited_at", "revision_count"])
        comment.refresh_from_db(fields=["revision_count"])
        announce(events.CommentEdited(comment_id=comment.pk, thread_id=thread.pk))
        return comment


@transaction.atomic
def delete_comment(*, comment: Comment, by: Person) -> Comment:
    """The comment's text and its revisions are deleted for good; a tombstone keeps its place while it has
    shown replies.

    :raises NotYourComment: only its author; moderators hide instead
    :raises CommentIsGone: deleted before
    """
    thread, comment = lock_comment(comment)
    permissions.ensure_may_delete(by, comment)
    erase_text(comment)
    change_state(thread, comment, State.DELETED)
    announce(events.CommentDeleted(comment_id=comment.pk, thread_id=thread.pk, thread_key=thread.key))
    return comment


def erase_text(comment: Comment) -> None:
    """Delete the comment's text and its revisions for good."""
    comment.revisions.all().delete()
    comment.body_source = comment.body_html = ""
    comment.revision_count = 0
    comment.save(update_fields=["body_source", "body_html", "revision_count"])
