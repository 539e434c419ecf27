"""Form fields for numbers: what a person types is read by the publication's language, or asked about.

They are text inputs: a browser's own number input drops the comma of `6,50` and sends 650.
"""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from masthead.kit import numbers
from masthead.kit.contributions import publication_language


class _TypedField(forms.Field):
    """What the fields below have in common."""

    inputmode: ClassVar[str]

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"inputmode": self.inputmode, "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attributes))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return _shown(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002 - Django's signature
        return {}


class TypedDecimalField(_TypedField, forms.DecimalField):
    """A number with decimals, as people type it."""

    inputmode = "decimal"

    def to_python(self, value: Any) -> Any:
        return super().to_python(typed_number(value) if isinstance(value, str) else value)


class TypedIntegerField(_TypedField, forms.IntegerField):
    """A whole number, as people type it."""

    inputmode = "numeric"

    def to_python(self, value: Any) -> Any:
        number = typed_number(value) if isinstance(value, str) else value
        if isinstance(number, Decimal):
            if number != number.to_integral_value():
                raise ValidationError(_("Write a whole number, without decimals."), code="invalid")
            number = int(number)
        return super().to_python(number)


def typed_number(typed: str) -> Decimal | None:
    """The number somebody typed into a form; None for nothing.

    :raises ValidationError: it is none, or one of two; the sentence says how to write it
    """
    if not typed.strip():
        return None
    language = publication_language()
    try:
        number = numbers.read_number(typed, language=language)
    except numbers.AmbiguousNumber as two:
        raise ValidationError(ambiguity(typed, two, language=language), code="ambiguous") from None
    except numbers.NotANumber:
        number = None
    if number is None or number.is_percentage:
        example = numbers.write_number(numbers.TypedNumber(Decimal("3.5")), language=language)
        raise ValidationError(
            _("This is not a number. Write it like 1200 or %(example)s, without words."),
            code="invalid",
            params={"example": example},
        )
    return number.value


def ambiguity(typed: str, two: numbers.AmbiguousNumber, *, language: str) -> str:
    """The question about a number that can be read in two ways, and how to answer it."""
    sentence = _(
        "“%(typed)s” can be read as %(whole)s or as %(decimal)s. Write the first as %(whole)s, the second "
        "with the decimal mark of the publication’s language in all numbers here: “%(mark)s”."
    )
    return sentence % {
        "typed": typed.strip(),
        "whole": numbers.write_number(numbers.TypedNumber(two.whole), language=language),
        "decimal": numbers.write_number(numbers.TypedNumber(two.decimal), language=language),
        "mark": numbers.decimal_mark(language),
    }


def _shown(value: Any) -> Any:
    """A number of ours as the publication's language writes it; what somebody typed stays as it is."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    return numbers.write_number(numbers.TypedNumber(Decimal(value)), language=publication_language())
