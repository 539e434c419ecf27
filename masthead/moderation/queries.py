"""The moderation queue and what moderators did."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from masthead.audit import queries as audit
from masthead.audit.models import AuditEntry
from masthead.discussion import queries as discussion
from masthead.discussion.models import Comment, State
from masthead.kit import cursors
from masthead.kit.data_export import DataExportPart
from masthead.mentions import queries as mentions
from masthead.moderation.models import Reason, Report, reason_in_words
from masthead.people.models import Person

QUEUE_SIZE = 50  # on one page of the queue
ACTION_NAMES = {
    "discussion.comment.hide": _("hidden"),
    "discussion.comment.restore": _("restored"),
    "discussion.comment.release": _("released"),
    "moderation.reports.dismiss": _("reports dismissed"),
}


@dataclass(frozen=True)
class QueueItem:
    """A comment and what was reported about it."""

    comment: Comment
    reports: list[Report]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """The reasons in words, with how many gave each, the commonest first."""
        counted = Counter(report.reason for report in self.reports)
        return [(str(Reason(reason).label), number) for reason, number in counted.most_common()]

    @property
    def reporters_words(self) -> list[str]:
        """What readers added in their own words."""
        return [report.explanation for report in self.reports if report.explanation]

    @property
    def has_open_reports(self) -> bool:
        return any(report.state == Report.State.OPEN for report in self.reports)

    @property
    def edited_since(self) -> bool:
        """Whether the author changed the text after it was first reported."""
        edited = self.comment.edited_at
        return bool(edited and self.reports and edited > min(report.reported_at for report in self.reports))

    @property
    def is_hidden(self) -> bool:
        return self.comment.state == State.HIDDEN

    @property
    def is_pending(self) -> bool:
        return self.comment.state == State.PENDING

    @property
    def is_gone(self) -> bool:
        return self.comment.state == State.DELETED


@dataclass(frozen=True)
class ModerationAction:
    """One moderation action from the audit log."""

    at: datetime
    by: str
    action: str
    reason: str
    comment: Comment | None


def queue() -> list[QueueItem]:
    """Comments that can be read and have open reports: most reported first, then the longest open."""
    open_list = Q(reports__state=Report.State.OPEN)
    comments = (
        Comment.objects.filter(open_list, state=State.VISIBLE)
        .select_related("thread", "author")
        .annotate(
            open_reports=Count("reports", filter=open_list),
            open_since=Min("reports__reported_at", filter=open_list),
        )
        .order_by("-open_reports", "open_since", "pk")[:QUEUE_SIZE]
    )
    return _queue_items(list(comments), states=[Report.State.OPEN])


def pending_items() -> list[QueueItem]:
    """Comments held for moderation, the oldest first."""
    return [
        QueueItem(comment=comment, reports=[]) for comment in discussion.pending_comments(limit=QUEUE_SIZE)
    ]


def queue_item_of(comment_id: int) -> QueueItem:
    """The comment, in whatever state, with all that was ever reported about it.

    :raises NoSuchComment: there is none
    """
    return _queue_items([discussion.comment_by_id(comment_id)], states=list(Report.State))[0]


def queue_length() -> int:
    """How many comments wait for a moderator, reported or pending."""
    reported = (
        Comment.objects.filter(state=State.VISIBLE, reports__state=Report.State.OPEN).distinct().count()
    )
    return reported + Comment.objects.filter(state=State.PENDING).count()


def total_queue_length() -> int:
    """The length of the moderation queue: comments and mentions."""
    return queue_length() + mentions.queue_length()


def report_of(*, person: Person, comment: Comment) -> Report | None:
    """This person's report of this comment, or None."""
    return Report.objects.filter(comment=comment, reporter=person).first()


def newest_actions(*, limit: int = 20) -> list[ModerationAction]:
    """The latest moderation actions, by anybody, newest first."""
    return _actions(audit.entries_with_actions(ACTION_NAMES, limit=limit))


def actions_on(comment: Comment) -> list[ModerationAction]:
    """All moderation actions on this comment, newest first."""
    return _actions(entry for entry in audit.entries_about(comment) if entry.action in ACTION_NAMES)


def _queue_items(comments: list[Comment], *, states: list[Report.State]) -> list[QueueItem]:
    reports: dict[int, list[Report]] = {comment.pk: [] for comment in comments}
    for report in Report.objects.filter(comment__in=reports, state__in=states).order_by("reported_at", "pk"):
        reports[report.comment_id].append(report)
    return [QueueItem(comment=comment, reports=reports[comment.pk]) for comment in comments]


def _actions(entries: Iterable[AuditEntry]) -> list[ModerationAction]:
    lines = list(entries)
    ids = {line.pk: cursors.number(line.subject_id) or 0 for line in lines}
    comments = Comment.objects.select_related("thread", "author").in_bulk(set(ids.values()))
    return [
        ModerationAction(
            at=line.at,
            by=line.actor_label,
            action=str(ACTION_NAMES[line.action]),
            reason=reason_in_words(line.details.get("reason", ""), line.details.get("words", "")),
            comment=comments.get(ids[line.pk]),
        )
        for line in lines
    ]


def export_data(person: Person, now: datetime) -> DataExportPart:  # noqa: ARG001 - the shape of every share
    """This room's part of a person's data export: their reports, and the outcome of reports about their
    comments.
    """
    mine = Report.objects.filter(reporter=person).order_by("pk")
    about_me = Report.objects.filter(comment__author=person).exclude(state=Report.State.OPEN).order_by("pk")
    content = {
        "reports": [
            {
                "comment_id": report.comment_id,
                "reason": report.reason,
                "words": report.explanation,
                "reported_at": report.reported_at,
                "state": report.state,
            }
            for report in mine
        ],
        "actions_about_my_comments": [
            {
                "comment_id": report.comment_id,
                "reason": report.reason,
                "state": report.state,
                "decided_at": report.resolved_at,
            }
            for report in about_me
        ],
    }
    return DataExportPart(name="moderation", content=content)
