"""What memberships do when money moved."""

from masthead.memberships import operations
from masthead.payments import events, queries


def start_or_extend(event: events.PaymentSucceeded) -> None:
    """A payment for a plan opens or prolongs the membership."""
    if event.item_key.startswith("plan:"):
        payment = queries.payment(event.payment_id)
        operations.extend_membership(payment=payment, now=payment.recorded_at)


def expect_no_renewal(event: events.RenewalCancelled | events.SubscriptionEnded) -> None:
    """Nobody keeps a door open for a renewal that will not come."""
    operations.expect_no_renewal(subscription=queries.subscription(event.subscription_id), now=event.heard_at)


def expect_renewal(event: events.RenewalResumed) -> None:
    """A renewal is expected again."""
    operations.expect_renewal(subscription=queries.subscription(event.subscription_id), now=event.heard_at)
