"""Whole numbers as programs and people send them: plain digits, and not too many of them."""

import re

DIGITS = re.compile(r"[0-9]{1,15}")


def number(text: str) -> int | None:
    """The number that these digits mean, or nothing when they are none."""
    return int(text) if DIGITS.fullmatch(text) else None


def digits(text: str) -> str:
    """The digits of a text, without what people put between them."""
    return re.sub(r"[^0-9]", "", text)
