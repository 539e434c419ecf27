"""Jobs of payments: processing webhooks and asking about what may have changed."""

from django.utils import timezone

from masthead.kit.jobs import job
from masthead.kit.lanes import Lane
from masthead.payments import events, operations, queries


@job(lane=Lane.PAYMENTS, max_attempts=12)
def process_webhook(message_id: int) -> None:
    """Process one webhook."""
    operations.process_webhook(message=queries.webhook_by_id(message_id), now=timezone.now())


def enqueue_webhook(event: events.WebhookReceived) -> None:
    """Enqueue the processing of a webhook in the transaction that stores it."""
    process_webhook.enqueue(message_id=event.message_id)


@job(lane=Lane.PAYMENTS)
def reconcile_unsettled() -> None:
    """Reconcile checkouts and subscriptions of which a webhook may be missing."""
    operations.reconcile_unsettled(now=timezone.now())


def enqueue_reconciliation(event: events.ReconciliationRequested) -> None:  # noqa: ARG001 - the shape of every reaction
    """Enqueue the comparison of everything."""
    reconcile_everything.enqueue()


@job(lane=Lane.PAYMENTS)
def reconcile_everything() -> None:
    """Compare everything at the provider with our rows; where nobody takes money there is nothing."""
    if queries.takes_payments():
        operations.reconcile_everything(now=timezone.now())


@job(lane=Lane.PAYMENTS)
def delete_old_webhooks() -> None:
    """Delete the messages that are kept no longer."""
    operations.delete_old_webhooks(now=timezone.now())
