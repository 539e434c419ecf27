"""The official client, set up once for each key: bounded in time, quiet about us, patient with failures."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

import stripe
from django.conf import settings

from masthead.kit.transactions import ensure_may_reach_out
from masthead.payments.errors import ProviderIsAway, ProviderRefuses

logger = logging.getLogger(__name__)
Made = TypeVar("Made")
CONNECT_SECONDS, READ_SECONDS = 3, 20
RETRIES = 2

stripe.enable_telemetry = False  # it would keep a file beside us and send what it measured with every request


def client(key: str = "") -> stripe.StripeClient:
    """The client for this key, else the one in the settings, at Stripe or at `STRIPE_API_BASE`."""
    return _client(key or settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


@cache
def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS)),
        base_addresses={"api": base} if base else {},
    )


def is_live() -> bool:
    """Whether the key moves money. A key says so itself: `sk_live_…`, or `rk_live_…` for a restricted one."""
    return settings.STRIPE_SECRET_KEY.split("_")[1:2] == ["live"]


@contextmanager
def asking() -> Iterator[None]:
    """Stripe may be asked inside: no transaction is open. What it refuses is our own refusal afterwards.

    :raises ProviderIsAway: Stripe did not answer, or not with what it should
    :raises ProviderRefuses: Stripe understood and said no; its own words are in the log, not on the page
    """
    ensure_may_reach_out()
    try:
        yield
    except (stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError) as error:
        logger.warning("Stripe does not answer: %s", type(error).__name__)
        raise ProviderIsAway from error
    except stripe.StripeError as error:
        logger.warning("Stripe refuses (request %s): %s", error.request_id, error.user_message)
        raise ProviderRefuses from error


def make_once(
    key: str, make: Callable[[stripe.RequestOptions], Made], find: Callable[[], Made | None]
) -> Made:
    """What `make` makes, once, whatever breaks on the way.

    Stripe keeps an answer under its key for a day, a failure of its own as well, though it may have made the
    thing all the same: then it is looked for, and only if it is not there made under another key.
    """
    try:
        return make({"idempotency_key": f"masthead-{key}-1"})
    except (stripe.APIConnectionError, stripe.APIError, stripe.IdempotencyError):
        return find() or make({"idempotency_key": f"masthead-{key}-2"})
