"""Jobs of the pretend provider: delivering its webhooks, and renewing subscriptions."""

from urllib.request import ProxyHandler, Request, build_opener

from django.urls import reverse
from django.utils import timezone

from masthead.kit.addresses import absolute_address
from masthead.kit.jobs import for_each, job
from masthead.kit.lanes import Lane
from masthead.kit.transactions import ensure_may_reach_out
from masthead.payments.providers.pretend import operations, webhook_signatures

TIMEOUT_SECONDS = 5


@job(lane=Lane.PAYMENTS, max_attempts=12)
def deliver_webhook(event_ref: str) -> None:
    """Deliver a webhook over HTTP as a real provider does; without a 2xx response it is retried."""
    event = operations.event_by_ref(event_ref)
    if event.delivered_at is not None:
        return
    ensure_may_reach_out()
    now = timezone.now()
    body = operations.webhook_body(event)
    request = Request(  # noqa: S310 - our own address, from the settings
        absolute_address(reverse("payments:webhook", args=["pretend"])),
        data=body,
        headers={
            "Content-Type": "application/json",
            webhook_signatures.HEADER: webhook_signatures.sign(body, now=now),
        },
        method="POST",
    )
    with build_opener(ProxyHandler({})).open(request, timeout=TIMEOUT_SECONDS):
        operations.mark_event_delivered(event, now=now)


@job(lane=Lane.PAYMENTS)
def renew_subscriptions() -> None:
    """Renew what is due and end what was cancelled."""
    now = timezone.now()
    for_each(operations.due_for_renewal(now=now), lambda ref: operations.renew_or_end(ref, now=now))
