"""What Stripe has to know of us: prices, the portal, where its messages go; made where it is missing."""

from collections.abc import Iterable, Sequence
from typing import Any

import stripe

from masthead.payments.providers import Finding, Offer
from masthead.payments.providers.stripe import catalogue
from masthead.payments.providers.stripe.client import client, is_live, make_once
from masthead.payments.providers.stripe.truths import word

OURS = "masthead"
# Whatever changes what we follow. A message only says where to look, so more would do no harm and no good.
EVENTS = (
    "checkout.session.completed", "checkout.session.expired", "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed", "customer.subscription.created", "customer.subscription.updated",
    "customer.subscription.deleted", "customer.subscription.paused", "customer.subscription.resumed",
    "invoice.created", "invoice.finalized", "invoice.finalization_failed", "invoice.paid",
    "invoice.payment_failed", "invoice.payment_action_required", "invoice.voided",
    "invoice.marked_uncollectible", "refund.created", "refund.updated", "refund.failed",
    "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
)  # fmt: skip


def set_up(offers: Sequence[Offer], *, webhook_url: str) -> list[Finding]:
    """What is missing is made; each thing is said, and whether it is as it should be."""
    return [*_account(), *_prices(offers), _portal(), *_endpoint(webhook_url), *_for_people()]


def _account() -> Iterable[Finding]:
    account = client().v1.accounts.retrieve_current()
    mode = "moves money" if is_live() else "is in test mode and moves no money"
    yield Finding(is_good=True, sentence=f"The key belongs to the account {account.id} and {mode}.")
    if not account.charges_enabled:
        yield Finding(
            is_good=False,
            sentence="Stripe does not let this account take money yet: activate it in the dashboard.",
        )


def _prices(offers: Sequence[Offer]) -> Iterable[Finding]:
    for offer in offers:
        ref = catalogue.ensure_price(offer)
        yield Finding(is_good=True, sentence=f"{offer.title}: sold as the price {ref}.")
    if not offers:
        yield Finding(is_good=False, sentence="No plan is offered: make one in the desk, under Memberships.")


def portal() -> str:
    """The reference of our configuration of the portal; made where there is none yet."""
    return _standing_portal() or make_once("portal", _new_portal, _standing_portal)


def _portal() -> Finding:
    return Finding(is_good=True, sentence=f"Members change card and address in the portal {portal()}.")


def _standing_portal() -> str | None:
    found = client().v1.billing_portal.configurations.list({"active": True, "limit": 100}).data
    return next((one.id for one in found if word(one.metadata, OURS)), None)


def _new_portal(once: stripe.RequestOptions) -> str:
    """Card, address and invoices. Leaving is ours: it is said on our page what stays until when."""
    return (
        client()
        .v1.billing_portal.configurations.create(
            {
                "features": {
                    "invoice_history": {"enabled": True},
                    "payment_method_update": {"enabled": True},
                    "customer_update": {"enabled": True, "allowed_updates": ["address", "name", "tax_id"]},
                },
                "metadata": {OURS: "1"},
            },
            once,
        )
        .id
    )


def _endpoint(url: str) -> Iterable[Finding]:
    standing = [
        one for one in client().v1.webhook_endpoints.list({"limit": 100}).auto_paging_iter() if one.url == url
    ]
    if not standing:
        made = client().v1.webhook_endpoints.create(
            {"url": url, "enabled_events": _events(), "api_version": _version()}
        )
        secret = f"Put what it signs with into STRIPE_WEBHOOK_SECRETS and start again: {made.secret}"
        yield Finding(is_good=False, sentence=f"Stripe tells {url} what happens, from now on. {secret}")
    for endpoint in standing:
        yield from _of_endpoint(endpoint)


def _events() -> Any:
    """As the client's own type names them."""
    return list(EVENTS)


def _version() -> Any:
    """The one that the client pins."""
    return stripe.api_version


def _of_endpoint(endpoint: stripe.WebhookEndpoint) -> Iterable[Finding]:
    missing = set() if "*" in endpoint.enabled_events else set(EVENTS) - set(endpoint.enabled_events)
    if endpoint.status != "enabled":
        yield Finding(is_good=False, sentence=f"The endpoint {endpoint.id} is disabled: enable it in Stripe.")
    if missing:
        client().v1.webhook_endpoints.update(endpoint.id, {"enabled_events": _events()})
        yield Finding(
            is_good=True, sentence=f"The endpoint {endpoint.id} hears of {len(missing)} things more."
        )
    if endpoint.api_version != stripe.api_version:
        yield Finding(
            is_good=False,
            sentence=f"The endpoint {endpoint.id} speaks {endpoint.api_version}, we {stripe.api_version}. It"
            " is understood all the same; to renew it, delete it in Stripe and run this again.",
        )
    yield Finding(is_good=True, sentence=f"Stripe tells {endpoint.url} what happens ({endpoint.id}).")


def _for_people() -> Iterable[Finding]:
    """What no program can read or set."""
    yield Finding(
        is_good=True,
        sentence="To look at by hand: in Stripe, Billing, Revenue recovery says how often a failed payment is"
        " tried again and how that ends. Whichever end it is, access follows.",
    )
