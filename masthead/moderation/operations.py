"""Reporting a comment, and deciding about it."""

from datetime import datetime

from django.db import transaction

from masthead.audit.operations import record
from masthead.discussion import operations as discussion
from masthead.discussion import permissions
from masthead.discussion import queries as comments
from masthead.discussion.errors import NoSuchComment, ReasonIsMissing
from masthead.discussion.models import Comment, State, Thread
from masthead.kit.limits import spend
from masthead.moderation import errors, notices, queries
from masthead.moderation.models import FOLLOWS, Reason, Report
from masthead.notices.operations import send
from masthead.people.models import Person
from masthead.people.permissions import ensure_signed_in


def report_comment(
    *, comment: Comment, by: Person, reason: Reason | str, words: str = "", now: datetime
) -> Report:
    """The moderators see that this reader finds something wrong. Twice by one reader is one report.

    :raises SignInFirst: a stranger
    :raises MembersRead: somebody who may not read the discussion
    :raises NoSuchComment: it cannot be read, or not any more
    :raises OwnCommentReported: by its author
    :raises WordsAreMissing: "something else", and not what
    :raises TooMany: twenty reports in an hour
    """
    person = ensure_signed_in(by)
    permissions.ensure_may_read(person, comment.thread, now)
    if not comment.readable:
        raise NoSuchComment
    if comment.author_id == person.pk:
        raise errors.OwnCommentReported
    first = queries.report_of(person=person, comment=comment)
    if first:
        return first
    if Reason(reason) == Reason.OTHER and not words.strip():
        raise errors.WordsAreMissing
    spend(name="comment reports", who=str(person.pk), capacity=20, refill_seconds=3600, now=now)
    return Report.objects.get_or_create(
        comment=comment,
        reporter=person,
        defaults={"reason": Reason(reason), "words": words.strip(), "reported_at": now},
    )[0]


@transaction.atomic
def hide_comment(
    *, comment: Comment, by: Person, reason: Reason | str, words: str = "", now: datetime
) -> Comment:
    """Nobody reads the comment, its open reports are upheld, and its author has been told why.

    :raises SignInFirst, StaffOnly: only moderators, editors and the publisher
    :raises ReasonIsMissing: no reason, or "something else" and not what
    :raises DecidedMeanwhile: it is hidden already
    :raises CommentIsGone: its author deleted it
    """
    permissions.ensure_may_moderate(by)
    why = _why(reason, words)
    if _as_it_is_now(comment).state == State.HIDDEN:
        raise errors.DecidedMeanwhile
    hidden = discussion.hide_comment(comment=comment, by=by, reason=why, now=now)
    _settle(comment, Report.State.UPHELD, now=now)
    _tell_author(hidden, "moderation/notices/hidden", why, now=now)
    return hidden


@transaction.atomic
def restore_comment(*, comment: Comment, by: Person, words: str = "", now: datetime) -> Comment:
    """The comment can be read, again or for the first time; if it had been hidden, its author is told why.

    :raises SignInFirst, StaffOnly: only moderators, editors and the publisher
    :raises ReasonIsMissing: it was hidden, and nobody says why it comes back
    :raises DecidedMeanwhile: it can be read already
    :raises CommentIsGone: its author deleted it
    """
    permissions.ensure_may_moderate(by)
    state = _as_it_is_now(comment).state
    if state == State.VISIBLE:
        raise errors.DecidedMeanwhile
    if state == State.HIDDEN and not words.strip():
        raise ReasonIsMissing
    restored = discussion.restore_comment(comment=comment, by=by, reason=words.strip(), now=now)
    _settle(comment, Report.State.DISMISSED, now=now)
    if state == State.HIDDEN:
        _tell_author(restored, "moderation/notices/restored", words.strip(), now=now)
    return restored


@transaction.atomic
def dismiss_reports(*, comment: Comment, by: Person, words: str = "", now: datetime) -> int:
    """The comment stays as it is and its reports are done with. Returns how many there were.

    :raises SignInFirst, StaffOnly: only moderators, editors and the publisher
    :raises DecidedMeanwhile: no report is open
    """
    permissions.ensure_may_moderate(by)
    if not Report.objects.filter(comment=comment, state=Report.State.OPEN).exists():
        raise errors.DecidedMeanwhile
    dismissed = _settle(comment, Report.State.DISMISSED, now=now)
    details = {"reports": dismissed, "reason": words.strip()}
    record(actor=by, action="moderation.reports.dismiss", subject=comment, details=details, now=now)
    return dismissed


def _why(reason: Reason | str, words: str) -> str:
    """The reason as its author will read it."""
    words = words.strip()
    if reason not in Reason.values or (reason == Reason.OTHER and not words):
        raise ReasonIsMissing
    if reason == Reason.OTHER:
        return words
    return f"{Reason(reason).label}. {words}".strip()


def _as_it_is_now(comment: Comment) -> Comment:
    """The comment under its thread's lock, in the order in which the discussion itself takes locks."""
    Thread.objects.select_for_update().get(pk=comment.thread_id)
    return comments.comment_by_id(comment.pk)


def _settle(comment: Comment, state: Report.State, *, now: datetime) -> int:
    """Every report of the comment that may become so is in `state` now."""
    before = [earlier for earlier, following in FOLLOWS.items() if state in following]
    return Report.objects.filter(comment=comment, state__in=before).update(state=state, decided_at=now)


def _tell_author(comment: Comment, template: str, reason: str, *, now: datetime) -> None:
    author = comment.author
    if author is None or not author.is_active:
        return
    send(to=author, notice=notices.decided(comment, template=template, reason=reason), now=now)


@transaction.atomic
def erase(*, person: Person, letters_stay: bool, now: datetime) -> None:  # noqa: ARG001 - the shape of every erasure
    """What this person wrote in reports is gone; that they reported stands without a name."""
    Report.objects.filter(reporter=person).exclude(words="").update(words="")
