"""Reports."""

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from masthead.discussion.models import Comment


class Reason(models.TextChoices):
    """The reasons for a report; moderators hide for the same reasons."""

    ATTACK = "attack", _("It attacks a person or a group")
    PRIVATE = "private", _("It gives away something private")
    UNLAWFUL = "unlawful", _("It breaks the law")
    DECEIT = "deceit", _("It pretends to be somebody, or sets out to deceive")
    ADVERTISING = "advertising", _("It advertises, or repeats itself")
    ELSEWHERE = "elsewhere", _("It has nothing to do with the piece")
    OTHER = "other", _("Something else")


def reason_in_words(reason: str, words: str) -> str:
    """A stored reason in the active language, with what the moderator added; their words alone for OTHER."""
    if reason not in Reason.values:  # a sentence from before, or none
        return f"{reason} {words}".strip()
    return words if reason == Reason.OTHER else f"{Reason(reason).label}. {words}".strip()


class Report(models.Model):
    """One reader's report of one comment. Reporting it twice changes nothing."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("the comment was hidden")
        DISMISSED = "dismissed", _("the comment stays")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    explanation = models.CharField(_("in the reader’s words"), max_length=1000, blank=True)
    reported_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.UniqueConstraint(fields=["comment", "reporter"], name="moderation_u_report")]
        indexes = [models.Index(fields=["state", "comment"], name="moderation_i_open")]

    def __str__(self) -> str:
        return str(self.get_reason_display())


# An action can be overruled, so upheld and dismissed lead to each other; nothing is open again.
TRANSITIONS: Mapping[Report.State, frozenset[Report.State]] = {
    Report.State.OPEN: frozenset({Report.State.UPHELD, Report.State.DISMISSED}),
    Report.State.UPHELD: frozenset({Report.State.DISMISSED}),
    Report.State.DISMISSED: frozenset({Report.State.UPHELD}),
}
