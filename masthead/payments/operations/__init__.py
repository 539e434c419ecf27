"""Everything that can happen to money on our side."""

from masthead.payments.operations.accounts import present_account
from masthead.payments.operations.checkouts import Item, start_checkout
from masthead.payments.operations.managing import manage_url, set_up_provider
from masthead.payments.operations.nightly import reconcile_everything, request_reconciliation
from masthead.payments.operations.reconciliation import (
    follow,
    reconcile_checkout,
    reconcile_subscription,
    reconcile_unsettled,
)
from masthead.payments.operations.renewals import cancel_renewal, resume_renewal
from masthead.payments.operations.webhooks import delete_old_webhooks, process_webhook, record_webhook
from masthead.payments.providers import Finding

__all__ = [
    "Finding", "Item", "cancel_renewal", "delete_old_webhooks", "follow", "manage_url", "present_account",
    "process_webhook", "reconcile_checkout", "reconcile_everything", "reconcile_subscription",
    "reconcile_unsettled", "record_webhook", "request_reconciliation", "resume_renewal",
    "set_up_provider", "start_checkout",
]  # fmt: skip
