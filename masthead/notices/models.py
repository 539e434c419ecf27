"""E-mails on their way, notices on the site, preferences, and the demonstration's mailbox."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from masthead.kit.notices import Channel


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNCERTAIN = "uncertain", _("Perhaps sent")  # at most once: it is not sent a second time


class DeliveryPriority(models.IntegerChoices):
    """Which of the mails that wait goes first; urgent ones have a lane of their own besides."""

    USUAL = 0, _("Usual")
    MUST_ARRIVE = 20, _("Must arrive")
    URGENT = 50, _("Urgent")


class Delivery(models.Model):
    """One e-mail to one address.

    Its context may hold a code: it is deleted once it has been sent, at the latest when it is of no use.
    """

    State = DeliveryState

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    to = models.EmailField(_("to"), max_length=254)
    template = models.CharField(_("template"), max_length=120)
    context = models.JSONField(_("what fills it"), default=dict, blank=True)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # The one job that delivers it; none while nothing is set up to send it.
    job_id = models.UUIDField(null=True, editable=False)
    priority = models.SmallIntegerField(choices=DeliveryPriority, default=DeliveryPriority.USUAL)
    at_most_once = models.BooleanField(default=False)
    first_attempt_at = models.DateTimeField(null=True, blank=True)
    # While an attempt is open. A job that finds it set took over from one whose worker died while sending.
    attempt_began_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    # Until then its words are kept and it may be sent.
    useful_until = models.DateTimeField(_("of use until"), db_index=True)
    # The same at every attempt: a server that saw it already can tell.
    message_id = models.CharField(_("Message-ID"), max_length=120, unique=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    queued_at = models.DateTimeField(_("queued at"), db_index=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["state", "queued_at"], name="deliveries_by_state")]

    def __str__(self) -> str:
        return f"{self.template} ({self.state})"


class MailboxEmail(models.Model):
    """What a mail server would have been given, byte for byte."""

    message_id = models.CharField(max_length=250, unique=True)
    sender = models.CharField(max_length=320)
    recipients = models.TextField()
    raw = models.BinaryField()
    arrived_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("mail in the mailbox")
        verbose_name_plural = _("mails in the mailbox")


class Preference(models.Model):
    """The channel a person chose for one kind of notice; without a row the kind's default holds."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=40)
    channel = models.CharField(
        max_length=4, choices=[(channel.value, channel.name.title()) for channel in Channel]
    )

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_preference_per_kind")]


class SiteNotice(models.Model):
    """A message as it stands on the page of notices: what its line is made of, and where it leads."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=40)
    template = models.CharField(max_length=120)
    line = models.JSONField(default=dict, blank=True)
    path = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["person", "-id"], name="notices_of_a_person"),
            models.Index(fields=["person"], name="unread_notices", condition=models.Q(read_at=None)),
            models.Index(fields=["sent_at"], name="notices_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.kind})"
