"""Money on pages: `{% money 600 "EUR" %}` prints €6.00, `{% price 6000 "EUR" %}` prints €60."""

from django import template

from masthead.kit.money import format_money

register = template.Library()


@register.simple_tag
def money(amount_minor: int, currency: str) -> str:
    """The amount with all its decimals, as a receipt shows it."""
    return format_money(amount_minor, currency)


@register.simple_tag
def price(amount_minor: int, currency: str) -> str:
    """The amount as an offer shows it, without decimals that are all zero."""
    return format_money(amount_minor, currency, without_zero_decimals=True)
