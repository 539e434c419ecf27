"""Characters that do harm are told from those that languages need."""

import pytest
from django.utils.safestring import mark_safe

from masthead.kit import text_hygiene as hygiene

ACUTE = "\u0301"
# A tab, line ends, joiners, a narrow space, and half of the flag of England.
HARMLESS = "tab\tline\r\nİ\u200c\u200d\u202f\U0001f3f4\U000e0067"


def test_without_controls__keeps_what_is_typed_and_read() -> None:
    assert hygiene.without_controls("a\x00b\x1b\ud800\ufdd0\U000e0041c\n\té") == "abc\n\té"


def test_without_directions__keeps_the_plain_marks() -> None:
    assert hygiene.without_directions("\u202ea\u2066b\u2069\u200f") == "ab\u200f"


def test_without_piles__keeps_so_many_in_a_row() -> None:
    assert hygiene.without_piles("a" + ACUTE * 9 + "b" + ACUTE, most=2) == "a" + ACUTE * 2 + "b" + ACUTE
    spacing = "\u0915" + "\u093e" * 4
    assert hygiene.without_piles(spacing, most=2) == spacing
    assert hygiene.without_piles(spacing, most=2, spacing=True) == spacing[:3]


def test_without_unseen__makes_controls_spaces_and_keeps_what_is_named() -> None:
    text = "a\nb\u200dc\u202ed\ue000"
    assert hygiene.without_unseen(text, keep=frozenset("\u200d")) == "a b\u200dcd"


@pytest.mark.parametrize(
    "character", ["\x00", "\u200b", "\u202e", "\u2028", "\u3164", "\ufe0f", "\U000e0100"]
)
def test_is_hidden__of_what_nobody_sees(character: str) -> None:
    assert hygiene.is_hidden(character)


@pytest.mark.parametrize("character", ["a", "é", "٣", " ", "-", ACUTE])
def test_is_hidden__not_of_what_is_seen(character: str) -> None:
    assert not hygiene.is_hidden(character)


def test_can_be_seen__asks_for_more_than_spaces_and_accents() -> None:
    assert hygiene.can_be_seen("!")
    assert not hygiene.can_be_seen(" \u200b" + ACUTE)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Soft\x0bbreak", "Soft break"),  # Word's soft break
        ("page\x0cbreak", "page break"),
        ("co\x1eop", "co\u2011op"),  # Word's hyphen that does not break
        ("don\x92t \x93so\x94 \x96 \x85", "don’t “so” – …"),  # Windows-1252, read as Latin-1
        ("a\x00b\x1b\x7f\x81\ufdd0\uffff\ud83d", "ab"),
        (HARMLESS, HARMLESS),
    ],
)
def test_without_forbidden__restores_what_was_meant(text: str, clean: str) -> None:
    assert hygiene.without_forbidden(text) == clean
    assert not hygiene.has_forbidden(clean)
    if "\ud83d" not in text and "\x1e" not in text:
        assert hygiene.without_forbidden_bytes(text.encode()) == clean.encode()


def test_without_forbidden_bytes__knows_every_character_there_is() -> None:
    text = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000 and code != 0x1E)
    assert hygiene.without_forbidden_bytes(text.encode()).decode() == hygiene.without_forbidden(text)


def test_without_forbidden_inside__leaves_alone_what_has_none_of_it() -> None:
    safe = mark_safe("<b>kept</b>")
    said = {"a\x00": ["b\x0bc", (safe, 7, None)]}
    clean = hygiene.without_forbidden_inside(said)
    assert clean == {"a": ["b c", ["<b>kept</b>", 7, None]]}
    assert clean["a"][1][0] is safe
