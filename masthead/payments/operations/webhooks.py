"""Webhooks: stored when they come, processed by a job."""

from datetime import datetime, timedelta

from django.db import transaction

from masthead.kit.events import announce
from masthead.payments import events
from masthead.payments.errors import NoSuchCheckout
from masthead.payments.models import ProviderAccount, WebhookEvent
from masthead.payments.operations.accounts import account_at
from masthead.payments.operations.reconciliation import follow
from masthead.payments.providers import About, Thing, WebhookMessage

KEPT_FOR = timedelta(days=90)


def record_webhook(
    *, provider_name: str, message: WebhookMessage, body: bytes, now: datetime
) -> WebhookEvent:
    """Store the webhook word for word, to be processed by a job; a duplicate is stored once."""
    account = account_at(provider_name)
    with transaction.atomic():
        return _record(account, message, body, now=now)


def _record(account: ProviderAccount, message: WebhookMessage, body: bytes, *, now: datetime) -> WebhookEvent:
    kept, is_new = WebhookEvent.objects.get_or_create(
        account=account,
        ref=message.ref,
        defaults={
            "kind": message.kind[:60],
            "about_kind": message.about.thing if message.about else "",
            "about_ref": message.about.ref[:120] if message.about else "",
            "body": body,
            "received_at": now,
        },
    )
    if is_new:
        announce(events.WebhookReceived(message_id=kept.pk))
    return kept


def delete_old_webhooks(*, now: datetime) -> int:
    """Messages are kept for ninety days, three times as long as a provider can name them again.

    :returns: how many are gone
    """
    gone, _ = WebhookEvent.objects.filter(received_at__lt=now - KEPT_FOR).delete()
    return gone


def process_webhook(*, message: WebhookEvent, now: datetime) -> None:
    """Follow the thing the webhook is about; what the webhook itself says of it is not trusted.

    One about somebody else's money is marked so and changes nothing.
    """
    if message.handled_at is not None:
        return
    outcome = _outcome(message, now=now)
    WebhookEvent.objects.filter(pk=message.pk).update(handled_at=now, outcome=outcome)


def _outcome(message: WebhookEvent, *, now: datetime) -> str:
    if not message.about_kind:
        return "nothing we follow"
    about = About(Thing(message.about_kind), message.about_ref)
    try:
        followed = follow(account=message.account, about=about, now=now)
    except NoSuchCheckout:
        return "somebody else's"
    return "followed" if followed else "nobody of ours"
