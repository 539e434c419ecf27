"""Messages to endpoints: signed, repeated until they are taken, in order unless an accident is asked for."""

import time

import pytest
import stripe

from masthead.payments.local_stripe import webhooks
from masthead.payments.tests.local_stripe.stage import DAY, HOUR, Endpoint, Shop, card, visit

pytestmark = pytest.mark.one_database


def test_message__is_signed_so_that_the_client_takes_it(shop: Shop, endpoint: Endpoint) -> None:
    shop.v1.customers.create({"email": "rita@example.org"})
    shop.pass_time(40 * DAY)
    body, signed = endpoint.got[-1]
    event = shop.client.construct_event(body, signed, endpoint.secret)
    assert (event.type, event.api_version, event.livemode) == ("customer.created", "2026-10-28.endive", False)
    assert event.data.object["email"] == "rita@example.org"
    with pytest.raises(stripe.SignatureVerificationError):
        shop.client.construct_event(body, signed, "whsec_other")
    old = webhooks.signature(body, endpoint.secret, int(time.time()) - 400)
    with pytest.raises(stripe.SignatureVerificationError):
        shop.client.construct_event(body, old, endpoint.secret)


def test_message__carries_the_object_of_its_moment_and_what_it_was_before(
    shop: Shop, endpoint: Endpoint
) -> None:
    customer = shop.v1.customers.create({"email": "old@example.org"})
    shop.v1.customers.update(customer.id, {"email": "new@example.org"})
    shop.pass_time(0)
    assert endpoint.told("customer.created")[0]["email"] == "old@example.org"
    assert endpoint.told("customer.updated")[0]["email"] == "new@example.org"
    event = shop.events("customer.updated")[0]
    assert event.data.previous_attributes is not None
    assert event.data.previous_attributes.to_dict() == {"email": "old@example.org"}
    assert event.request is not None
    assert event.request.id is not None


def test_join__is_told_in_full(shop: Shop, endpoint: Endpoint) -> None:
    shop.join()
    shop.pass_time(0)
    assert {
        "checkout.session.completed",
        "customer.created",
        "customer.subscription.created",
        "customer.subscription.updated",
        "invoice.created",
        "invoice.finalized",
        "invoice.paid",
        "invoice.payment_succeeded",
        "payment_intent.created",
        "payment_intent.succeeded",
        "charge.succeeded",
    } <= set(endpoint.types())
    assert endpoint.told("customer.subscription.created")[0]["status"] == "incomplete"
    assert endpoint.told("customer.subscription.updated")[-1]["status"] == "active"


def test_message__is_sent_again_with_longer_waits_until_it_is_taken(shop: Shop, endpoint: Endpoint) -> None:
    endpoint.answers = 500
    shop.v1.customers.create({})
    shop.pass_time(0)
    for wait, tries in ((60, 2), (300, 3), (1800, 4)):
        shop.pass_time(wait)
        assert len(endpoint.got) == tries
    failed = shop.v1.events.list({"delivery_success": False}).data
    assert [each.type for each in failed] == ["customer.created"]
    assert failed[0].pending_webhooks == 1
    endpoint.answers = 204
    shop.pass_time(3 * HOUR)
    assert len(endpoint.got) == 5
    assert shop.v1.events.list({"delivery_success": False}).data == []
    assert shop.v1.events.retrieve(failed[0].id).pending_webhooks == 0


def test_message__is_given_up_after_three_days(shop: Shop, endpoint: Endpoint) -> None:
    endpoint.answers = 500
    shop.v1.customers.create({})
    shop.pass_time(4 * DAY)
    tries = len(endpoint.got)
    shop.pass_time(4 * DAY)
    assert len(endpoint.got) == tries
    assert shop.local.state()["messages"] == {"given_up": 1}


def test_endpoint__hears_what_it_asked_for_and_gives_its_secret_once(shop: Shop, endpoint: Endpoint) -> None:
    (everything,) = shop.v1.webhook_endpoints.list().data
    assert everything.secret is None
    assert shop.v1.webhook_endpoints.retrieve(everything.id).secret is None
    shop.v1.webhook_endpoints.update(everything.id, {"enabled_events": ["invoice.paid", "customer.deleted"]})
    shop.join()
    shop.pass_time(0)
    assert endpoint.types() == ["invoice.paid"]
    shop.v1.webhook_endpoints.update(everything.id, {"disabled": True})
    shop.join()
    shop.pass_time(0)
    assert len(endpoint.got) == 1
    assert shop.v1.webhook_endpoints.delete(everything.id).deleted is True
    assert shop.v1.webhook_endpoints.list().data == []


def test_endpoint__elsewhere_is_never_spoken_to(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("spoke to somebody else's machine")

    monkeypatch.setattr(webhooks, "_post", refuse)
    made = shop.v1.webhook_endpoints.create(
        {"url": "https://example.org/hooks/", "enabled_events": ["*"], "api_version": "2026-10-28.endive"}
    )
    assert (made.api_version, (made.secret or "")[:6]) == ("2026-10-28.endive", "whsec_")
    shop.join()
    shop.pass_time(HOUR)
    assert set(shop.local.state()["messages"]) == {"waits"}
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.webhook_endpoints.create({"url": "ftp://example.org", "enabled_events": ["*"]})


def test_events__are_listed_for_thirty_days(shop: Shop) -> None:
    shop.v1.customers.create({"name": "Rita"})
    shop.pass_time(29 * DAY)
    assert shop.events("customer.created")
    shop.pass_time(2 * DAY)
    assert shop.events("customer.created") == []


def test_events__are_found_by_type(shop: Shop) -> None:
    page = shop.page()
    visit(str(page.url), card())
    found = shop.v1.events.list({"types": ["invoice.paid", "invoice.created"]}).data
    assert [each.type for each in found] == ["invoice.paid", "invoice.created"]
    assert [each.type for each in shop.v1.events.list({"type": "charge.succeeded"}).data] == [
        "charge.succeeded"
    ]
