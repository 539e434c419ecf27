"""What we sell, as Stripe has it: one product for each item, one price for each amount it ever had."""

import stripe
from stripe.params import PriceCreateParams, PriceCreateParamsRecurring, ProductCreateParams

from masthead.payments.providers import Offer
from masthead.payments.providers.stripe.client import client, make_once
from masthead.payments.providers.stripe.truths import ITEM, TITLE
from masthead.payments.states import Interval

NOT_FOUND = 404


def ensure_price(offer: Offer) -> str:
    """The reference of the price at which this is sold; a price never changes its amount."""
    key = lookup_key(offer)
    return _price(key) or make_once(
        f"price-{key}", lambda once: _new_price(offer, key, once), lambda: _price(key)
    )


def lookup_key(offer: Offer) -> str:
    """What finds the price: item, amount, currency, and how often it is paid."""
    how = offer.interval if offer.renews else f"once-{offer.interval}"
    return f"masthead:{offer.item_key}:{offer.amount_minor}:{offer.currency}:{how}"


def _price(key: str) -> str | None:
    found = client().v1.prices.list({"lookup_keys": [key], "active": True, "limit": 1}).data
    return found[0].id if found else None


def _new_price(offer: Offer, key: str, once: stripe.RequestOptions) -> str:
    wanted: PriceCreateParams = {
        "product": _ensure_product(offer),
        "unit_amount": offer.amount_minor,
        "currency": offer.currency.lower(),
        "lookup_key": key,
        "transfer_lookup_key": True,
        "metadata": {ITEM: offer.item_key, TITLE: offer.title},
    }
    if offer.renews:
        wanted["recurring"] = _rhythm(Interval(offer.interval))
    return client().v1.prices.create(wanted, once).id


def _rhythm(interval: Interval) -> PriceCreateParamsRecurring:
    years, months = divmod(interval.months, 12)
    if months:
        return {"interval": "month", "interval_count": interval.months}
    return {"interval": "year", "interval_count": years}


def _ensure_product(offer: Offer) -> str:
    """One product for each item, under a reference we can say beforehand."""
    ref = f"masthead_{offer.item_key.replace(':', '_')}"
    if (found := _product(ref)) is not None:
        return found
    named: ProductCreateParams = {"id": ref, "name": offer.title, "metadata": {ITEM: offer.item_key}}
    return make_once(
        f"product-{ref}",
        lambda once: client().v1.products.create(named, once).id,
        lambda: _product(ref),
    )


def _product(ref: str) -> str | None:
    try:
        return client().v1.products.retrieve(ref).id
    except stripe.InvalidRequestError as error:
        if error.http_status == NOT_FOUND:
            return None
        raise
