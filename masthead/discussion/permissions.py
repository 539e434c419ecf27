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

Visitor = Person | AnonymousUser | None


def may_read(person: Visitor, thread: Thread, now: datetime) -> bool:
    """Whether this person may read the thread and know how many comments it has."""
    return queries.may_be_read_by(thread=thread, reader_id=person.pk if person else None, now=now)


def ensure_may_read(person: Visitor, thread: Thread, now: datetime) -> None:
    """Refuse those who may not read the thread.

    :raises NotSignedIn: a stranger, in a thread that is not for everybody
    :raises OnlyMembersRead: somebody without a membership, in a thread for members
    """
    if may_read(person, thread, now):
        return
    ensure_signed_in(person)
    raise errors.OnlyMembersRead


def is_admitted(person: Visitor, thread: Thread, now: datetime) -> bool:
    """Whether this person belongs to those who write and vote in this thread, open or closed."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    if is_staff(person):
        return True
    if thread.posting_by == Writers.MEMBERS:
        return is_member(person, now)
    return thread.posting_by == Writers.REGISTERED and may_read(person, thread, now)


def ensure_may_post(person: Visitor, thread: Thread, now: datetime) -> Person:
    """The person, known to be admitted to an open thread.

    :raises NotSignedIn: a stranger
    :raises ThreadIsClosed: nobody writes here, or not any more
    :raises OnlyMembersWrite: the thread is written by members
    """
    known = ensure_signed_in(person)
    if thread.state == Thread.State.CLOSED:
        raise errors.ThreadIsClosed
    if not is_admitted(known, thread, now):
        raise errors.ThreadIsClosed if thread.posting_by == Writers.NOBODY else errors.OnlyMembersWrite
    return known


def may_edit(person: Visitor, comment: Comment, now: datetime) -> bool:
    """Whether this person wrote the comment, and lately."""
    return (
        _is_theirs(person, comment)
        and comment.state in (State.VISIBLE, State.PENDING)
        and now < comment.created_at + EDIT_TIME
    )


def ensure_may_edit(person: Visitor, comment: Comment, now: datetime) -> Person:
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


def may_delete(person: Visitor, comment: Comment) -> bool:
    """Whether this person wrote the comment and has not deleted it yet."""
    return _is_theirs(person, comment) and comment.state != State.DELETED


def ensure_may_delete(person: Visitor, comment: Comment) -> Person:
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


def ensure_may_vote(person: Visitor, thread: Thread, comment: Comment, now: datetime) -> Person:
    """The person, known to be admitted and not the author.

    :raises CommentIsGone: it is not to be read any more
    :raises OwnComment: the author's
    """
    known = ensure_may_post(person, thread, now)
    if not comment.is_readable:
        raise errors.CommentIsGone
    if _is_theirs(known, comment):
        raise errors.OwnComment
    return known


def may_moderate(person: Visitor) -> bool:
    """Whether this person hides and restores comments."""
    return has_role(person, *MODERATORS)


def ensure_may_moderate(person: Visitor) -> Person:
    """The person, known to be a moderator, an editor or the publisher.

    :raises NotSignedIn: a stranger
    :raises StaffOnly: anybody else
    """
    return ensure_role(person, *MODERATORS)


def _is_theirs(person: Visitor, comment: Comment) -> bool:
    return isinstance(person, Person) and person.pk == comment.author_id
