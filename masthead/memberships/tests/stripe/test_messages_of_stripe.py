"""What Stripe sends is heard when it is Stripe's, fresh and about us; all else changes nothing."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stripe
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.live_server_helper import LiveServer

from masthead.kit import jobs
from masthead.kit.transactions import NetworkInsideTransaction
from masthead.memberships.tests.stripe.story import Story
from masthead.payments.errors import InvalidSignature, ProviderIsAway
from masthead.payments.local_stripe import LocalStripe
from masthead.payments.models import Checkout, ProviderAccount, WebhookEvent
from masthead.payments.providers import About, Thing
from masthead.payments.providers.stripe.client import client
from masthead.payments.providers.stripe.provider import HEADER, StripeProvider
from masthead.payments.providers.webhook_signatures import check, sign

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECRET = "whsec_of_these_tests"
ADDRESS = "/payments/stripe/messages/"


def message(**changed: Any) -> bytes:
    told = {
        "id": "evt_1",
        "object": "event",
        "type": "invoice.paid",
        "livemode": False,
        "data": {"object": {"object": "invoice", "id": "in_1"}},
        **changed,
    }
    return json.dumps(told).encode()


def parsed(body: bytes, *, at: datetime = NOW, secret: str = SECRET) -> Any:
    return StripeProvider().parse_webhook(body, {HEADER: sign(body, secret=secret, now=NOW)}, now=at)


@pytest.fixture(autouse=True)
def _secrets(settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_newer", SECRET]
    settings.STRIPE_SECRET_KEY = "sk_test_local_of_these_tests"


@pytest.mark.parametrize(
    ("kind", "ref", "about"),
    [
        ("checkout.session", "cs_1", About(Thing.CHECKOUT, "cs_1")),
        ("subscription", "sub_1", About(Thing.SUBSCRIPTION, "sub_1")),
        ("invoice", "in_1", About(Thing.INVOICE, "in_1")),
        ("payment_intent", "pi_1", About(Thing.ATTEMPT, "pi_1")),
        ("refund", "re_1", About(Thing.REFUND, "re_1")),
        ("dispute", "dp_1", About(Thing.DISPUTE, "dp_1")),
        ("product", "prod_1", None),
    ],
)
def test_parse_webhook__says_what_it_is_about(kind: str, ref: str, about: About | None) -> None:
    told = parsed(message(data={"object": {"object": kind, "id": ref}}))
    assert (told.ref, told.kind, told.about) == ("evt_1", "invoice.paid", about)


def test_parse_webhook__a_charge_is_about_its_payment() -> None:
    charge = {"object": "charge", "id": "ch_1", "payment_intent": "pi_1"}
    assert parsed(message(data={"object": charge})).about == About(Thing.ATTEMPT, "pi_1")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"not json",
        b"\xff\xfe",
        b'{"id":"evt_1"}',
        message(data=[]),
        message(data={"object": "in_1"}),
        message(livemode=True),
        message(livemode="false"),
        message(account="acct_of_somebody_else"),
    ],
)
def test_parse_webhook__signed_and_not_about_us_or_no_message_at_all_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidSignature):
        parsed(body)


@pytest.mark.parametrize("seconds", [-86_400, -301, 301, 86_400])
def test_parse_webhook__old_or_from_the_future_is_refused(seconds: int) -> None:
    with pytest.raises(InvalidSignature):
        parsed(message(), at=NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("secret", ["", "whsec_of_somebody_else"])
def test_parse_webhook__signed_by_somebody_else_is_refused(secret: str) -> None:
    with pytest.raises(InvalidSignature):
        parsed(message(), secret=secret)


def test_parse_webhook__without_a_secret_nobody_is_believed(settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = [""]
    with pytest.raises(InvalidSignature):
        parsed(message(), secret="")


@given(header=st.text(max_size=80) | st.from_regex(r"t=[^,]{0,20},v1=.{0,70}"))
def test_check__whatever_a_stranger_writes_is_refused_and_nothing_breaks(header: str) -> None:
    with pytest.raises(InvalidSignature):
        check(header, message(), secrets=[SECRET], now=NOW)


@given(body=st.binary(max_size=300), secret=st.text("abcdef0123456789_", min_size=1, max_size=40))
def test_sign__is_what_stripes_own_client_believes(body: bytes, secret: str) -> None:
    """The official client's check is the second opinion on ours."""
    header = sign(body, secret=secret, now=NOW)
    check(header, body, secrets=[secret], now=NOW)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return  # theirs reads text only
    assert stripe.WebhookSignature.verify_header(text, header, secret, None)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.WebhookSignature.verify_header(text + " ", header, secret, None)


