"""Formatting money: a whole number of minor units and a currency become "€6.00"."""

import re
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision
from django.utils.translation import get_language

from masthead.kit.locales import locale_of


def format_money(amount_minor: int, currency: str, *, without_zero_decimals: bool = False) -> str:
    """`amount_minor` smallest coins of `currency`, as the reader's language writes them.

    How many decimals a currency has is the answer of the Unicode CLDR (none for JPY, three for KWD).
    `without_zero_decimals` leaves out decimals that are all zero: "€60".
    """
    locale = locale_of(get_language() or "en")
    amount = to_major_units(amount_minor, currency)
    if without_zero_decimals and amount == amount.to_integral_value():
        whole = re.sub(r"0\.0+", "0", locale.currency_formats["standard"].pattern)
        return str(format_currency(amount, currency, format=whole, locale=locale, currency_digits=False))
    return str(format_currency(amount, currency, locale=locale))


def to_minor_units(amount: Decimal, currency: str) -> int:
    """`amount` as somebody types it, 6.50, as a whole number of the smallest coin, 650.

    :raises ValueError: it is no whole number of them, such as 6.505 euros or 6.50 yen
    """
    coins = amount.scaleb(get_currency_precision(currency))
    if coins != coins.to_integral_value():
        raise ValueError(amount)
    return int(coins)


def to_major_units(amount_minor: int, currency: str) -> Decimal:
    """The inverse: 650 minor units of EUR are 6.50."""
    return Decimal(amount_minor).scaleb(-get_currency_precision(currency))
