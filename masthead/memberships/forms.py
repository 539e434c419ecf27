"""What a reader on the way to joining may send along, and a plan as its publisher types it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from masthead.kit import money

LONGEST = 400


class PlanForm(WagtailAdminModelForm):
    """A plan with its price as readers see it; the row keeps the smallest coin."""

    price = forms.DecimalField(
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
            self.initial["price"] = money.units(self.instance.amount_minor, self.instance.currency)

    def clean(self) -> Any:
        cleaned = super().clean()
        price, currency = cleaned.get("price"), cleaned.get("currency")
        if price is not None and currency:
            self._set_price(price, currency)
        return cleaned

    def _set_price(self, price: Decimal, currency: str) -> None:
        try:
            coins = money.smallest_coins(price, currency)
        except ValueError:
            self.add_error("price", _("There is no coin that small in this currency."))
            return
        if coins <= 0:
            self.add_error("price", _("A plan costs something."))
        self.instance.amount_minor = coins


def local_path(typed: str) -> str:
    """The path of ours that was asked for, or nothing: nobody is led elsewhere by a crafted link."""
    is_ours = (
        typed.startswith("/")
        and len(typed) <= LONGEST
        and url_has_allowed_host_and_scheme(typed, allowed_hosts=None)
    )
    return typed if is_ours else ""
