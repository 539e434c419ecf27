"""The pretend provider's own errands: telling us what happened, and renewing by its clock."""

from urllib.request import ProxyHandler, Request, build_opener

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from masthead.kit.jobs import job
from masthead.kit.network import outside_transactions
from masthead.payments.providers.pretend import books, signing

SECONDS_TO_ANSWER = 5


@job(max_attempts=12)
def deliver(event_ref: str) -> None:
    """Tell us, over HTTP as a real provider does; what is not answered with a 2xx is tried again later."""
    event = books.event_under(event_ref)
    if event.delivered_at is not None:
        return
    outside_transactions()
    now = timezone.now()
    body = books.message_body(event)
    request = Request(  # noqa: S310 - our own address, from the settings
        settings.SITE_URL + reverse("payments:messages", args=["pretend"]),
        data=body,
        headers={"Content-Type": "application/json", signing.HEADER: signing.sign(body, now=now)},
        method="POST",
    )
    with build_opener(ProxyHandler({})).open(request, timeout=SECONDS_TO_ANSWER):
        books.note_delivery(event, now=now)


@job()
def renew() -> None:
    """Renew what is due and end what was cancelled."""
    now = timezone.now()
    for ref in books.due_for_renewal(now=now):
        books.renew_or_end(ref, now=now)
