"""What memberships do after events of payments."""

from masthead.memberships import operations
from masthead.payments import events, queries


def start_or_extend(event: events.PaymentSucceeded) -> None:
    """A payment for a plan opens or prolongs the membership."""
    if event.item_key.startswith("plan:"):
        payment = queries.payment_by_id(event.payment_id)
        operations.extend_membership(payment=payment, now=payment.recorded_at)


def revoke_renewal_grace(event: events.RenewalCancelled | events.SubscriptionEnded) -> None:
    """No renewal will follow: revoke the grace period."""
    operations.revoke_renewal_grace(
        subscription=queries.subscription_by_id(event.subscription_id), now=event.recorded_at
    )


def grant_renewal_grace(event: events.RenewalResumed) -> None:
    """The renewal was resumed: grant the grace period again."""
    operations.grant_renewal_grace(
        subscription=queries.subscription_by_id(event.subscription_id), now=event.recorded_at
    )
