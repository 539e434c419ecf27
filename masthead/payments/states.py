"""The words for what money goes through: how often, what for, and where each thing stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Interval(models.TextChoices):
    """How often a subscription is paid; of what is paid once, how long it lasts."""

    MONTH = "month", _("month")
    YEAR = "year", _("year")

    @property
    def months(self) -> int:
        """How many months it has."""
        return MONTHS[self]


MONTHS = {Interval.MONTH: 1, Interval.YEAR: 12}


class Purpose(models.TextChoices):
    """What a checkout is for. Whoever is a member may still buy a gift."""

    MEMBERSHIP = "membership", _("membership")
    GIFT = "gift", _("gift")


class CheckoutState(models.TextChoices):
    """The life of a checkout."""

    OPEN = "open", _("open")
    PENDING = "pending", _("payment on its way")
    PAID = "paid", _("paid")
    CLOSED = "closed", _("closed without payment")


class SubscriptionState(models.TextChoices):
    """The life of a subscription. Whether one that runs is renewed is `renews`."""

    STARTING = "starting", _("first payment awaited")
    NEVER_STARTED = "never_started", _("first payment never came")
    TRIAL = "trial", _("on trial")
    RUNNING = "running", _("running")
    BEHIND = "behind", _("payment failed")
    UNPAID = "unpaid", _("unpaid, and not collected any more")
    PAUSED = "paused", _("paused")
    OVER = "over", _("ended")


class InvoiceState(models.TextChoices):
    """The life of an invoice."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("to be paid")
    PAID = "paid", _("paid")
    VOID = "void", _("void")
    LOST = "lost", _("given up")


class TransferState(models.TextChoices):
    """Whether money that was sent, to us or back, has arrived. What failed may succeed later."""

    PENDING = "pending", _("on its way")
    SUCCEEDED = "succeeded", _("succeeded")
    FAILED = "failed", _("failed")


class DisputeState(models.TextChoices):
    """Where a dispute stands."""

    OPEN = "open", _("open")
    WON = "won", _("won")
    LOST = "lost", _("lost")


# Whoever is in one of these states has, or can still have, something of the subscription.
STANDING = (
    SubscriptionState.TRIAL,
    SubscriptionState.RUNNING,
    SubscriptionState.BEHIND,
    SubscriptionState.UNPAID,
    SubscriptionState.PAUSED,
)
COLLECTABLE = (InvoiceState.DRAFT, InvoiceState.OPEN)
