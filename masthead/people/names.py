"""Display names: which are allowed, and which look the same. Pure: no database, no clock.

A name is kept as it was typed: composed (NFC), with single spaces, and otherwise untouched. What is compared
is its key. Which names pose as the publication's is in `posing_names.py`.
"""

import re
import unicodedata
from functools import lru_cache

from masthead.kit import text_hygiene as hygiene
from masthead.people import errors

MAX_LENGTH = 40  # letters, as they are seen: marks above, below and beside them are not counted
MAX_CHARACTERS = 120  # with the marks; the column's width
MIN_LETTERS = 2  # of an alphabet; one character is a name where a character is a syllable or a word: 李
MAX_KEY_LENGTH = 80
# Combining marks in a row. Greek has three, Tibetan and Khmer four; more run into the lines above and below.
MAX_ACCENTS, MAX_MARKS = 3, 4

_LOOKALIKE_LETTERS = str.maketrans("01i\u0131", "olll")
# Also between the names of Catalans, Japanese, Hebrew abbreviations and Tibetan syllables.
_PUNCTUATION = frozenset(" -'.\u2010\u2011\u2018\u2019\u00b7\u30fb\u05f3\u05f4\u0f0b")
_JOINERS = frozenset("\u200c\u200d")
# What takes the vowel off a letter: a joiner behind it makes another letter, at the end of a word too.
_VIRAMAS = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"
# Else at the ends of words, or typed twice, they join nothing.
_IDLE_JOINERS = re.compile(
    f"(?<!\\S)[\u200c\u200d]+|(?<![{_VIRAMAS}])[\u200c\u200d]+(?!\\S)|\u200c(?=\u200c)|\u200d(?=\u200d)"
)
# Where a joiner changes how a word is read: Persian and Urdu, and what is written in syllables.
_JOINED_SCRIPTS = frozenset({
    "ARABIC", "SYRIAC", "NKO", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL",
    "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "TIBETAN",
})  # fmt: skip
# Scripts that one name may rightly mix (UTS 39, "highly restrictive").
_SCRIPTS_USED_TOGETHER = (
    frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "HAN", "HANGUL"}),
    frozenset({"LATIN", "HAN", "BOPOMOFO"}),
)
# Letters drawn as signs, which no language writes and screen readers spell out: 𝓐, Ⓐ, 🄰.
_DRAWN_LETTERS = ("<font>", "<circle>", "<square>")
# NFC would exchange these for other characters, and people insist on theirs: 神 is not 神.
_COMPATIBILITY_IDEOGRAPHS = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f])")


def checked_name(name: str) -> str:
    """The name as it will be stored and shown: as typed, composed, with single spaces.

    :raises NameRefused: with the sentence for the first rule it breaks
    """
    name = _IDLE_JOINERS.sub("", name.strip())
    if _has_hidden_characters(name):
        raise errors.NameHasHiddenCharacters
    name = " ".join(_composed(name).split())
    plain = unicodedata.normalize("NFKC", name)
    seen = sum(unicodedata.category(character)[0] != "M" for character in plain if character not in _JOINERS)
    if seen > MAX_LENGTH or len(name) > MAX_CHARACTERS:
        raise errors.NameIsTooLong
    if not all(map(_is_allowed, name)) or not all(map(_is_allowed, plain)) or _has_stacked_accents(name):
        raise errors.NameHasOddCharacters
    if not _is_long_enough(plain):
        raise errors.NameIsTooShort
    if _mixes_alphabets(name):
        raise errors.NameMixesAlphabets
    return name


def name_key(name: str) -> str:
    """What the name looks like: case, accents, spacing, and letters that resemble each other folded away.

    After the skeleton of Unicode Technical Standard 39, section 4, taken further for names in small type.
    Vowel signs and tones stay: without them different names of South and South-East Asia would be the same.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    spread = unicodedata.normalize("NFD", folded)
    kept = (one for one in spread if one.isalnum() or (_is_mark(one) and not _is_accent(one)))
    look = "".join(map(_lookalike, kept)).translate(_LOOKALIKE_LETTERS)
    return look.replace("rn", "m").replace("vv", "w")[:MAX_KEY_LENGTH]


@lru_cache(maxsize=4096)
def _lookalike(character: str) -> str:
    """The plain letter or digit this character resembles, small or capital; itself if it resembles none."""
    from confusable_homoglyphs import (
        confusables,
    )  # a quarter of a second of tables, for whoever chooses a name

    if character.isascii():
        return character
    for shape in (character, character.upper()):
        for look in confusables.confusables_data.get(shape, ()):
            if len(look["c"]) == 1 and look["c"].isascii() and look["c"].isalnum():
                return str(look["c"]).lower()
    return character


def _composed(name: str) -> str:
    parts = _COMPATIBILITY_IDEOGRAPHS.split(name)
    return "".join(part if at % 2 else unicodedata.normalize("NFC", part) for at, part in enumerate(parts))


def _has_hidden_characters(name: str) -> bool:
    neighbours = zip(f" {name}", name, f"{name[1:]} ", strict=False)
    return any(
        hygiene.is_hidden(character) and not _is_in_place(before, character, after)
        for before, character, after in neighbours
    )


def _is_in_place(before: str, character: str, after: str) -> bool:
    """Whether what nobody sees changes how its neighbours look: a joiner, or which form of an ideograph."""
    if character in _JOINERS:
        if before in _VIRAMAS and after.isspace():
            return True
        return {_script(before), _script(after)} <= _JOINED_SCRIPTS
    return "\U000e0100" <= character <= "\U000e01ef" and _script(before) == "HAN"


def _is_allowed(character: str) -> bool:
    if character in _PUNCTUATION or character in _JOINERS:
        return True
    if unicodedata.decomposition(character).startswith(_DRAWN_LETTERS):
        return False
    return unicodedata.category(character)[0] in "LM" or unicodedata.category(character) == "Nd"


def _is_long_enough(plain: str) -> bool:
    letters = [character for character in plain if character.isalpha()]
    return len(letters) >= MIN_LETTERS or any(
        unicodedata.category(letter) == "Lo" for letter in letters
    )  # no capitals: no alphabet


def _has_stacked_accents(name: str) -> bool:
    spread = unicodedata.normalize("NFD", name)
    accents = "".join("x" if _is_mark(one) and not _is_accent(one) else one for one in spread)
    return (
        hygiene.without_piles(accents, most=MAX_ACCENTS) != accents
        or hygiene.without_piles(spread, most=MAX_MARKS) != spread
    )


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _is_accent(mark: str) -> bool:
    """Whether a mark goes on letters of any alphabet, or is one that Arabic and Hebrew mostly leave out."""
    called = unicodedata.name(mark, "")
    return (
        called.startswith(("COMBINING ", "ARABIC ", "HEBREW ", "VARIATION SELECTOR"))
        and "KATAKANA" not in called
    )


def _mixes_alphabets(name: str) -> bool:
    scripts = {_script(character) for character in name} - {"COMMON", "INHERITED"}
    return len(scripts) > 1 and not any(scripts <= together for together in _SCRIPTS_USED_TOGETHER)


def _script(character: str) -> str:
    from confusable_homoglyphs import categories

    return str(categories.alias(character))
