"""Accounts at providers, checkouts, subscriptions, invoices and what was tried to collect, as last fetched.

A subscription has invoices, an invoice has lines, each for a span, and attempts to collect it. A checkout is
one way in. Every `ref` is the provider's own name for a thing, unique within one account there.
"""

from datetime import datetime
from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from masthead.payments.states import (
    STANDING,
    CheckoutState,
    DisputeState,
    Interval,
    InvoiceState,
    Purpose,
    SubscriptionState,
    TransferState,
)


class ProviderAccount(models.Model):
    """One account at a provider, in its test or its live mode: the two never share a reference."""

    provider = models.CharField(max_length=20)
    ref = models.CharField(max_length=120, blank=True)
    is_live = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("account at a provider")
        verbose_name_plural = _("accounts at providers")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "ref", "is_live"], name="one_row_per_provider_account"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.ref}".strip()


class Buyer(models.Model):
    """A person at one account. Whoever changes what is known of their money there holds this row's lock."""

    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="buyers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="buyers")
    ref = models.CharField(max_length=120, blank=True)  # empty until the provider has given them one
    # Raised by every change. Who asked the provider before a change asks again instead of overwriting it.
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("buyer")
        verbose_name_plural = _("buyers")
        constraints = [
            models.UniqueConstraint(fields=["account", "person"], name="one_buyer_per_person_and_account"),
            models.UniqueConstraint(
                fields=["account", "ref"], condition=~models.Q(ref=""), name="one_buyer_per_provider_buyer"
            ),
        ]

    def __str__(self) -> str:
        return self.ref or str(self.person)


class Checkout(models.Model):
    """One person on the way to pay for one item."""

    token = models.CharField(max_length=64, unique=True, default=token_urlsafe, editable=False)
    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="checkouts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="checkouts")
    purpose = models.CharField(max_length=20, choices=Purpose.choices, default=Purpose.MEMBERSHIP)
    item_key = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    interval = models.CharField(max_length=10, choices=Interval.choices)
    renews = models.BooleanField(default=True)  # False: paid once
    # Empty until the provider has answered; asking again with the same token gives the same page.
    ref = models.CharField(max_length=120, blank=True)
    hosted_url = models.CharField(max_length=2000, blank=True)
    success_path = models.CharField(max_length=2000)
    cancel_path = models.CharField(max_length=2000)
    state = models.CharField(max_length=10, choices=CheckoutState.choices, default=CheckoutState.OPEN)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("checkout")
        verbose_name_plural = _("checkouts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=models.Q(state="open"),
                name="one_open_checkout_per_purpose",
            ),
            models.UniqueConstraint(
                fields=["account", "ref"],
                condition=~models.Q(ref=""),
                name="one_checkout_per_provider_checkout",
            ),
        ]
        indexes = [
            models.Index(
                fields=["opened_at"],
                condition=models.Q(state__in=("open", "pending")),
                name="unsettled_checkouts_by_age",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"


class Subscription(models.Model):
    """What a person pays for again and again. It needs no checkout: it may have been made at the provider."""

    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="subscriptions")
    ref = models.CharField(max_length=120)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="subscriptions"
    )
    checkout = models.OneToOneField(
        Checkout, null=True, blank=True, on_delete=models.PROTECT, related_name="subscription"
    )
    item_key = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    interval = models.CharField(max_length=10, choices=Interval.choices)
    state = models.CharField(
        max_length=20, choices=SubscriptionState.choices, default=SubscriptionState.RUNNING
    )
    renews = models.BooleanField(default=True)
    # The period the provider is in, paid or not. What is paid stands in the lines of the invoices.
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    trial_start = models.DateTimeField(null=True, blank=True)
    trial_end = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "ref"], name="one_subscription_per_provider_subscription"
            )
        ]
        indexes = [
            models.Index(fields=["person", "state"], name="subscriptions_by_person"),
            models.Index(
                fields=["period_end"],
                condition=~models.Q(state__in=("over", "never_started")),
                name="subscriptions_by_period_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"

    @property
    def stands(self) -> bool:
        """Whether something of it is still to come: a renewal, a retry, or the end of what is paid."""
        return self.state in STANDING


class Invoice(models.Model):
    """What is owed for one or more spans. A free one, for a trial or by a discount, is paid at once."""

    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="invoices")
    ref = models.CharField(max_length=120)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invoices")
    subscription = models.ForeignKey(
        Subscription, null=True, blank=True, on_delete=models.PROTECT, related_name="invoices"
    )
    checkout = models.ForeignKey(
        Checkout, null=True, blank=True, on_delete=models.PROTECT, related_name="invoices"
    )
    # What the receipt is called, given when it is paid: the year and a number without a gap.
    number = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=InvoiceState.choices)
    amount_minor = models.IntegerField()  # negative: what is owed to the person
    currency = models.CharField(max_length=3)
    made_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    # Where the holder of the card confirms, while the bank waits for it.
    confirm_url = models.CharField(max_length=2000, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "ref"], name="one_invoice_per_provider_invoice"),
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="one_invoice_per_number"
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_at"],
                condition=models.Q(state__in=("draft", "open")),
                name="invoices_to_collect_by_age",
            )
        ]

    def __str__(self) -> str:
        return self.number or self.ref

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """From when until when its lines reach, credits aside; None when it is for no time."""
        lines = [line for line in self.lines.all() if line.amount_minor >= 0]
        if not lines:
            return None
        return min(line.starts_at for line in lines), max(line.ends_at for line in lines)


