"""What people type is the number they mean, or they are asked."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masthead.kit.numbers import (
    AmbiguousNumber,
    NotANumber,
    TypedNumber,
    decimal_marks,
    read_number,
    write_number,
)

LANGUAGES = ["en", "de", "fr", "de-CH", "fr-CH", "de-AT", "en-IN", "hi", "ar", "fa", "tr", "ru", "xx"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0", "0"),
        ("1234", "1234"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1,234,567.8", "1234567.8"),
        ("12,34,567.8", "1234567.8"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234\u202f567,5", "1234567.5"),
        ("1\u2009234.5", "1234.5"),
        ("1'234.5", "1234.5"),
        ("1’234,5", "1234.5"),
        ("1’234", "1234"),
        ("3,5", "3.5"),
        ("3.5", "3.5"),
        (".5", "0.5"),
        (",25", "0.25"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("2.50", "2.50"),
        ("−5", "-5"),
        ("-5", "-5"),
        ("– 5", "-5"),
        ("‑5,5", "-5.5"),
        ("+5", "5"),
        ("١٢٣٤٫٥", "1234.5"),
        ("١٬٢٣٤٫٥", "1234.5"),
        ("۱۲۳۴", "1234"),
        ("१२३४", "1234"),
        ("１２，３４５．６", "12345.6"),
        ("\u200e-12", "-12"),
        ("\u061c-١٢", "-12"),
        ("  7\u00a0", "7"),
        ("1.2E+05", "120000"),
        ("1,2e-3", "0.0012"),
    ],
)
def test_read_number__what_has_one_meaning_by_its_form_is_read_in_every_language(
    typed: str, value: str
) -> None:
    for language in LANGUAGES:
        number = read_number(typed, language=language)
        assert number.value == Decimal(value)
        assert not number.is_percentage


@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [
        ("en", "1,234", "1234"),
        ("en", "1.234", "1.234"),
        ("de", "1.234", "1234"),
        ("de", "1,234", "1.234"),
        ("fr", "1,234", "1.234"),
        ("de-CH", "1.234", "1.234"),
        ("en-IN", "1,234", "1234"),
        ("tr", "1.234", "1234"),
    ],
)
def test_read_number__what_has_two_meanings_is_read_by_the_language(
    language: str, typed: str, value: str
) -> None:
    assert read_number(typed, language=language).value == Decimal(value)


@pytest.mark.parametrize(
    ("language", "typed"),
    [("fr", "1.234"), ("de-CH", "1,234"), ("ru", "12.345"), ("fr", "−123.456"), ("fr", "1.234 %")],
)
def test_read_number__what_the_language_has_no_answer_to_is_asked_about(language: str, typed: str) -> None:
    with pytest.raises(AmbiguousNumber) as asked:
        read_number(typed, language=language)
    assert abs(asked.value.whole) > abs(asked.value.decimal)


def test_read_number__numbers_beside_it_say_which_or_make_it_doubtful() -> None:
    assert read_number("1.234", language="fr", beside=decimal_marks(["5.5", "12"])).value == Decimal("1.234")
    assert read_number("1.234", language="fr", beside=decimal_marks(["1.234.567"])).value == 1234
    assert (
        read_number("1,234", language="en", beside=decimal_marks(["5.5", "words", "1,234,567"])).value == 1234
    )
    for language, typed, beside in (
        ("en", "1,234", "3,5"),
        ("de", "1.234", "3.5"),
        ("en", "1.234", "1.234.567"),
    ):
        with pytest.raises(AmbiguousNumber):
            read_number(typed, language=language, beside=decimal_marks([beside]))


@pytest.mark.parametrize("typed", ["12 %", "12%", "12\u202f%", "%12", "12٪", "١٢٪", "12,0 %"])
def test_read_number__a_percentage_is_what_stands_before_its_sign(typed: str) -> None:
    number = read_number(typed, language="de")
    assert number.value == 12
    assert number.is_percentage


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "-", "many", "12 ships", "€ 5", "1_000", "nan", "inf", "Infinity", "0x10", "1e99", "1.2.3",
        "1,23,4", "1.234,5.6", "1,234.567.8", "12 34", "1  234", "5-", "--5", "%5%", "5.", "1'23", "²", "½",
        "1,234'567", "1.234'567,8", "01.234.567", "1/2", "5:30", "9" * 61, "\x005", "\ud8005",
    ],
)  # fmt: skip
def test_read_number__what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NotANumber):
        read_number(typed, language="en")


@given(
    value=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4),
    grouped=st.booleans(),
    percentage=st.booleans(),
    language=st.sampled_from(LANGUAGES),
)
@settings(max_examples=25)
def test_write_number__what_is_written_is_read_as_the_same_number(
    value: Decimal, grouped: bool, percentage: bool, language: str
) -> None:
    number = TypedNumber(value, is_grouped=grouped, is_percentage=percentage)
    read = read_number(write_number(number, language=language), language=language)
    assert (read.value, read.is_percentage) == (value, percentage)


@given(typed=st.text(alphabet="0123456789.,' -−%e\u202f٫٢", max_size=14), language=st.sampled_from(LANGUAGES))
@settings(max_examples=25)
def test_read_number__nothing_typed_makes_reading_fail_otherwise(typed: str, language: str) -> None:
    try:
        assert read_number(typed, language=language).value.is_finite()
    except (NotANumber, AmbiguousNumber):
        return
