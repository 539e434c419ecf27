"""Reporting a comment, hiding or restoring it, dismissing reports."""

from datetime import datetime

from django.db import transaction

from masthead.audit.operations import record
from masthead.discussion import operations as discussion
from masthead.discussion import permissions
from masthead.discussion import queries as comments
from masthead.discussion.errors import NoSuchComment, ReasonIsMissing
from masthead.discussion.models import Comment, State, Thread
from masthead.kit import rate_limits
from masthead.moderation import errors, notices, queries
from masthead.moderation.models import TRANSITIONS, Reason, Report
from masthead.notices.operations import send
from masthead.people.models import Person
from masthead.people.permissions import ensure_signed_in


def report_comment(
    *, comment: Comment, by: Person, reason: Reason | str, words: str = "", now: datetime
) -> Report:
    """The moderators see that this reader finds something wrong. Twice by one reader is one report.

    :raises NotSignedIn: a stranger
    :raises OnlyMembersRead: somebody who may not read the discussion
    :raises NoSuchComment: it cannot be read, or not any more
    :raises OwnCommentReported: by its author
    :raises ExplanationIsMissing: "something else", and not what
    :raises RateLimitExceeded: twenty reports in an hour
    """
    person = ensure_signed_in(by)
    permissions.ensure_may_read(person, comment.thread, now)
    if not comment.is_readable:
        raise NoSuchComment
    if comment.author_id == person.pk:
        raise errors.OwnCommentReported
    first = queries.report_of(person=person, comment=comment)
    if first:
        return first
    if Reason(reason) == Reason.OTHER and not words.strip():
        raise errors.ExplanationIsMissing
    rate_limits.consume(
        name="comment reports",
        who=rate_limits.by_person(person.pk),
        capacity=20,
        refill_seconds=3600,
        now=now,
    )
    return Report.objects.get_or_create(
        comment=comment,
        reporter=person,
        defaults={"reason": Reason(reason), "explanation": words.strip(), "reported_at": now},
    )[0]


@transaction.atomic
def hide_comment(
    *, comment: Comment, by: Person, reason: Reason | str, words: str = "", now: datetime
) -> Comment:
    """Nobody reads the comment, its open reports are upheld, and its author has been told why.

    :raises NotSignedIn, StaffOnly: only moderators, editors and the publisher
    :raises ReasonIsMissing: no reason, or "something else" and not what
    :raises ActedOnMeanwhile: it is hidden already
    :raises CommentIsGone: its author deleted it
    """
    permissions.ensure_may_moderate(by)
    words = words.strip()
    _ensure_reason_is_given(reason, words)
    if _locked(comment).state == State.HIDDEN:
        raise errors.ActedOnMeanwhile
    hidden = discussion.hide_comment(comment=comment, by=by, reason=Reason(reason), words=words, now=now)
    _resolve_reports(comment, Report.State.UPHELD, now=now)
    _notify_author(hidden, "moderation/notices/hidden", reason=Reason(reason), words=words, now=now)
    return hidden


@transaction.atomic
def restore_comment(*, comment: Comment, by: Person, words: str = "", now: datetime) -> Comment:
    """The comment can be read, again or for the first time; if it had been hidden, its author is told why.

    :raises NotSignedIn, StaffOnly: only moderators, editors and the publisher
    :raises ReasonIsMissing: it was hidden, and nobody says why it comes back
    :raises ActedOnMeanwhile: it can be read already
    :raises CommentIsGone: its author deleted it
    """
    permissions.ensure_may_moderate(by)
    state = _locked(comment).state
    if state == State.VISIBLE:
        raise errors.ActedOnMeanwhile
    if state == State.HIDDEN and not words.strip():
        raise ReasonIsMissing
    restored = discussion.restore_comment(comment=comment, by=by, words=words.strip(), now=now)
    _resolve_reports(comment, Report.State.DISMISSED, now=now)
    if state == State.HIDDEN:
        _notify_author(restored, "moderation/notices/restored", words=words.strip(), now=now)
    return restored


@transaction.atomic
def dismiss_reports(*, comment: Comment, by: Person, words: str = "", now: datetime) -> int:
    """Dismiss the open reports; the comment stays as it is. Returns how many there were.

    :raises NotSignedIn, StaffOnly: only moderators, editors and the publisher
    :raises ActedOnMeanwhile: no report is open
    """
    permissions.ensure_may_moderate(by)
    if not Report.objects.filter(comment=comment, state=Report.State.OPEN).exists():
        raise errors.ActedOnMeanwhile
    dismissed = _resolve_reports(comment, Report.State.DISMISSED, now=now)
    details = {"reports": dismissed, "words": words.strip()}
    record(actor=by, action="moderation.reports.dismiss", subject=comment, details=details, now=now)
    return dismissed


def _ensure_reason_is_given(reason: Reason | str, words: str) -> None:
    if reason not in Reason.values or (reason == Reason.OTHER and not words):
        raise ReasonIsMissing


def _locked(comment: Comment) -> Comment:
    """The comment under its thread's lock, in the order in which the discussion itself takes locks."""
    Thread.objects.select_for_update().get(pk=comment.thread_id)
    return comments.comment_by_id(comment.pk)


def _resolve_reports(comment: Comment, state: Report.State, *, now: datetime) -> int:
    """Every report of the comment that may become so is in `state` now."""
    before = [earlier for earlier, following in TRANSITIONS.items() if state in following]
    return Report.objects.filter(comment=comment, state__in=before).update(state=state, resolved_at=now)


def _notify_author(
    comment: Comment, template: str, *, reason: Reason | str = "", words: str, now: datetime
) -> None:
    author = comment.author
    if author is None or not author.is_active:
        return
    notice = notices.comment_moderated(comment, template=template, reason=reason, words=words)
    send(to=author, notice=notice, now=now)


@transaction.atomic
def erase(*, person: Person, keep_comments: bool, now: datetime) -> None:  # noqa: ARG001 - the shape of every erasure
    """The person's explanations in reports are deleted; the reports stay without a name."""
    Report.objects.filter(reporter=person).exclude(explanation="").update(explanation="")
