"""Words as they are compared in a search, stored and asked alike. Pure.

What people cannot tell apart, or type in more than one way, is one spelling here: capitals, accents, wide
letters and ligatures, every apostrophe and every dash, spaces that do not break, what nobody sees, the
letters of Persian and Urdu beside those of Arabic. An umlaut is found by its letter and by the two it is
spelled with: größe, grosse, groesse.
"""

import re
import unicodedata

from masthead.kit.text_hygiene import is_hidden

# Raised with every change of what is stored of a text: what was stored by an older one is stored again.
VERSION = 1

# Left out: O'Brien, O’Brien and OBrien are one, and a quoted word is found in a sentence. Before anything is
# decomposed, as the accents among these would become a space.
_QUOTES = dict.fromkeys(map(ord, "'\"`´‘’‚‛“”„‟‹›«»′″ʹʺʻʼʽʾʿˈˊˋꞌ׳״᾽᾿῾΄＇＂｀"))
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−⁃﹘﹣－־⸺⸻"), "-")
# Letters that are not decomposed, though a keyboard without them types these.
_LATIN = {
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ŧ": "t",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
}
# As in Persian and Urdu, as keyboards without them write them, and the stroke that only draws a word out.
_ARABIC = {"ٱ": "ا", "ی": "ي", "ى": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه", "ە": "ه",
           "ة": "ه", "ۃ": "ه", "ـ": ""}  # fmt: skip
_ONE_LETTER = _QUOTES | _DASHES | str.maketrans(_LATIN | _ARABIC)
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_VOICED = "\u3099\u309a"  # they make other letters of Japanese ones: は, ば, ぱ

# Where ae, oe and ue may be umlauts spelled out: Haeuser, Schoenberg; not neue, question, poet.
_UMLAUTS = re.compile(r"(?<![aeiouq])(?:(a)e(?=[^\Waeio])|([ou])e(?=[^\Waeiou]))")
_SHORTEST_CONTRACTED = 6  # in short words they rarely are: does, true, poet


def fold(text: str) -> str:
    """`text` as it is compared in a search, its words with one space between them.

    Folding twice changes nothing, and word by word it is the same as at once.
    """
    if text.isascii():
        return " ".join(filter(None, map(_of_word, text.split())))
    return " ".join(" ".join(map(_of_word, text.split())).split())


def can_be_searched(word: str) -> bool:
    """Whether anything but punctuation and spaces is in it."""
    return any(unicodedata.category(character)[0] not in "PZ" for character in word)


def stored_search_text(text: str) -> str:
    """What is stored of `text`: folded, and behind it its words with umlauts in their other spellings."""
    others = (other for word in text.split() for other in other_spellings(word))
    behind = " ".join(dict.fromkeys(others))
    return f"{fold(text)}\n{behind}" if behind else fold(text)


def spellings(words: str) -> tuple[str, ...]:
    """`words` in each spelling that may be stored of them; the text holds them if it holds one of these."""
    folded = fold(words)
    spelled_out, contracted = fold(_spelled_out(words)), " ".join(map(_contracted, folded.split()))
    spaced = re.sub(r"(?<=\w)-(?=\w)", " - ", folded)
    return tuple(dict.fromkeys((folded, spelled_out, contracted, spaced, folded.replace(" - ", "-"))))


def other_spellings(word: str) -> set[str]:
    """How else a word with umlauts may be looked for."""
    folded = fold(word)
    return {fold(_spelled_out(word)), _contracted(folded)} - {folded}


def _of_word(word: str) -> str:
    if word.isascii():
        word = word.lower().translate(_ONE_LETTER)
        return word if word.isprintable() else "".join(filter(str.isprintable, word))
    spread = unicodedata.normalize("NFKD", word.translate(_QUOTES))
    spread = unicodedata.normalize("NFKD", spread.casefold()).translate(_ONE_LETTER)
    kept = "".join(filter(_counts, spread))
    return unicodedata.normalize("NFC", "".join(map(_western_digit, kept)))


def _counts(character: str) -> bool:
    """Whether it is more than an accent, a vowel point or something nobody sees."""
    if unicodedata.combining(character):
        return character in _VOICED
    return not is_hidden(character)


def _western_digit(character: str) -> str:
    return str(unicodedata.decimal(character, character))


def _spelled_out(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold()).translate(_SPELLED_OUT)


def _contracted(word: str) -> str:
    return _UMLAUTS.sub(r"\1\2", word) if len(word) >= _SHORTEST_CONTRACTED else word
