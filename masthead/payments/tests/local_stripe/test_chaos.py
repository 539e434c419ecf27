"""Accidents that can be asked for, and what Stripe's own idempotency makes of them."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import stripe

from masthead.payments.tests.local_stripe.stage import DAY, Endpoint, Shop, header_of

pytestmark = pytest.mark.one_database


def pull(shop: Shop, what: str, **wanted: Any) -> Any:
    """A lever of the server is pulled."""
    body = json.dumps(wanted).encode()
    with urlopen(Request(f"{shop.local.address}/_local/{what}", body), timeout=10) as answer:
        return json.loads(answer.read())


def customers(shop: Shop) -> int:
    return len(shop.v1.customers.list({"limit": 100}).data)


def test_key__gives_the_same_answer_again_and_refuses_other_parameters(shop: Shop) -> None:
    first = shop.v1.customers.create({"name": "Rita"}, {"idempotency_key": "row:1"})
    again = shop.v1.customers.create({"name": "Rita"}, {"idempotency_key": "row:1"})
    assert again.id == first.id
    assert header_of(again, "Idempotent-Replayed") == "true"
    assert customers(shop) == 1
    with pytest.raises(stripe.IdempotencyError):
        shop.v1.customers.create({"name": "Mina"}, {"idempotency_key": "row:1"})


def test_key__is_forgotten_after_a_day(shop: Shop) -> None:
    first = shop.v1.customers.create({"name": "Rita"}, {"idempotency_key": "row:0"})
    shop.pass_time(DAY)
    again = shop.v1.customers.create({"name": "Rita"}, {"idempotency_key": "row:0"})
    assert (again.id == first.id, customers(shop)) == (False, 2)


def test_key__keeps_no_refusal_of_parameters(shop: Shop) -> None:
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError):
            shop.page("price_missing")
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.customers.create({"test_clock": "clock_none"}, {"idempotency_key": "row:2"})
    assert shop.v1.customers.create({"name": "Rita"}, {"idempotency_key": "row:2"}).name == "Rita"


def test_key__keeps_a_declined_card(shop: Shop) -> None:
    subscription = shop.join("4000000000000341")
    end = subscription["items"].data[0].current_period_end
    shop.pass_time(end - shop.local.now() + 3600)
    invoice = shop.invoices(subscription.id)[0]
    for _ in range(2):
        with pytest.raises(stripe.CardError) as refused:
            shop.v1.invoices.pay(invoice.id, {}, {"idempotency_key": "pay:1"})
        assert refused.value.http_status == 402
    assert len(shop.events("charge.failed")) == 2


def test_error_after__wrote_and_is_replayed_under_its_key(shop: Shop) -> None:
    pull(shop, "chaos", error_after=1)
    with pytest.raises(stripe.APIError) as failed:
        shop.v1.customers.create({"name": "Rita"}, {"idempotency_key": "row:3"})
    assert failed.value.http_status == 500
    assert customers(shop) == 1
    with pytest.raises(stripe.APIError):
        shop.v1.customers.create({"name": "Rita"}, {"idempotency_key": "row:3"})
    assert shop.v1.customers.create({"name": "Rita"}, {"idempotency_key": "row:3:2"}).name == "Rita"
    assert customers(shop) == 2


def test_error_before__wrote_nothing_and_the_clients_retry_succeeds(shop: Shop) -> None:
    pull(shop, "chaos", error_before=1)
    assert shop.v1.customers.create({"name": "Rita"}).name == "Rita"
    assert customers(shop) == 1


def test_cut_after__wrote_and_the_clients_retry_gets_the_answer(shop: Shop) -> None:
    pull(shop, "chaos", cut_after=1)
    made = shop.v1.customers.create({"name": "Rita"})
    assert header_of(made, "Idempotent-Replayed") == "true"
    assert customers(shop) == 1


def test_cut_after__of_a_call_without_key_leaves_the_client_in_the_dark(shop: Shop) -> None:
    customer = shop.v1.customers.create({"name": "Rita"})
    pull(shop, "chaos", cut_after=1)
    with pytest.raises(stripe.InvalidRequestError) as second:
        shop.v1.customers.delete(customer.id)
    assert second.value.code == "resource_missing"


def test_hold__makes_a_second_call_with_the_key_wait_or_be_told(shop: Shop) -> None:
    pull(shop, "chaos", hold=0.6)
    once = stripe.StripeClient("sk_test_local_x", base_addresses={"api": shop.local.address})

    def create(_: int) -> int | None:
        try:
            once.v1.customers.create({"name": "Rita"}, {"idempotency_key": "row:4"})
        except stripe.StripeError as refusal:
            return refusal.http_status
        return 200

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(create, range(2)), key=str) == [200, 409]
    pull(shop, "chaos")
    shop.v1.customers.create({"name": "Rita"}, {"idempotency_key": "row:4"})
    assert customers(shop) == 1


def test_webhook_first__comes_before_the_answer(shop: Shop, endpoint: Endpoint) -> None:
    pull(shop, "chaos", webhook_first=1)
    shop.v1.customers.create({"name": "Rita"})
    assert endpoint.types() == ["customer.created"]
    shop.v1.customers.create({"name": "Mina"})
    assert len(endpoint.got) == 1
    shop.pass_time(0)
    assert len(endpoint.got) == 2


def test_duplicate__sends_every_message_twice(shop: Shop, endpoint: Endpoint) -> None:
    pull(shop, "chaos", duplicate=1.0)
    shop.v1.customers.create({"name": "Rita"})
    shop.pass_time(0)
    assert endpoint.types() == ["customer.created"] * 2
    assert len({body for body, _ in endpoint.got}) <= 2


def test_drop__loses_messages_that_the_list_of_events_still_has(shop: Shop, endpoint: Endpoint) -> None:
    pull(shop, "chaos", drop=1.0)
    shop.join()
    shop.pass_time(4 * DAY)
    assert endpoint.got == []
    assert shop.v1.events.list({"delivery_success": False, "limit": 100}).data != []


def test_delay__brings_messages_later_by_the_time_of_the_server(shop: Shop, endpoint: Endpoint) -> None:
    pull(shop, "chaos", delay=3600, seed=7)
    for name in range(10):
        shop.v1.customers.create({"name": str(name)})
    shop.pass_time(0)
    early = len(endpoint.got)
    shop.pass_time(3600)
    assert early < 10
    assert len(endpoint.got) == 10


def test_reorder__comes_out_alike_for_one_seed(shop: Shop, endpoint: Endpoint) -> None:
    def told(seed: int) -> list[str]:
        endpoint.got.clear()
        pull(shop, "chaos", reorder=True, seed=seed)
        shop.local.tick(shop.local.now() + 100)
        for name in range(6):
            shop.v1.customers.create({"name": str(name)})
        shop.pass_time(60)
        return [each["name"] for each in endpoint.told("customer.created")]

    first, second, other = told(1), told(1), told(2)
    assert sorted(first) == [str(name) for name in range(6)]
    assert first == second
    assert first != sorted(first) or other != sorted(other)


def test_old_snapshot__tells_the_object_as_it_was_before(shop: Shop, endpoint: Endpoint) -> None:
    customer = shop.v1.customers.create({"name": "Rita"})
    pull(shop, "chaos", old_snapshot=1.0)
    shop.v1.customers.update(customer.id, {"name": "Margherita"})
    shop.pass_time(0)
    assert endpoint.told("customer.updated")[0]["name"] == "Rita"
    assert shop.v1.customers.retrieve(customer.id).name == "Margherita"


def test_levers__refuse_what_they_do_not_know(shop: Shop) -> None:
    for what, wanted in (
        ("chaos", {"earthquake": 1}),
        ("chaos", {"drop": 2}),
        ("advance", {"seconds": -1}),
        ("dunning", {"end": "never"}),
        ("nothing", {}),
    ):
        with pytest.raises(HTTPError) as refused:
            pull(shop, what, **wanted)
        assert refused.value.code == 400
        refused.value.close()
    assert pull(shop, "dunning", end="unpaid") == {"end": "unpaid"}
    before = shop.local.now()
    assert pull(shop, "advance", seconds=50)["now"] >= before + 50
