"""How a language writes numbers and money: its entry in the Unicode CLDR. Pure."""

from babel import Locale, UnknownLocaleError
from django.utils.translation import to_locale


def locale_of(language: str) -> Locale:
    """The CLDR's entry for a language tag such as `de-CH`; English for one it does not know."""
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):  # numbers and money are written all the same
        return Locale.parse("en")
