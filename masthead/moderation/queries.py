"""What the moderators' desk shows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from masthead.audit import queries as audit
from masthead.audit.models import Entry
from masthead.discussion import queries as discussion
from masthead.discussion.models import Comment, State
from masthead.kit.own_data import Share
from masthead.mentions import queries as mentions
from masthead.moderation.models import Reason, Report
from masthead.people.models import Person

CASES = 50  # on one page of the queue
DECISIONS = {
    "discussion.comment.hide": _("hidden"),
    "discussion.comment.restore": _("restored"),
    "discussion.comment.release": _("released"),
    "moderation.reports.dismiss": _("reports dismissed"),
}


@dataclass(frozen=True)
class Case:
    """A comment and what was reported about it."""

    comment: Comment
    reports: list[Report]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """The reasons in words, with how many gave each, the commonest first."""
        counted = Counter(report.reason for report in self.reports)
        return [(str(Reason(reason).label), number) for reason, number in counted.most_common()]

    @property
    def words(self) -> list[str]:
        """What readers added in their own words."""
        return [report.words for report in self.reports if report.words]

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
    def is_waiting(self) -> bool:
        return self.comment.state == State.PENDING

    @property
    def is_gone(self) -> bool:
        return self.comment.state == State.DELETED


@dataclass(frozen=True)
class Decision:
    """One line of the book, as the desk shows it."""

    at: datetime
    by: str
    what: str
    reason: str
    comment: Comment | None


def queue() -> list[Case]:
    """Comments that can be read and have open reports: most reported first, then the longest open."""
    open_ones = Q(reports__state=Report.State.OPEN)
    comments = (
        Comment.objects.filter(open_ones, state=State.VISIBLE)
        .select_related("thread", "author")
        .annotate(
            open_reports=Count("reports", filter=open_ones),
            open_since=Min("reports__reported_at", filter=open_ones),
        )
        .order_by("-open_reports", "open_since", "pk")[:CASES]
    )
    return _cases(list(comments), states=[Report.State.OPEN])


def waiting() -> list[Case]:
    """Comments that nobody can read before a moderator has, the oldest first."""
    return [Case(comment=comment, reports=[]) for comment in discussion.waiting(limit=CASES)]


def case_of(comment_id: int) -> Case:
    """The comment, in whatever state, with all that was ever reported about it.

    :raises NoSuchComment: there is none
    """
    return _cases([discussion.comment_by_id(comment_id)], states=list(Report.State))[0]


def to_decide() -> int:
    """How many comments wait for a moderator, reported or held."""
    reported = (
        Comment.objects.filter(state=State.VISIBLE, reports__state=Report.State.OPEN).distinct().count()
    )
    return reported + Comment.objects.filter(state=State.PENDING).count()


def all_to_decide() -> int:
    """How much waits for a moderator: letters, and mentions elsewhere."""
    return to_decide() + mentions.to_decide()


def report_of(*, person: Person, comment: Comment) -> Report | None:
    """This person's report of this comment, or None."""
    return Report.objects.filter(comment=comment, reporter=person).first()


def newest_decisions(*, limit: int = 20) -> list[Decision]:
    """What was decided last, by anybody, newest first."""
    return _decisions(audit.entries_of(DECISIONS, limit=limit))


def decisions_about(comment: Comment) -> list[Decision]:
    """What was ever decided about this comment, newest first."""
    return _decisions(entry for entry in audit.entries_about(comment) if entry.action in DECISIONS)


def _cases(comments: list[Comment], *, states: list[Report.State]) -> list[Case]:
    reports: dict[int, list[Report]] = {comment.pk: [] for comment in comments}
    for report in Report.objects.filter(comment__in=reports, state__in=states).order_by("reported_at", "pk"):
        reports[report.comment_id].append(report)
    return [Case(comment=comment, reports=reports[comment.pk]) for comment in comments]


def _decisions(entries: Iterable[Entry]) -> list[Decision]:
    lines = list(entries)
    ids = [int(line.subject_id) for line in lines if line.subject_id.isdigit()]
    comments = Comment.objects.select_related("thread", "author").in_bulk(ids)
    return [
        Decision(
            at=line.at,
            by=line.actor_label,
            what=str(DECISIONS[line.action]),
            reason=str(line.details.get("reason", "")),
            comment=comments.get(int(line.subject_id)) if line.subject_id.isdigit() else None,
        )
        for line in lines
    ]


def own_data(person: Person, now: datetime) -> Share:  # noqa: ARG001 - the shape of every share
    """What this room holds of the person: their reports, and what became of reports about their letters."""
    mine = Report.objects.filter(reporter=person).order_by("pk")
    about_me = Report.objects.filter(comment__author=person).exclude(state=Report.State.OPEN).order_by("pk")
    content = {
        "reports": list(mine.values("comment_id", "reason", "words", "reported_at", "state")),
        "decisions_about_my_letters": list(about_me.values("comment_id", "reason", "state", "decided_at")),
    }
    return Share(name="moderation", content=content)
