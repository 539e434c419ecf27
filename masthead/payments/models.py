"""Checkouts, subscriptions, payments and webhooks, as we know them from the provider."""

from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Interval(models.TextChoices):
    """How often a subscription is paid."""

    MONTH = "month", _("month")
    YEAR = "year", _("year")


class CheckoutState(models.TextChoices):
    """The life of a checkout."""

    OPEN = "open", _("open")
    PAID = "paid", _("paid")
    CLOSED = "closed", _("closed without payment")


class SubscriptionState(models.TextChoices):
    """The life of a subscription. Whether a live one is renewed is `renews`."""

    LIVE = "live", _("live")
    ENDED = "ended", _("ended")


class PaymentState(models.TextChoices):
    """How an attempt to pay went."""

    SUCCEEDED = "succeeded", _("succeeded")
    FAILED = "failed", _("failed")


# Which state may follow which.
CHECKOUT_TRANSITIONS = {
    CheckoutState.OPEN: {CheckoutState.PAID, CheckoutState.CLOSED},
    CheckoutState.CLOSED: {CheckoutState.PAID},  # the money was on its way while we closed the page
    CheckoutState.PAID: set(),
}
SUBSCRIPTION_TRANSITIONS = {SubscriptionState.LIVE: {SubscriptionState.ENDED}, SubscriptionState.ENDED: set()}


class Checkout(models.Model):
    """One person on the way to pay for one item, and the anchor of all that follows from it."""

    token = models.CharField(max_length=64, unique=True, default=token_urlsafe, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="checkouts")
    item_key = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    interval = models.CharField(max_length=10, choices=Interval.choices)
    provider = models.CharField(max_length=20)
    # Empty until the provider has answered; asking again with the same token gives the same session.
    provider_ref = models.CharField(max_length=120, blank=True)
    hosted_url = models.CharField(max_length=500, blank=True)
    success_path = models.CharField(max_length=2000)
    cancel_path = models.CharField(max_length=2000)
    state = models.CharField(max_length=10, choices=CheckoutState.choices, default=CheckoutState.OPEN)
    # Raised by every change. Who asked the provider before a change asks again instead of overwriting it.
    version = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("checkout")
        verbose_name_plural = _("checkouts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="open"), name="one_open_checkout_per_person"
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_ref"],
                condition=~models.Q(provider_ref=""),
                name="one_checkout_per_provider_session",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], condition=models.Q(state="open"), name="open_checkouts_by_age")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"


class Subscription(models.Model):
    """What a person pays for again and again, as the provider last told us."""

    checkout = models.OneToOneField(Checkout, on_delete=models.PROTECT, related_name="subscription")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="subscriptions"
    )
    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=120)
    item_key = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    interval = models.CharField(max_length=10, choices=Interval.choices)
    state = models.CharField(max_length=10, choices=SubscriptionState.choices, default=SubscriptionState.LIVE)
    renews = models.BooleanField(default=True)
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    started_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_ref"], name="one_subscription_per_provider_subscription"
            )
        ]
        indexes = [
            models.Index(fields=["person", "state"], name="subscriptions_by_person"),
            models.Index(
                fields=["period_end"], condition=models.Q(state="live"), name="subscriptions_by_period_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"

    @property
    def is_live(self) -> bool:
        """Whether something is still to come: a renewal, or the end of what is paid."""
        return self.state == SubscriptionState.LIVE


class Payment(models.Model):
    """One attempt to pay, as the provider told us: money that came in, or a card that was declined."""

    checkout = models.ForeignKey(Checkout, on_delete=models.PROTECT, related_name="payments")
    subscription = models.ForeignKey(
        Subscription, null=True, blank=True, on_delete=models.PROTECT, related_name="payments"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=PaymentState.choices)
    tried_at = models.DateTimeField()
    period_start = models.DateTimeField(null=True, blank=True)
    period_end = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-tried_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_ref"], name="one_payment_per_provider_payment"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What a receipt calls it: the year and a running number."""
        return f"{self.tried_at:%Y}-{self.pk:06d}"


class WebhookEvent(models.Model):
    """A webhook of the provider, word for word, under the provider's own id."""

    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    session_ref = models.CharField(max_length=120, blank=True)  # the checkout session it concerns
    body = models.BinaryField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("provider's message")
        verbose_name_plural = _("provider's messages")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_ref"], name="one_row_per_webhook_event")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.provider_ref}"


from masthead.payments.providers.pretend.models import PretendEvent, PretendPayment, PretendSession  # noqa: E402 - Django looks for models here; those need ours first

__all__ = [
    "CHECKOUT_TRANSITIONS", "SUBSCRIPTION_TRANSITIONS", "Checkout", "CheckoutState", "Interval", "Payment",
    "PaymentState", "PretendEvent", "PretendPayment", "PretendSession", "Subscription",
    "SubscriptionState", "WebhookEvent",
]  # fmt: skip
