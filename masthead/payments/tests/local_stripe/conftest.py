"""The stage of these tests; every answer and every message on it is held against the client's annotations."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from masthead.payments.local_stripe import LocalStripe, answers, webhooks
from masthead.payments.tests.local_stripe.annotations import differences
from masthead.payments.tests.local_stripe.stage import Endpoint, Shop

stripe.enable_telemetry = False


def client_for(local: LocalStripe, key: str = "sk_test_local_x") -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": local.address},
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=(3, 20)),
    )


@pytest.fixture(autouse=True)
def held_against_annotations(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every answer and every message of the test has exactly the annotated fields, of the annotated types."""
    wrong: set[str] = set()
    answer, post = answers.Desk.answer, webhooks._post

    def watched(self: answers.Desk, request: answers.Request) -> answers.Answer:
        given = answer(self, request)
        if given.status == 200:
            wrong.update(
                f"{request.method} {request.path} {each}" for each in differences(json.loads(given.text))
            )
        return given

    def watched_post(url: str, body: bytes, signed: str) -> int | None:
        wrong.update(differences(json.loads(body)))
        return post(url, body, signed)

    monkeypatch.setattr(answers.Desk, "answer", watched)
    monkeypatch.setattr(webhooks, "_post", watched_post)
    yield
    assert sorted(wrong) == []


@pytest.fixture
def options() -> dict[str, Any]:
    """How the server of the test is started; a test may parametrise it."""
    return {}


@pytest.fixture
def local(options: dict[str, Any]) -> Iterator[LocalStripe]:
    """A local Stripe in memory, whose time stands unless it is moved."""
    started = time.time()
    server = LocalStripe(clock=lambda: started, **options)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(local: LocalStripe) -> stripe.StripeClient:
    """The official client, speaking to it."""
    return client_for(local)


@pytest.fixture
def shop(local: LocalStripe, client: stripe.StripeClient) -> Shop:
    """A publication's account."""
    return Shop(local, client)


@pytest.fixture
def endpoint(client: stripe.StripeClient) -> Iterator[Endpoint]:
    """An endpoint that is told everything and says 200."""
    listening = Endpoint()
    made = client.v1.webhook_endpoints.create({"url": listening.url, "enabled_events": ["*"]})
    listening.secret = made.secret or ""
    yield listening
    listening.close()
