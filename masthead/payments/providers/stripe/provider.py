"""Stripe behind the `Provider` interface: hosted pages, and present truth about what came of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache

import stripe
from django.conf import settings
from stripe.checkout import Session
from stripe.params.checkout import SessionCreateParams

from masthead.payments.errors import InvalidSignature
from masthead.payments.providers import (
    About,
    AccountTruth,
    CheckoutTruth,
    DisputeTruth,
    Finding,
    Offer,
    Order,
    RefundTruth,
    Standing,
    Thing,
    Truth,
    WebhookMessage,
    webhook_signatures,
)
from masthead.payments.providers.stripe import catalogue, reading, setting_up
from masthead.payments.providers.stripe.client import asking, client, is_live, make_once
from masthead.payments.providers.stripe.truths import ITEM, PERSON, TOKEN, checkout_truth, word

HEADER = "Stripe-Signature"
THINGS = {
    "checkout.session": Thing.CHECKOUT,
    "subscription": Thing.SUBSCRIPTION,
    "invoice": Thing.INVOICE,
    "payment_intent": Thing.ATTEMPT,
    "charge": Thing.ATTEMPT,
    "refund": Thing.REFUND,
    "dispute": Thing.DISPUTE,
}


class StripeProvider:
    """Every method waits for Stripe, so none may be called while a transaction is open."""

    name = "stripe"

    def account(self) -> AccountTruth:
        return AccountTruth(ref=_account_ref(settings.STRIPE_SECRET_KEY), is_live=is_live())

    def ensure_buyer(self, *, person: str, email: str) -> str:
        with asking():
            return make_once(
                f"buyer-{person}",
                lambda once: (
                    client().v1.customers.create({"email": email, "metadata": {PERSON: person}}, once).id
                ),
                lambda: _standing_buyer(person, email),
            )

    def open_checkout(self, order: Order, *, now: datetime) -> CheckoutTruth:  # noqa: ARG002 - Stripe has its own clock
        with asking():
            standing = _standing_session(order)
            return checkout_truth(standing or _new_session(order), [])

    def close_checkout(self, ref: str, *, now: datetime) -> None:  # noqa: ARG002 - Stripe has its own clock
        with asking():
            if client().v1.checkout.sessions.retrieve(ref).status == "open":
                client().v1.checkout.sessions.expire(ref)

    def truth(self, about: About) -> Truth | None:
        with asking():
            try:
                return reading.truth(about)
            except stripe.InvalidRequestError as error:
                if error.http_status == 404:
                    return None
                raise

    def cancel_renewal(self, subscription_ref: str, *, now: datetime) -> None:  # noqa: ARG002 - Stripe has its own clock
        _set_stopping(subscription_ref, stops=True)

    def resume_renewal(self, subscription_ref: str, *, now: datetime) -> None:  # noqa: ARG002 - Stripe has its own clock
        _set_stopping(subscription_ref, stops=False)

    def everything(self) -> Iterator[Standing]:
        with asking():
            yield from reading.everything()

    def went_back(self, *, since: datetime) -> Iterator[RefundTruth | DisputeTruth]:
        with asking():
            yield from reading.went_back(since=since)

    def missed(self, *, since: datetime) -> Iterator[About]:
        with asking():
            for event in reading.undelivered(since=since):
                if (about := _about(event)) is not None:
                    yield about

    def manage_url(self, *, buyer_ref: str, return_url: str) -> str:
        if not buyer_ref:
            return ""
        with asking():
            session = client().v1.billing_portal.sessions.create(
                {"customer": buyer_ref, "return_url": return_url, "configuration": setting_up.portal()}
            )
        return session.url

    def set_up(self, offers: Sequence[Offer], *, webhook_url: str) -> list[Finding]:
        with asking():
            return setting_up.set_up(offers, webhook_url=webhook_url)

    def parse_webhook(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> WebhookMessage:
        webhook_signatures.check(
            headers.get(HEADER, ""), body, secrets=settings.STRIPE_WEBHOOK_SECRETS, now=now
        )
        try:
            told = json.loads(body)
            if told["livemode"] is not is_live() or told.get("account"):
                raise InvalidSignature  # of the other mode, or of an account connected to ours: not about us
            return WebhookMessage(ref=str(told["id"]), kind=str(told["type"]), about=_about(told))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise InvalidSignature from None


@cache
def _account_ref(key: str) -> str:
    """The account a key belongs to: asked once, it cannot change."""
    with asking():
        return client(key).v1.accounts.retrieve_current().id


def _about(told: dict[str, dict[str, dict[str, object]]]) -> About | None:
    thing = told["data"]["object"]
    kind = THINGS.get(str(thing["object"]))
    if kind is None:
        return None
    ref = thing.get("payment_intent") if thing["object"] == "charge" else thing["id"]
    return About(kind, str(ref)) if ref else None


def _standing_session(order: Order) -> Session | None:
    """The page that was opened for this order, though its answer may never have reached us."""
    sessions = client().v1.checkout.sessions.list({"customer": order.buyer_ref, "limit": 20})
    ours = (one for one in sessions.data if one.client_reference_id == order.token)
    return next((one for one in ours if one.status != "expired"), None)


def _new_session(order: Order) -> Session:
    """A page for this order, and one only, whatever breaks on the way."""
    price = catalogue.ensure_price(order)
    known = {PERSON: order.person, TOKEN: order.token, ITEM: order.item_key}
    wanted: SessionCreateParams = {
        "mode": "subscription" if order.renews else "payment",
        "customer": order.buyer_ref,
        "client_reference_id": order.token,
        "line_items": [{"price": price, "quantity": 1}],
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        "metadata": known,
    }
    if order.renews:
        wanted["subscription_data"] = {"metadata": known}
    else:
        wanted["payment_intent_data"] = {"metadata": known}
        wanted["invoice_creation"] = {"enabled": True, "invoice_data": {"metadata": known}}

    def create(once: stripe.RequestOptions) -> Session:
        return client().v1.checkout.sessions.create(wanted, once)

    made = make_once(f"checkout-{order.token}", create, lambda: _standing_session(order))
    if not _is_replayed(made) or client().v1.checkout.sessions.retrieve(made.id).status == "open":
        return made
    # An old answer under its key, of a page that has ended since: whoever comes now needs another.
    return create({"idempotency_key": f"masthead-checkout-{order.token}-after-{made.id}"})


def _is_replayed(made: Session) -> bool:
    """Whether Stripe gave the answer it had stored under the key."""
    answer = made.last_response
    return answer is not None and "idempotent-replayed" in {name.lower() for name in answer.headers}


def _standing_buyer(person: str, email: str) -> str | None:
    """The buyer who was made for this person, though the answer never reached us."""
    found = client().v1.customers.list({"email": email, "limit": 20}).data
    return next((one.id for one in found if word(one.metadata, PERSON) == person), None)


def _set_stopping(subscription_ref: str, *, stops: bool) -> None:
    with asking():
        client().v1.subscriptions.update(subscription_ref, {"cancel_at_period_end": stops})
