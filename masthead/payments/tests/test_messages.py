"""What the provider tells us is checked, kept word for word, answered at once and handled in the queue."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.live_server_helper import LiveServer

from masthead.payments import operations
from masthead.payments.jobs import process_webhook
from masthead.payments.models import Invoice, WebhookEvent
from masthead.payments.operations import record_webhook
from masthead.payments.providers import About, Thing, WebhookMessage
from masthead.payments.providers.pretend import operations as pretend
from masthead.payments.providers.pretend.jobs import deliver_webhook
from masthead.payments.providers.pretend.models import PretendEvent
from masthead.payments.providers.pretend.webhook_signatures import HEADER, sign
from masthead.payments.tests.shop import start
from masthead.people.models import Person

ADDRESS = "/payments/pretend/messages/"


@pytest.fixture
def event(rita: Person) -> PretendEvent:
    """A page has been paid, and nobody has come back from it."""
    now = timezone.now()
    pretend.pay(start(rita, now).ref, now=now)
    return PretendEvent.objects.get(kind="session.completed")


def post(client: Client, body: bytes, signature: str | None = None) -> int:
    signed = sign(body, now=timezone.now()) if signature is None else signature
    answer = client.post(ADDRESS, body, content_type="application/json", headers={HEADER: signed})
    return int(answer.status_code)


def waiting() -> int:
    return DBTaskResult.objects.filter(task_path=process_webhook.module_path).count()


def test_record_webhook__a_message_is_kept_word_for_word_and_waits_to_be_handled(
    client: Client, event: PretendEvent
) -> None:
    body = pretend.webhook_body(event)
    assert post(client, body) == 202
    kept = WebhookEvent.objects.get()
    assert bytes(kept.body) == body
    assert (kept.ref, kept.kind, kept.handled_at) == (event.ref, "session.completed", None)
    assert waiting() == 1
    assert not Invoice.objects.exists()


def test_record_webhook__a_message_heard_twice_is_counted_once(client: Client, event: PretendEvent) -> None:
    body = pretend.webhook_body(event)
    assert [post(client, body) for _ in range(3)] == [202, 202, 202]
    assert WebhookEvent.objects.count() == waiting() == 1


def test_process_webhook__writes_the_payment_however_often(client: Client, event: PretendEvent) -> None:
    post(client, pretend.webhook_body(event))
    for _ in range(2):
        process_webhook.call(message_id=WebhookEvent.objects.get().pk)
    assert Invoice.objects.count() == 1
    assert WebhookEvent.objects.get().handled_at is not None


def test_process_webhook__about_somebody_elses_business_is_kept_and_done_with(
    client: Client, db: None
) -> None:
    assert post(client, b'{"id":"evt_x","type":"session.completed","data":{"session":"unknown"}}') == 202
    process_webhook.call(message_id=WebhookEvent.objects.get().pk)
    assert WebhookEvent.objects.get().handled_at is not None


@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "nonsense"])
def test_record_webhook__without_the_providers_signature_nothing_is_kept(
    signature: str, client: Client, event: PretendEvent
) -> None:
    assert post(client, pretend.webhook_body(event), signature) == 400
    assert not WebhookEvent.objects.exists()


def test_webhook__is_for_posts_of_our_own_provider(client: Client, db: None) -> None:
    assert client.get(ADDRESS).status_code == 405
    assert client.post("/payments/other/messages/").status_code == 404


def test_webhook__too_long_to_be_one_is_not_read(client: Client, db: None) -> None:
    assert post(client, b" " * (256 * 1024 + 1)) == 413


@pytest.mark.django_db(transaction=True)
def test_record_webhook__a_message_and_its_job_are_there_together_or_not_at_all(noon: datetime) -> None:
    message = WebhookMessage(ref="evt_1", kind="session.completed", about=About(Thing.CHECKOUT, "s"))
    with transaction.atomic():
        record_webhook(provider_name="pretend", message=message, body=b"{}", now=noon)
        assert waiting() == WebhookEvent.objects.count() == 1
        transaction.set_rollback(True)
    assert waiting() == WebhookEvent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_deliver_webhook__the_pretend_provider_tells_us_over_http_and_stops_when_we_heard(
    live_server: LiveServer, settings: Any, rita: Person
) -> None:
    settings.SITE_URL = str(live_server)
    now = timezone.now()
    pretend.pay(start(rita, now).ref, now=now)
    event = PretendEvent.objects.get()
    deliver_webhook.call(event_ref=event.ref)
    deliver_webhook.call(event_ref=event.ref)
    event.refresh_from_db()
    assert event.delivered_at is not None
    assert WebhookEvent.objects.get().ref == event.ref


@pytest.mark.django_db(transaction=True)
def test_deliver_webhook__a_message_that_cannot_be_delivered_is_tried_again(
    settings: Any, rita: Person
) -> None:
    settings.SITE_URL = "http://127.0.0.1:1"
    now = timezone.now()
    pretend.pay(start(rita, now).ref, now=now)
    event = PretendEvent.objects.get()
    with pytest.raises(OSError, match="refused"):
        deliver_webhook.call(event_ref=event.ref)
    event.refresh_from_db()
    assert event.delivered_at is None


def test_delete_old_webhooks__keeps_ninety_days(client: Client, event: PretendEvent) -> None:
    post(client, pretend.webhook_body(event))
    kept = WebhookEvent.objects.get()
    assert operations.delete_old_webhooks(now=kept.received_at + timedelta(days=90)) == 0
    assert operations.delete_old_webhooks(now=kept.received_at + timedelta(days=91)) == 1
    assert not WebhookEvent.objects.exists()
