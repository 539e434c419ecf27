"""Who may do what in a discussion."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser

from masthead.discussion import errors, queries
from masthead.discussion.models import Comment, State, Thread, Writers
from masthead.memberships.queries import is_member
from masthead.people.models import Person, Role
from masthead.people.permissions import ensure_role, ensure_signed_in, has_role, is_staff

EDIT_TIME = timedelta(minutes=15)
MODERATORS = (Role.MODERATOR, Role.EDITOR, Role.PUBLISHER)

Somebody = Person | AnonymousUser | None


def may_read(person: Somebody, thread: Thread, now: datetime) -> bool:
    """Whether this person may see what is written in the thread, or how much."""
    return queries.admits_reader(thread=thread, reader_id=person.pk if person else None, now=now)


def ensure_may_read(person: Somebody, thread: Thread, now: datetime) -> None:
    """Refuse those who may not read the thread.

    :raises SignInFirst: a stranger, in a thread that is not for everybody
    :raises MembersRead: somebody without a membership, in a thread for members
    """
    if may_read(person, thread, now):
        return
    ensure_signed_in(person)
    raise errors.MembersRead


def is_admitted(person: Somebody, thread: Thread, now: datetime) -> bool:
    """Whether this person belongs to those who write and vote in this thread, open or closed."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    if is_staff(person):
        return True
    if thread.posting_by == Writers.MEMBERS:
        return is_member(person, now)
    return thread.posting_by == Writers.REGISTERED and may_read(person, thread, now)


def may_post(person: Somebody, thread: Thread, now: datetime) -> bool:
    """Whether this person can write and vote in this thread now."""
    return thread.state != Thread.State.CLOSED and is_admitted(person, thread, now)


def ensure_may_post(person: Somebody, thread: Thread, now: datetime) -> Person:
    """The person, known to be admitted to an open thread.

    :raises SignInFirst: a stranger
    :raises ThreadIsClosed: nobody writes here, or not any more
    :raises MembersWrite: the thread is written by members
    """
    known = ensure_signed_in(person)
    if thread.state == Thread.State.CLOSED:
        raise errors.ThreadIsClosed
    if not is_admitted(known, thread, now):
        raise errors.ThreadIsClosed if thread.posting_by == Writers.NOBODY else errors.MembersWrite
    return known


def may_edit(person: Somebody, comment: Comment, now: datetime) -> bool:
    """Whether this person wrote the comment, and lately."""
    return (
        _is_theirs(person, comment)
        and comment.state in (State.VISIBLE, State.PENDING)
        and now < comment.created_at + EDIT_TIME
    )


def ensure_may_edit(person: Somebody, comment: Comment, now: datetime) -> Person:
    """The person, known to be the author in the first fifteen minutes.

    :raises NotYourComment: somebody else's
    :raises CommentIsGone: hidden or deleted meanwhile
    :raises EditTimeIsOver: the fifteen minutes are
    """
    known = ensure_signed_in(person)
    if not _is_theirs(known, comment):
        raise errors.NotYourComment
    if comment.state not in (State.VISIBLE, State.PENDING):
        raise errors.CommentIsGone
    if not may_edit(known, comment, now):
        raise errors.EditTimeIsOver(minutes=EDIT_TIME // timedelta(minutes=1))
    return known


def may_delete(person: Somebody, comment: Comment) -> bool:
    """Whether this person wrote the comment and has not deleted it yet."""
    return _is_theirs(person, comment) and comment.state != State.DELETED


def ensure_may_delete(person: Somebody, comment: Comment) -> Person:
    """The person, known to be the author. Lapsed members may take back what they wrote, too.

    :raises NotYourComment: somebody else's
    :raises CommentIsGone: deleted before
    """
    known = ensure_signed_in(person)
    if not _is_theirs(known, comment):
        raise errors.NotYourComment
    if comment.state == State.DELETED:
        raise errors.CommentIsGone
    return known


def ensure_may_vote(person: Somebody, thread: Thread, comment: Comment, now: datetime) -> Person:
    """The person, known to be admitted and not the author.

    :raises CommentIsGone: it is not to be read any more
    :raises OwnComment: the author's
    """
    known = ensure_may_post(person, thread, now)
    if not comment.readable:
        raise errors.CommentIsGone
    if _is_theirs(known, comment):
        raise errors.OwnComment
    return known


def may_moderate(person: Somebody) -> bool:
    """Whether this person hides and restores comments."""
    return has_role(person, *MODERATORS)


def ensure_may_moderate(person: Somebody) -> Person:
    """The person, known to be a moderator, an editor or the publisher.

    :raises SignInFirst: a stranger
    :raises StaffOnly: anybody else
    """
    return ensure_role(person, *MODERATORS)


def _is_theirs(person: Somebody, comment: Comment) -> bool:
    return isinstance(person, Person) and person.pk == comment.author_id
