"""Mentions received and mentions sent."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import sentence_of
from masthead.mentions.values import MentionProtocol, SourceDetails
from masthead.publishing.models import ArticlePage

__all__ = ["MAX_ADDRESS_LENGTH", "Mention", "MentionProtocol", "SentMention", "SourceDetails", "SourceSite"]

MAX_ADDRESS_LENGTH = 1000


class MentionQuerySet(models.QuerySet["Mention"]):
    def shown(self) -> "MentionQuerySet":
        return self.filter(state=Mention.State.SHOWN)

    def pending(self) -> "MentionQuerySet":
        return self.filter(state=Mention.State.PENDING)


class Mention(models.Model):
    """A page elsewhere that says it links to a piece of ours. One row per page and piece."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received, not looked at yet")
        REFUSED = "refused", _("not taken")
        PENDING = "waiting", _("waits for a moderator")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("hidden by a moderator")
        GONE = "gone", _("gone: the page or its link is no more")

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="mentions")
    source = models.CharField(_("page"), max_length=MAX_ADDRESS_LENGTH)
    target = models.CharField(max_length=MAX_ADDRESS_LENGTH)  # as it was sent, without its fragment
    host = models.CharField(_("site"), max_length=253)
    protocol = models.CharField(_("came by"), max_length=12, choices=MentionProtocol)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    token = models.CharField(max_length=32, unique=True)  # in the address of its status page

    # What the page says of itself: plain text, cut, nothing invisible in it.
    title = models.CharField(_("title"), max_length=200, blank=True)
    author = models.CharField(_("author"), max_length=100, blank=True)
    excerpt = models.CharField(_("excerpt"), max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    received_at = models.DateTimeField(_("received"))
    checked_at = models.DateTimeField(_("last looked at"), null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True)
    unchanged_checks = models.PositiveSmallIntegerField(default=0)  # consecutive checks without a change
    failures = models.PositiveSmallIntegerField(default=0)  # consecutive failed checks
    problem = models.CharField(_("problem"), max_length=300, blank=True)  # a stored refusal

    objects: ClassVar[models.Manager["Mention"]] = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["article", "source"], name="mentions_one_per_source")]
        indexes = [
            models.Index(fields=["article", "state", "-received_at"], name="mentions_of_article"),
            models.Index(fields=["state", "-received_at"], name="mentions_by_state"),
            models.Index(fields=["next_check_at"], name="mentions_due"),
            models.Index(fields=["host"], name="mentions_by_host"),
        ]

    def __str__(self) -> str:
        return self.source

    def get_problem_display(self) -> str:
        """Why not, in the active language."""
        return sentence_of(self.problem)

    @property
    def is_shown(self) -> bool:
        return self.state == Mention.State.SHOWN

    def may_become(self, state: "Mention.State") -> bool:
        return state in TRANSITIONS[Mention.State(self.state)]


# A page that went may come back; what a moderator hid only a moderator shows again.
TRANSITIONS: Mapping[Mention.State, frozenset[Mention.State]] = {
    Mention.State.RECEIVED: frozenset({Mention.State.REFUSED, Mention.State.PENDING, Mention.State.SHOWN}),
    Mention.State.REFUSED: frozenset({Mention.State.RECEIVED}),
    Mention.State.PENDING: frozenset({Mention.State.SHOWN, Mention.State.HIDDEN, Mention.State.GONE}),
    Mention.State.SHOWN: frozenset({Mention.State.HIDDEN, Mention.State.GONE}),
    Mention.State.HIDDEN: frozenset({Mention.State.SHOWN}),
    Mention.State.GONE: frozenset({Mention.State.RECEIVED}),
}


class SourceSite(models.Model):
    """A site that a moderator has trusted or blocked."""

    class Standing(models.TextChoices):
        TRUSTED = "trusted", _("its mentions appear at once")
        BLOCKED = "blocked", _("its mentions are not taken")

    host = models.CharField(_("site"), max_length=253, unique=True)
    standing = models.CharField(_("standing"), max_length=8, choices=Standing)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self) -> str:
        return self.host


class SentMention(models.Model):
    """A mention sent, or to be sent, to a page that a piece of ours links to."""

    class State(models.TextChoices):
        QUEUED = "queued", _("will be told")
        SENT = "sent", _("told")
        NOT_WANTED = "not-wanted", _("takes no mentions")
        FAILED = "failed", _("could not be told")

    article = models.ForeignKey(
        ArticlePage, verbose_name=_("piece"), on_delete=models.CASCADE, related_name="sent_mentions"
    )
    target = models.CharField(_("links to"), max_length=MAX_ADDRESS_LENGTH)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    linked = models.BooleanField(_("still linked"), default=True)
    version = models.DateTimeField()  # the version of the piece for which the mention is sent, or was
    protocol = models.CharField(_("went by"), max_length=12, choices=MentionProtocol, blank=True)
    endpoint = models.CharField(max_length=2048, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)  # a stored refusal
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mention sent")
        verbose_name_plural = _("mentions sent")
        constraints = [models.UniqueConstraint(fields=["article", "target"], name="mentions_one_per_target")]
        indexes = [models.Index(fields=["next_attempt_at"], name="mentions_to_send")]

    def __str__(self) -> str:
        return self.target

    def get_problem_display(self) -> str:
        """Why not, in the active language."""
        return sentence_of(self.problem)