def test_webhook__five_megabytes_are_not_read(client: Client, db: None, settings: Any) -> None:
    settings.PAYMENT_PROVIDER = "stripe"
    answer = client.post(ADDRESS, b" " * 5_000_000, content_type="application/json")
    assert answer.status_code == 413
    assert not WebhookEvent.objects.exists()


def test_webhook__is_kept_once_and_followed_by_a_job(story: Story, client: Client, settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
    checkout = story.begin()
    story.pay(checkout)
    told = {"object": "checkout.session", "id": checkout.ref}
    body = message(type="checkout.session.completed", data={"object": told})
    for _ in range(3):
        signed = {HEADER: sign(body, secret=SECRET, now=timezone.now())}
        answer = client.post(ADDRESS, body, content_type="application/json", headers=signed)
        assert answer.status_code == 202
    assert not story.is_in
    jobs.run_all()
    assert story.is_in
    assert WebhookEvent.objects.get().outcome == "followed"


@pytest.mark.django_db(transaction=True)
def test_webhook__stripe_itself_tells_us_over_http(
    story: Story, local: LocalStripe, live_server: LiveServer, settings: Any
) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
    local.listen(f"{live_server}{ADDRESS}", SECRET)
    story.pay(story.begin())
    local.tick()
    jobs.run_all()
    assert story.is_in
    assert Checkout.objects.get().state == "paid"
    assert set(WebhookEvent.objects.values_list("outcome", flat=True)) <= {
        "followed",
        "nothing we follow",
        "nobody of ours",
    }


def test_start_checkout__while_stripe_is_away_nothing_is_half_made_and_trying_again_is_enough(
    story: Story, local: LocalStripe, settings: Any
) -> None:
    ProviderAccount.objects.create(provider="stripe", ref="acct_1LocalStripe0000")
    address = settings.STRIPE_API_BASE
    story.begin()  # so that the account is known
    Checkout.objects.update(state="closed")
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(ProviderIsAway):
        story.begin()
    assert Checkout.objects.get(state="open").ref == ""
    settings.STRIPE_API_BASE = address
    checkout = story.begin()
    story.pay(checkout)
    story.come_back(checkout)
    assert story.is_in


@pytest.mark.parametrize("accident", ["error_before", "error_after", "cut_after"])
@pytest.mark.parametrize("times", [1, 4, 9])
def test_start_checkout__whatever_breaks_on_the_way_there_is_one_buyer_and_one_page(
    accident: str, times: int, story: Story, local: LocalStripe
) -> None:
    """Stripe keeps its own failures for a day: trying the same again would fail for as long."""
    local.control("chaos", {accident: times})
    pages = set()
    for _ in range(6):
        with suppress(ProviderIsAway):
            pages.add(story.begin().hosted_url)
    assert len(pages) == 1
    assert local.state()["objects"]["checkout.session"] == 1
    assert local.state()["objects"]["customer"] == 1
    checkout = story.begin()
    story.pay(checkout)
    story.come_back(checkout)
    assert story.is_in


def test_client__keeps_no_file_beside_us_and_measures_nothing(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    client().v1.products.list()
    story.join()
    assert not stripe.enable_telemetry
    assert list(tmp_path.rglob("*telemetry*")) == []


def test_start_checkout__a_page_that_ended_before_its_answer_reached_us_is_followed_by_another(
    story: Story, local: LocalStripe
) -> None:
    first = story.begin()
    Checkout.objects.filter(pk=first.pk).update(ref="", hosted_url="")
    story.api.checkout.sessions.expire(first.ref)
    second = story.begin()
    assert second.hosted_url
    assert second.ref != first.ref
    story.pay(second)
    story.come_back(second)
    assert story.is_in


@pytest.mark.django_db(transaction=True)
def test_stripe__is_never_waited_for_inside_a_transaction(story: Story) -> None:
    checkout = story.begin()
    at, now = StripeProvider(), NOW
    questions: list[Callable[[], object]] = [
        lambda: at.ensure_buyer(person="1", email="a@mail.example"),
        lambda: at.close_checkout(checkout.ref, now=now),
        lambda: at.truth(About(Thing.CHECKOUT, checkout.ref)),
        lambda: at.cancel_renewal("sub_1", now=now),
        lambda: at.resume_renewal("sub_1", now=now),
        lambda: list(at.everything()),
        lambda: list(at.went_back(since=now)),
        lambda: list(at.missed(since=now)),
        lambda: at.manage_url(buyer_ref="cus_1", return_url="https://a.example/"),
        lambda: at.set_up([], webhook_url="https://a.example/"),
    ]
    for ask in questions:
        with pytest.raises(NetworkInsideTransaction), transaction.atomic():
            ask()
