"""Messages on their way to people and on their page, their wishes, and the mailbox of the demonstration."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from masthead.kit.notices import Road


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


# Which state may follow which.
NEXT_STATES = {
    DeliveryState.QUEUED: {DeliveryState.SENT, DeliveryState.FAILED},
    DeliveryState.SENT: set[DeliveryState](),
    DeliveryState.FAILED: set[DeliveryState](),
}


class Delivery(models.Model):
    """One message to one address. What it says is forgotten once it has been sent: it may hold a code."""

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
    # Whoever is sending it now, so that no second worker does; an old one is a worker that died.
    taken_at = models.DateTimeField(null=True, blank=True)
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


class Mail(models.Model):
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
    """What a person wishes about one kind of notice; no row, no wish: the kind's default holds."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=40)
    road = models.CharField(max_length=4, choices=[(road.value, road.name.title()) for road in Road])

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_wish_per_kind")]


class SiteNotice(models.Model):
    """A message as it stands on the page of notices: one line, what must be said with it, where it leads."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=40)
    sentence = models.CharField(max_length=300)
    words = models.TextField(blank=True, default="")
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
        return self.sentence
