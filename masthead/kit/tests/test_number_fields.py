"""Whoever types a number into a form is understood, or asked."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from masthead.kit import number_fields
from masthead.kit.number_fields import TypedDecimalField, TypedIntegerField


@pytest.fixture(params=["en", "de", "fr"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The publication's language, which the wiring would name."""
    monkeypatch.setattr(number_fields, "publication_language", lambda: request.param)
    return request.param


@pytest.mark.parametrize(
    ("typed", "value"),
    [("6,50", "6.50"), ("6.50", "6.50"), ("1.234,50", "1234.50"), ("1'234.50", "1234.50"), ("٦٫٥", "6.5")],
)
@pytest.mark.usefixtures("language")
def test_typed_decimal_field__a_price_is_what_was_typed(typed: str, value: str) -> None:
    assert TypedDecimalField(max_digits=9, decimal_places=3).clean(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["3", "3.0", "3,0", "٣", " 3 ", "+3"])
@pytest.mark.usefixtures("language")
def test_typed_integer_field__a_limit_is_what_was_typed(typed: str) -> None:
    assert TypedIntegerField(min_value=0).clean(typed) == 3


def test_number_fields__thousands_are_the_languages(language: str) -> None:
    typed = {"en": "1,234", "de": "1.234", "fr": "1\u202f234"}[language]
    assert TypedIntegerField().clean(typed) == 1234
    assert TypedDecimalField().clean(typed) == 1234


def test_number_fields__what_has_two_meanings_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number_fields, "publication_language", lambda: "fr")
    for field in (TypedIntegerField(), TypedDecimalField()):
        with pytest.raises(ValidationError, match="can be read as 1234 or as 1,234"):
            field.clean("1.234")


@pytest.mark.parametrize("typed", ["three", "3 %", "3.5.1", "nan", "1e99", "9" * 5000, "\x003", "\ud8003"])
@pytest.mark.usefixtures("language")
def test_number_fields__what_is_no_number_is_said(typed: str) -> None:
    for field in (TypedIntegerField(), TypedDecimalField()):
        with pytest.raises(ValidationError, match="not a number"):
            field.clean(typed)


@pytest.mark.usefixtures("language")
def test_typed_integer_field__a_part_of_a_piece_is_no_limit() -> None:
    with pytest.raises(ValidationError, match="whole number"):
        TypedIntegerField().clean("3,5")


def test_number_fields__each_shows_its_number_as_it_would_read_it(language: str) -> None:
    field = TypedDecimalField(max_digits=9, decimal_places=3)
    for value in (Decimal("1.234"), Decimal("6.5"), Decimal(1234)):
        assert field.clean(field.prepare_value(value)) == value
    assert TypedIntegerField().prepare_value(1234) == "1234"
    assert field.prepare_value("1.2.3") == "1.2.3"  # what was refused is shown as it was typed
    assert not field.has_changed(Decimal("6.50"), {"en": "6.50", "de": "6,50", "fr": "6,50"}[language])
