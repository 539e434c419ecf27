"""Text as it is listed and directed. Pure, but for the active language."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from babel.lists import format_list
from django.utils.translation import get_language

from masthead.kit.languages import SOURCE
from masthead.kit.locales import locale_of


def in_a_row(names: Sequence[str]) -> str:
    """The names as a sentence of the active language lists them: "Ada, Bea and Cleo"."""
    language = get_language() or SOURCE
    # The CLDR's English has a comma before its "and"; ours has none, as in Britain.
    return str(format_list(list(names), locale=locale_of("en-GB" if language == "en" else language)))


def direction_of(text: str) -> Literal["ltr", "rtl"]:
    """Which way `text` runs, as HTML's `dir` says it: the way most of its letters run."""
    ways = Counter(unicodedata.bidirectional(character) for character in text)
    return "rtl" if ways["R"] + ways["AL"] > ways["L"] else "ltr"
