"""The pretend provider's own rows, with which ours are reconciled.

No foreign key leads from here to our rows or back; the two sides know each other only by references, as with
a real one.
"""

from django.db import models


class PretendSession(models.Model):
    """A hosted page, and the subscription that came of it."""

    ref = models.CharField(max_length=60, unique=True)  # also the end of the hosted page's address
    order_token = models.CharField(max_length=64, unique=True)  # asked twice with one token: one session
    account = models.CharField(max_length=64)  # our account id, as we gave it
    account_email = models.CharField(max_length=254, blank=True)
    title = models.CharField(max_length=120)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    interval = models.CharField(max_length=10)
    success_url = models.CharField(max_length=500)
    cancel_url = models.CharField(max_length=500)
    state = models.CharField(max_length=10, default="open")  # open, confirming, complete, expired
    opened_at = models.DateTimeField()
    # The subscription, once there is one.
    subscription_ref = models.CharField(max_length=60, blank=True)
    is_running = models.BooleanField(default=False)
    renews = models.BooleanField(default=True)
    anchor = models.DateTimeField(null=True)
    periods = models.PositiveIntegerField(default=0)
    period_start = models.DateTimeField(null=True)
    period_end = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["period_end"], condition=models.Q(is_running=True), name="pretend_periods_by_end"
            )
        ]

    def __str__(self) -> str:
        return self.ref


class PretendPayment(models.Model):
    """A payment, succeeded or failed, as the provider knows it."""

    ref = models.CharField(max_length=60, unique=True)
    session = models.ForeignKey(PretendSession, on_delete=models.PROTECT, related_name="payments")
    succeeded = models.BooleanField()
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    tried_at = models.DateTimeField()
    period_start = models.DateTimeField(null=True)
    period_end = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.ref


class PretendEvent(models.Model):
    """An event that the pretend provider sends us as a webhook; retried until it is answered with a 2xx."""

    ref = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=60)
    session = models.ForeignKey(PretendSession, on_delete=models.PROTECT, related_name="events")
    happened_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
