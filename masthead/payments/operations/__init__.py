"""Everything that can happen to money on our side."""

from masthead.payments.operations.accounts import present_account
from masthead.payments.operations.checkouts import Item, start_checkout
from masthead.payments.operations.reconciliation import (
    follow,
    reconcile_checkout,
    reconcile_subscription,
    reconcile_unsettled,
)
from masthead.payments.operations.renewals import cancel_renewal, resume_renewal
from masthead.payments.operations.webhooks import process_webhook, record_webhook

__all__ = [
    "Item", "cancel_renewal", "follow", "present_account", "process_webhook",
    "reconcile_checkout", "reconcile_subscription", "reconcile_unsettled", "record_webhook", "resume_renewal",
    "start_checkout",
]  # fmt: skip
