"""What others write about our pieces, and whom we told that we wrote about theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from masthead.articles.models import ArticlePage

LONGEST_ADDRESS = 1000


class Road(models.TextChoices):
    """How word of a link travels."""

    WEBMENTION = "webmention", _("Webmention")
    PINGBACK = "pingback", _("Pingback")


@dataclass(frozen=True)
class Reading:
    """What a page that links to us says of itself, fit to be shown."""

    title: str
    author: str
    excerpt: str
    published_at: datetime | None


class MentionQuerySet(models.QuerySet["Mention"]):
    def shown(self) -> "MentionQuerySet":
        return self.filter(state=Mention.State.SHOWN)

    def waiting(self) -> "MentionQuerySet":
        return self.filter(state=Mention.State.WAITING)


class Mention(models.Model):
    """A page elsewhere that says it links to a piece of ours. One row per page and piece."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received, not looked at yet")
        REFUSED = "refused", _("not taken")
        WAITING = "waiting", _("waits for a moderator")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("hidden by a moderator")
        GONE = "gone", _("gone: the page or its link is no more")

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="mentions")
    source = models.CharField(_("page"), max_length=LONGEST_ADDRESS)
    target = models.CharField(max_length=LONGEST_ADDRESS)  # as it was sent, without its fragment
    host = models.CharField(_("site"), max_length=253)
    road = models.CharField(_("came by"), max_length=12, choices=Road)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    token = models.CharField(max_length=32, unique=True)  # the address of its status

    # What the page says of itself: plain text, cut, nothing invisible in it.
    title = models.CharField(_("title"), max_length=200, blank=True)
    author = models.CharField(_("author"), max_length=100, blank=True)
    excerpt = models.CharField(_("excerpt"), max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    received_at = models.DateTimeField(_("received"))
    checked_at = models.DateTimeField(_("last looked at"), null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True)
    quiet_checks = models.PositiveSmallIntegerField(default=0)  # in a row that found nothing new
    failures = models.PositiveSmallIntegerField(default=0)  # in a row without a proper answer
    problem = models.CharField(_("problem"), max_length=300, blank=True)

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

    @property
    def is_shown(self) -> bool:
        return self.state == Mention.State.SHOWN

    def may_become(self, state: "Mention.State") -> bool:
        return state in FOLLOWS[Mention.State(self.state)]


# A page that went may come back; what a moderator hid only a moderator shows again.
FOLLOWS: Mapping[Mention.State, frozenset[Mention.State]] = {
    Mention.State.RECEIVED: frozenset({Mention.State.REFUSED, Mention.State.WAITING, Mention.State.SHOWN}),
    Mention.State.REFUSED: frozenset({Mention.State.RECEIVED}),
    Mention.State.WAITING: frozenset({Mention.State.SHOWN, Mention.State.HIDDEN, Mention.State.GONE}),
    Mention.State.SHOWN: frozenset({Mention.State.HIDDEN, Mention.State.GONE}),
    Mention.State.HIDDEN: frozenset({Mention.State.SHOWN}),
    Mention.State.GONE: frozenset({Mention.State.RECEIVED}),
}


class SourceHost(models.Model):
    """A site about which a moderator has decided."""

    class Standing(models.TextChoices):
        TRUSTED = "trusted", _("its mentions appear at once")
        BLOCKED = "blocked", _("its mentions are not taken")

    host = models.CharField(_("site"), max_length=253, unique=True)
    standing = models.CharField(_("standing"), max_length=8, choices=Standing)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self) -> str:
        return self.host


class SentMention(models.Model):
    """A page that a piece of ours links to, and whether it was told."""

    class State(models.TextChoices):
        QUEUED = "queued", _("will be told")
        SENT = "sent", _("told")
        NOT_WANTED = "not-wanted", _("takes no mentions")
        FAILED = "failed", _("could not be told")

    article = models.ForeignKey(
        ArticlePage, verbose_name=_("piece"), on_delete=models.CASCADE, related_name="sent_mentions"
    )
    target = models.CharField(_("links to"), max_length=LONGEST_ADDRESS)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    linked = models.BooleanField(_("still linked"), default=True)
    version = models.DateTimeField()  # of the piece that is to be told, or was
    road = models.CharField(_("went by"), max_length=12, choices=Road, blank=True)
    endpoint = models.CharField(max_length=2048, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mention sent")
        verbose_name_plural = _("mentions sent")
        constraints = [models.UniqueConstraint(fields=["article", "target"], name="mentions_one_per_target")]
        indexes = [models.Index(fields=["next_try_at"], name="mentions_to_send")]

    def __str__(self) -> str:
        return self.target
