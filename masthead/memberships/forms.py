"""A plan as its publisher types it."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from masthead.kit import money
from masthead.kit.desk_forms import OffersBack
from masthead.kit.number_fields import TypedDecimalField


class PlanForm(OffersBack):
    """A plan with its price as readers see it; the row keeps the smallest coin."""

    price = TypedDecimalField(
        label=_("Price"),
        max_digits=9,
        decimal_places=3,
        help_text=_(
            "As readers see it, such as 6 or 6.50. Those who joined earlier keep the price they joined at."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.amount_minor:
            self.initial["price"] = money.to_major_units(self.instance.amount_minor, self.instance.currency)

    def clean(self) -> Any:
        cleaned = super().clean()
        price, currency = cleaned.get("price"), cleaned.get("currency")
        if price is not None and currency:
            self._set_price(price, currency)
        return cleaned

    def _set_price(self, price: Decimal, currency: str) -> None:
        try:
            coins = money.to_minor_units(price, currency)
        except ValueError:
            self.add_error("price", _("There is no coin that small in this currency."))
            return
        if coins <= 0:
            self.add_error("price", _("A plan costs something."))
        self.instance.amount_minor = coins
