"""Hiding and restoring a comment."""

from datetime import datetime

from django.db import transaction

from masthead.audit.operations import record
from masthead.discussion import errors, events, permissions
from masthead.discussion.models import Comment, State
from masthead.discussion.operations.counters import change_state, lock_comment
from masthead.kit.events import announce
from masthead.people.models import Person


@transaction.atomic
def hide_comment(*, comment: Comment, by: Person, reason: str, words: str = "", now: datetime) -> Comment:
    """Nobody reads the comment; a tombstone keeps its place while it has shown replies. Hidden before:
    nothing changes. The audit log keeps `reason`, a key or a sentence, and the moderator's own `words`.

    :raises NotSignedIn, StaffOnly: only moderators, editors and the publisher
    :raises ReasonIsMissing: the author is owed one
    :raises CommentIsGone: its author deleted it
    """
    permissions.ensure_may_moderate(by)
    if not reason.strip():
        raise errors.ReasonIsMissing
    thread, comment = lock_comment(comment)
    if comment.state == State.HIDDEN:
        return comment
    change_state(thread, comment, State.HIDDEN)
    details = {"reason": reason, "words": words}
    record(actor=by, action="discussion.comment.hide", subject=comment, details=details, now=now)
    announce(
        events.CommentHidden(comment_id=comment.pk, thread_id=thread.pk, reason=reason, thread_key=thread.key)
    )
    return comment


@transaction.atomic
def restore_comment(*, comment: Comment, by: Person, words: str = "", now: datetime) -> Comment:
    """The comment can be read: again if it was hidden, for the first time if it waited. Visible before:
    nothing changes.

    :raises NotSignedIn, StaffOnly: only moderators, editors and the publisher
    :raises CommentIsGone: its author deleted it
    """
    permissions.ensure_may_moderate(by)
    thread, comment = lock_comment(comment)
    if comment.state == State.VISIBLE:
        return comment
    waited = comment.state == State.PENDING
    change_state(thread, comment, State.VISIBLE)
    action = "discussion.comment.release" if waited else "discussion.comment.restore"
    record(actor=by, action=action, subject=comment, details={"words": words}, now=now)
    heard = events.CommentPosted if waited else events.CommentRestored
    announce(heard(comment_id=comment.pk, thread_id=thread.pk, thread_key=thread.key))
    return comment
