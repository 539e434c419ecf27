"""Money is a whole number of the smallest coin, and reads as the reader writes it."""

from decimal import Decimal

import pytest
from babel.numbers import parse_decimal
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from masthead.kit.money import format_money


@pytest.mark.parametrize(
    ("amount_minor", "currency", "in_full", "in_short"),
    [
        (6000, "EUR", "€60.00", "€60"),
        (650, "EUR", "€6.50", "€6.50"),
        (1, "USD", "$0.01", "$0.01"),
        (123456700, "GBP", "£1,234,567.00", "£1,234,567"),
        (900, "JPY", "¥900", "¥900"),
        (1500, "KWD", "KWD1.500", "KWD1.500"),
        (2000, "KWD", "KWD2.000", "KWD2"),
        (0, "EUR", "€0.00", "€0"),
    ],
)
def test_format_money__an_amount_has_the_decimals_of_its_currency(
    amount_minor: int, currency: str, in_full: str, in_short: str
) -> None:
    assert format_money(amount_minor, currency) == in_full
    assert format_money(amount_minor, currency, without_zero_decimals=True) == in_short


def test_format_money__each_language_writes_it_its_own_way() -> None:
    with translation.override("de"):
        assert format_money(123450, "EUR") == "1.234,50\xa0€"
        assert format_money(6000, "EUR", without_zero_decimals=True) == "60\xa0€"


@given(amount_minor=st.integers(0, 10**12))
def test_format_money__no_coin_is_ever_lost_in_print(amount_minor: int) -> None:
    for without_zero_decimals in (False, True):
        printed = format_money(amount_minor, "EUR", without_zero_decimals=without_zero_decimals).removeprefix(
            "€"
        )
        assert parse_decimal(printed, locale="en") * 100 == Decimal(amount_minor)


def test_money_tag__prints_it_in_templates() -> None:
    template = Template('{% load money %}{% money 600 "EUR" %} {% price 600 "EUR" %}')
    assert template.render(Context()) == "€6.00 €6"