class InvoiceLine(models.Model):
    """What one line of an invoice is for, and for which span; a negative amount credits unused time."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    key = models.CharField(max_length=120)  # the provider's name for the line, unique in its invoice
    # What others call what follows from this line. It never changes.
    reference = models.CharField(max_length=120, unique=True)
    item_key = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    amount_minor = models.IntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = _("line of an invoice")
        verbose_name_plural = _("lines of invoices")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["invoice", "key"], name="one_row_per_invoice_line")]

    def __str__(self) -> str:
        return self.reference


class Attempt(models.Model):
    """One try to collect an invoice. Providers keep one reference over several tries with one card."""

    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="attempts")
    ref = models.CharField(max_length=120)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="attempts")
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=TransferState.choices)
    reason = models.CharField(max_length=120, blank=True)  # the provider's word for why it failed
    tried_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True, blank=True)  # the first time, if it ever did

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-tried_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "ref"], name="one_attempt_per_provider_attempt")
        ]

    def __str__(self) -> str:
        return f"{self.ref} ({self.state})"


class Refund(models.Model):
    """Money on its way back. It can fail days after it was sent."""

    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="refunds")
    ref = models.CharField(max_length=120)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=TransferState.choices)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "ref"], name="one_refund_per_provider_refund")
        ]

    def __str__(self) -> str:
        return f"{self.ref} ({self.state})"


class Dispute(models.Model):
    """A payment that the holder of the card has objected to at their bank."""

    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="disputes")
    ref = models.CharField(max_length=120)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="disputes")
    amount_minor = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=DisputeState.choices)
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "ref"], name="one_dispute_per_provider_dispute")
        ]

    def __str__(self) -> str:
        return f"{self.ref} ({self.state})"


class ReceiptSeries(models.Model):
    """The last number given to a receipt in one year; locked while the next is given: none is missing."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("series of receipts")
        verbose_name_plural = _("series of receipts")

    def __str__(self) -> str:
        return f"{self.year}-{self.last:06d}"


class Reconciliation(models.Model):
    """One night's comparison of everything at an account with our rows, and what it found."""

    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="reconciliations")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.PositiveIntegerField(default=0)  # subscriptions at the provider
    missed = models.PositiveIntegerField(default=0)  # messages that had not reached us
    repaired = models.PositiveIntegerField(default=0)  # where our rows were behind
    unknown = models.PositiveIntegerField(default=0)  # of people who are nobody of ours
    failed = models.PositiveIntegerField(default=0)  # which could not be asked about

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.account} {self.started_at:%Y-%m-%d}"


class WebhookEvent(models.Model):
    """That something happened to a thing at the provider, under the provider's own id for the message."""

    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="webhook_events")
    ref = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=20, blank=True)  # a `providers.Thing`; empty: none we follow
    about_ref = models.CharField(max_length=120, blank=True)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    # What came of it: "followed", or why it could not be ("nobody of ours").
    outcome = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("provider's message")
        verbose_name_plural = _("provider's messages")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["account", "ref"], name="one_row_per_webhook_event")]
        indexes = [models.Index(fields=["received_at"], name="webhook_events_by_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


from masthead.payments.providers.pretend.models import PretendEvent, PretendPayment, PretendSession  # noqa: E402 - Django looks for models here; those need ours first

__all__ = [
    "Attempt", "Buyer", "Checkout", "Dispute", "Invoice", "InvoiceLine", "PretendEvent", "PretendPayment",
    "PretendSession", "ProviderAccount", "ReceiptSeries", "Reconciliation", "Refund", "Subscription",
    "WebhookEvent",
]  # fmt: skip
