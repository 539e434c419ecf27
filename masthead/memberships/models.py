"""Plans, and the ledger that says who is a member."""

from typing import Any

from babel.numbers import list_currencies
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from masthead.kit.append_only import AppendOnlyModel
from masthead.payments.states import Interval


def validate_currency(value: str) -> None:
    """Refuse a currency that no country knows (ISO 4217)."""
    if value not in list_currencies():
        raise ValidationError(_("Write the currency as its three capital letters, such as EUR."))


class CurrencyField(models.CharField[str, str]):
    """Three letters of a currency. To a migration it is plain text: migrations import nothing that lives."""

    default_validators = [validate_currency]

    def deconstruct(self) -> Any:
        """Name, path, arguments as a migration writes them: those of a `CharField`."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class Plan(models.Model):
    """A way of being a member: what it is called, what it costs, what comes with it."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(
        _("address"), max_length=60, unique=True, help_text=_("The end of its address: /join/yearly/.")
    )
    interval = models.CharField(
        _("paid every"), max_length=10, choices=Interval.choices, default=Interval.MONTH
    )
    amount_minor = models.PositiveIntegerField(
        _("price in the smallest coin"),
        validators=[MinValueValidator(1)],
        help_text=_(
            "In cents, pence or öre: 600 is 6.00. Those who joined earlier keep the price they joined at."
        ),
    )
    currency = CurrencyField(
        _("currency"),
        max_length=3,
        default="EUR",
        help_text=_("Three capital letters, such as EUR."),
    )
    benefits = models.TextField(_("what comes with it"), blank=True, help_text=_("One benefit on each line."))
    position = models.PositiveSmallIntegerField(
        _("place in the list"), default=0, help_text=_("The smallest number comes first.")
    )
    is_offered = models.BooleanField(_("offered to new members"), default=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="plan_price_is_positive"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="plan_has_a_slug"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def benefit_lines(self) -> list[str]:
        """The benefits, one sentence each."""
        return [line.strip() for line in self.benefits.splitlines() if line.strip()]

    @property
    def item_key(self) -> str:
        """What payments call this plan."""
        return f"plan:{self.pk}"


class EntitlementKind(models.TextChoices):
    """What an entry of the ledger does: give a span of access, or take one back."""

    GRANT = "grant", _("Grant")
    REVOKE = "revoke", _("Revoke")


class EntitlementSource(models.TextChoices):
    """Why somebody has access."""

    SUBSCRIPTION = "subscription", _("Subscription")
    GIFT = "gift", _("Gift")
    GROUP = "group", _("Group")
    COMPLIMENTARY = "complimentary", _("Complimentary")
    TRIAL = "trial", _("Trial")
    COLLECTING = "collecting", _("While a renewal is collected")
    GRACE = "grace", _("Grace")


class Entitlement(AppendOnlyModel):
    """One line of the ledger. Access is computed from these lines (`access.py`), stored nowhere else."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entitlements"
    )
    kind = models.CharField(max_length=10, choices=EntitlementKind.choices)
    source = models.CharField(max_length=20, choices=EntitlementSource.choices)
    # A grant opens from here; a revoke takes its grant back from here.
    starts_at = models.DateTimeField()
    # Empty: without end. A revoke repeats the end of its grant: one index finds all that still matters.
    ends_at = models.DateTimeField(null=True, blank=True)
    # What it is for, such as line:17:1. A revoke carries the reference of the grant it takes back.
    reference = models.CharField(max_length=140)
    # Whose doing it is: of two revokes of one grant both are written, and the earlier moment counts.
    cause = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("ledger of entitlements")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference", "cause"], name="one_entry_per_cause"),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
                name="no_span_ends_before_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["person", "ends_at"], name="entitlements_by_person_end")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
