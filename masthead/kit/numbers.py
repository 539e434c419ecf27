"""Numbers as people type and paste them, read by a language's marks and written back with them. Pure.

Dot and comma are what one must be careful with: `1.234` is one thousand and more in German, one and a bit in
English, and neither in French. Whatever has one meaning by its form alone is read in every language
(`1.234,56`, `1,5`, `1'234.5`); what has two is read by the language, and where that has no answer, or other
numbers beside it are written differently, it is ambiguous and the person has to say.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from masthead.kit.locales import locale_of

MAX_LENGTH = 60  # longer than any number somebody means
MAX_EXPONENT = 30
MINUS = "\u2212"

_DECIMAL_ONLY, _GROUP = "\u066b", "'"  # the Arabic decimal mark; what all marks become that only group digits
_UNIFORM = str.maketrans(
    {
        **dict.fromkeys("\u200e\u200f\u061c", ""),  # direction marks, which right-to-left languages set
        **dict.fromkeys("\u2212\u2010\u2011\u2013\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2019\u02bc\u066c", _GROUP),
        **dict.fromkeys("\u066a\ufe6a\uff05", "%"),
        "\uff0b": "+",
        "\uff0c": ",",
        "\uff0e": ".",
    }
)
_SPACE_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])\s(?=[0-9])")
_SHAPE = re.compile(
    r"(?P<before>%?)\s?(?P<sign>[+-]?)\s?(?P<digits>[0-9.,'\u066b]+)(?:[eE](?P<exponent>[+-]?[0-9]{1,2}))?\s?(?P<behind>%?)"
)
_IN_THREES = r"[1-9][0-9]{{0,2}}(?:{0}[0-9]{{3}})+"
_AS_IN_INDIA = r"[1-9][0-9]?(?:{0}[0-9]{{2}})+{0}[0-9]{{3}}"


class NotANumber(ValueError):
    """What was typed is no number in any language."""


class AmbiguousNumber(ValueError):
    """What was typed is one of two numbers: `whole` if its mark groups digits, else `decimal`."""

    def __init__(self, whole: Decimal, decimal: Decimal) -> None:
        super().__init__(f"{whole} or {decimal}")
        self.whole, self.decimal = whole, decimal


@dataclass(frozen=True)
class TypedNumber:
    """A number with as many decimals as were typed; `is_grouped`: whether its thousands were set apart."""

    value: Decimal
    is_grouped: bool = False
    is_percentage: bool = False  # its value is what stands before the sign: 12 for 12 %


@dataclass(frozen=True)
class _Reading:
    """One way to read digits and marks: the decimal mark it takes (or excludes the other one), if any."""

    text: str
    is_grouped: bool
    decimal_mark: str


def read_number(typed: str, *, language: str, beside: frozenset[str] = frozenset()) -> TypedNumber:
    """The number that `typed` says in a text of `language`; `beside`: the `decimal_marks` of numbers near it.

    :raises NotANumber: it says none
    :raises AmbiguousNumber: it says one of two, and language and neighbours do not agree on one
    """
    shape, readings = _readings(typed)
    reading = readings[0] if len(readings) == 1 else _choose(shape, readings, language, beside)
    return _number(shape, reading)


def decimal_marks(texts: Iterable[str]) -> frozenset[str]:
    """The decimal marks, dot or comma, that the numbers among `texts` prove by their form alone."""
    proven = set()
    for typed in texts:
        try:
            _, readings = _readings(typed)
        except NotANumber:
            continue
        if len(readings) == 1:
            proven.add(readings[0].decimal_mark)
    return frozenset(proven & {".", ","})


def write_number(number: TypedNumber, *, language: str) -> str:
    """The number with the marks of `language`, as many decimals as it has, and a true minus."""
    locale = locale_of(language)
    whole, _, fraction = format(number.value.copy_abs(), "f").partition(".")
    text = str(format_decimal(int(whole), locale=locale, group_separator=number.is_grouped))
    if fraction:
        text += decimal_mark(language) + fraction
    text = (MINUS if number.value < 0 else "") + text
    if not number.is_percentage:
        return text
    percent = locale.percent_formats[None]
    return f"{percent.prefix[0]}{text}{percent.suffix[0]}"


def decimal_mark(language: str) -> str:
    """The mark between a number and its decimals: a comma in German, a dot in English."""
    return str(get_decimal_symbol(locale_of(language)))


def _readings(typed: str) -> tuple[re.Match[str], Sequence[_Reading]]:
    """What was typed in one spelling, and every way in which its marks can be read: one or two."""
    if len(typed) > MAX_LENGTH:
        raise NotANumber(typed[:MAX_LENGTH])
    shape = _SHAPE.fullmatch(_SPACE_BETWEEN_DIGITS.sub(_GROUP, _uniform(typed)))
    if shape is None or (shape["before"] and shape["behind"]):
        raise NotANumber(typed)
    digits = shape["digits"]
    readings = [found for mark in (".", ",", _DECIMAL_ONLY) if (found := _with_decimals(digits, mark))]
    readings += _without_decimals(digits)
    if not readings:
        raise NotANumber(typed)
    return shape, readings


def _uniform(typed: str) -> str:
    """`typed` with ASCII digits, one minus, one percent sign and one mark for all that only group digits."""
    digits = (str(unicodedata.decimal(letter, letter)) for letter in typed)
    return "".join(digits).translate(_UNIFORM).strip()


def _with_decimals(digits: str, mark: str) -> _Reading | None:
    """The reading in which `mark` stands once, before the decimals."""
    whole, found, fraction = digits.rpartition(mark)
    if not found or not fraction.isdigit() or mark in whole:
        return None
    if whole and not whole.isdigit() and not _is_grouped(whole):
        return None
    plain = re.sub(r"[.,']", "", whole) or "0"
    return _Reading(f"{plain}.{fraction}", is_grouped=plain != (whole or "0"), decimal_mark=mark)


def _without_decimals(digits: str) -> list[_Reading]:
    """The reading in which all marks group digits, or there are none."""
    if digits.isdigit():
        return [_Reading(digits, is_grouped=False, decimal_mark="")]
    if not _is_grouped(digits):
        return []
    other = {".": ",", ",": "."}.get(next(sign for sign in digits if not sign.isdigit()), "")
    return [_Reading(re.sub(r"[.,']", "", digits), is_grouped=True, decimal_mark=other)]


def _is_grouped(digits: str) -> bool:
    """Whether one and the same mark sets the thousands apart: 1.234.567, or 12,34,567 as in India."""
    return any(
        re.fullmatch(pattern.format(re.escape(mark)), digits) is not None
        for mark in ".,'"
        for pattern in (_IN_THREES, _AS_IN_INDIA)
    )


def _choose(
    shape: re.Match[str], readings: Sequence[_Reading], language: str, beside: frozenset[str]
) -> _Reading:
    """The reading that the language and the numbers beside it agree on."""
    locale = locale_of(language)
    mark = next(sign for sign in shape["digits"] if not sign.isdigit())
    other = "," if mark == "." else "."
    expected = set(beside)
    if mark == get_decimal_symbol(locale):
        expected.add(mark)
    elif mark == get_group_symbol(locale):
        expected.add(other)
    fitting = [reading for reading in readings if {reading.decimal_mark} == expected]
    if len(fitting) == 1:
        return fitting[0]
    decimal, whole = (_number(shape, reading).value for reading in readings)
    raise AmbiguousNumber(whole=whole, decimal=decimal)


def _number(shape: re.Match[str], reading: _Reading) -> TypedNumber:
    exponent = int(shape["exponent"] or 0)
    if abs(exponent) > MAX_EXPONENT:
        raise NotANumber(shape[0])
    value = Decimal(("-" if shape["sign"] == "-" else "") + reading.text)
    if exponent:
        value = value.scaleb(exponent)
    return TypedNumber(
        value, is_grouped=reading.is_grouped, is_percentage=bool(shape["before"] or shape["behind"])
    )
