"""The meter's settings, what signed-in readers have read of it, and how much each network has read today."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from masthead.paywall.decide import AT_FIRST

MAX_PIECES = 100  # what a cookie can remember


@register_setting(icon="lock")
class MeterPolicy(BaseGenericSetting):
    """How many members' pieces may be read for free. One row for the publication."""

    stranger_limit = models.PositiveSmallIntegerField(
        _("free pieces without an account"),
        default=AT_FIRST.stranger_limit,
        validators=[MaxValueValidator(MAX_PIECES)],
        help_text=_(
            "Members' pieces a visitor may read in one period. 0: members' pieces are closed to visitors."
        ),
    )
    registered_limit = models.PositiveSmallIntegerField(
        _("free pieces with an account"),
        default=AT_FIRST.registered_limit,
        validators=[MaxValueValidator(MAX_PIECES)],
        help_text=_("Members' pieces a reader with an account, but no membership, may read in one period."),
    )
    period_days = models.PositiveSmallIntegerField(
        _("length of a period in days"),
        default=AT_FIRST.period_days,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
        help_text=_("A period begins with the first members' piece somebody reads."),
    )
    network_ceiling = models.PositiveIntegerField(
        _("new free readings per network and day"),
        default=AT_FIRST.network_ceiling,
        validators=[MinValueValidator(1)],
        help_text=_(
            "A bound on those who clear their cookies. Readers in one office or library share a network: "
            "leave room for them."
        ),
    )

    panels: ClassVar[list[object]] = [
        MultiFieldPanel(
            [FieldPanel("stranger_limit"), FieldPanel("registered_limit"), FieldPanel("period_days")],
            heading=_("The meter"),
        ),
        FieldPanel("network_ceiling"),
    ]

    class Meta:
        verbose_name = _("meter")
        verbose_name_plural = _("meter")

    def clean(self) -> None:
        super().clean()
        if (self.registered_limit or 0) < (self.stranger_limit or 0):
            raise ValidationError(
                {
                    "registered_limit": _(
                        "A reader with an account may not have fewer free pieces than one without."
                    )
                }
            )


class MeterReading(models.Model):
    """A signed-in reader read a metered piece; reading it again changes nothing until the period is over."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    piece_id = models.PositiveBigIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "piece_id"], name="one_reading_per_piece")]
        indexes = [
            models.Index(fields=["person", "read_at"], name="readings_in_period"),
            models.Index(fields=["read_at"], name="readings_by_age"),
        ]


class NetworkReadings(models.Model):
    """New metered readings from one network on one day; its name is a keyed hash that changes every day."""

    day = models.DateField()
    network = models.CharField(max_length=64)
    readings = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "network"], name="one_tally_per_network_and_day")
        ]
