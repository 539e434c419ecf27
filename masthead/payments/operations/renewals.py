"""Cancelling the renewal of a subscription, and resuming it."""

from datetime import datetime

from masthead.audit import operations as audit
from masthead.payments.errors import SubscriptionHasEnded
from masthead.payments.models import Subscription
from masthead.payments.operations.reconciliation import reconcile_subscription
from masthead.payments.providers import provider
from masthead.people.models import Person


def cancel_renewal(*, subscription: Subscription, by: Person, now: datetime) -> Subscription:
    """The subscription ends with the period that is paid, and not before. Twice is the same as once.

    :raises SubscriptionHasEnded: it has ended already
    """
    return _set_renewing(subscription, renews=False, by=by, now=now)


def resume_renewal(*, subscription: Subscription, by: Person, now: datetime) -> Subscription:
    """A cancelled subscription is renewed after all.

    :raises SubscriptionHasEnded: it has ended already
    """
    return _set_renewing(subscription, renews=True, by=by, now=now)


def _set_renewing(subscription: Subscription, *, renews: bool, by: Person, now: datetime) -> Subscription:
    _ensure_running(subscription, now=now)
    at = provider(subscription.account.provider)
    (at.resume_renewal if renews else at.cancel_renewal)(subscription.ref, now=now)
    subscription = reconcile_subscription(subscription=subscription, now=now)
    if subscription.renews != renews:
        raise SubscriptionHasEnded
    action = "payments.subscription.resume" if renews else "payments.subscription.cancel"
    audit.record(actor=by, action=action, subject=subscription, now=now)
    return subscription


def _ensure_running(subscription: Subscription, *, now: datetime) -> None:
    cancelled_and_over = not subscription.renews and subscription.period_end <= now
    if not subscription.stands or cancelled_and_over:
        raise SubscriptionHasEnded
