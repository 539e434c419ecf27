"""Webhooks: stored word for word when they come, processed by a job."""

from datetime import datetime

from django.db import transaction

from masthead.kit.events import announce
from masthead.payments import events
from masthead.payments.models import Checkout, WebhookEvent
from masthead.payments.operations.reconciliation import reconcile_checkout
from masthead.payments.providers import WebhookMessage


@transaction.atomic
def record_webhook(
    *, provider_name: str, message: WebhookMessage, body: bytes, now: datetime
) -> WebhookEvent:
    """Store the webhook word for word, to be processed by a job; a duplicate is stored once."""
    kept, is_new = WebhookEvent.objects.get_or_create(
        provider=provider_name,
        provider_ref=message.ref,
        defaults={
            "kind": message.kind[:60],
            "session_ref": message.session_ref[:120],
            "body": body,
            "received_at": now,
        },
    )
    if is_new:
        announce(events.WebhookReceived(message_id=kept.pk))
    return kept


def process_webhook(*, message: WebhookEvent, now: datetime) -> None:
    """Reconcile the checkout the webhook is about; what the webhook itself says is not trusted."""
    if message.handled_at is not None:
        return
    checkout = Checkout.objects.filter(provider=message.provider, provider_ref=message.session_ref).first()
    if checkout is not None:  # a webhook may also be about sessions that are not ours
        reconcile_checkout(checkout=checkout, now=now)
    WebhookEvent.objects.filter(pk=message.pk).update(handled_at=now)
