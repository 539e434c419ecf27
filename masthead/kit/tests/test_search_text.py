"""Words compared in a search: every way to write a word finds it, and folding is stable."""

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from masthead.kit.search_text import fold, spellings, stored_search_text

ONE_WORD = [  # whoever types any of a row finds each of it
    ("aujourd'hui", "aujourd’hui", "aujourdʼhui", "aujourd´hui", "Aujourd＇hui", "aujourd`hui"),
    ("l'État", "l’Etat", "L’ÉTAT", "l’E\u0301tat", "l‘état"),
    ("O'Brien", "O’Brien", "o‘brien", "OBrien", "O′BRIEN"),
    ("Donaudampfschiff", "Donau\u00addampf\u00adschiff", "Donau\u200bdampfschiff", "ＤＯＮＡＵdampfschiff"),
    ("E-Mail", "E\u2011Mail", "E–Mail", "e—mail", "E−Mail", "e\u2010mail", "E－Mail"),
    ("Berlin-Hamburg", "Berlin–Hamburg", "berlin—hamburg"),
    ("50 %", "50\u00a0%", "50\u202f%", "50\u3000%", "50\u2009%"),
    ("Iğdır", "IĞDIR", "igdir", "ığdır", "İĞDİR", "Ig\u0306dır"),
    ("İstanbul", "istanbul", "ISTANBUL", "I\u0307stanbul"),
    ("größe", "grosse", "GRÖSSE", "Größe", "GRÖẞE", "gro\u0308ße", "groesse", "Groesse"),
    ("Schönberg", "Schoenberg", "Schonberg", "SCHÖNBERG", "Scho\u0308nberg"),
    ("Häuser", "Haeuser", "hauser", "HÄUSER"),
    ("München", "Muenchen", "munchen", "MÜNCHEN"),
    ("Öl", "öl", "Ö\u00adl", "O\u0308l"),
    ("Straße", "Strasse", "STRASSE", "STRAẞE"),
    ("Finanzen", "ﬁnanzen", "FINANZEN", "ＦＩＮＡＮＺＥＮ"),
    ("œuvre", "oeuvre", "ŒUVRE"),
    ("Łódź", "Lodz", "ŁÓDŹ", "Ło\u0301dz\u0301"),
    ("Bodø", "bodo", "BODØ"),
    ("Þórshöfn", "Thorshofn", "ÞÓRSHÖFN"),
    ("Nguyễn", "Nguyen", "NGUYỄN", unicodedata.normalize("NFD", "Nguyễn")),
    ("می‌خواهم", "ميخواهم", "میخواهم", "مـیـخواهم"),
    ("كتاب", "کتاب", "ڪتاب", "كِتَاب", "كـتاب"),
    ("مدرسة", "مدرسه", "مَدْرَسَة"),
    ("أحمد", "احمد", "ٱحمد"),
    ("שָׁלוֹם", "שלום", "שׁלום"),
    ("गाँव", "गाँ\u200dव"),
    ("ज़मीन", "जमीन", unicodedata.normalize("NFC", "ज़मीन")),
    ("ガス", "ｶﾞｽ", "カ\u3099ス"),
    ("한국", unicodedata.normalize("NFD", "한국")),
    ("Ὀδυσσεύς", "οδυσσευς", "ΟΔΥΣΣΕΥΣ"),
    ("2026", "２０２６", "٢٠٢٦", "۲۰۲۶", "²⁰²⁶"),
    ("«Paris»", "Paris", "„Paris“", "“PARIS”", "‹Paris›"),
]  # fmt: skip


@pytest.mark.parametrize("words", ONE_WORD, ids=lambda words: words[0])
def test_spellings__each_is_found_by_every_other(words: tuple[str, ...]) -> None:
    missed = [
        (asked, written)
        for written in words
        for asked in words
        if not any(spelling in stored_search_text(f"so {written}, so") for spelling in spellings(asked))
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("true", "They trust the truck"),
        ("poet", "A pot on the spot"),
        ("does", "Dossiers and dos and don’ts"),
        ("neue", "A neurologist"),
        ("question", "qustion"),
        ("はは", "ばば"),
        ("하", "한국"),
        ("Berlin", "Bérénice in Lübeck"),
        ("e-mail", "the mail"),
    ],
)
def test_spellings__other_words_are_not_found(asked: str, written: str) -> None:
    assert not any(spelling in stored_search_text(written) for spelling in spellings(asked))


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Berlin-Hamburg", "The line Berlin – Hamburg is closed"),
        ("Berlin – Hamburg", "The Berlin-Hamburg line"),
        ("groesse von münchen", "Die Größe von München"),
        ("Größe von Muenchen", "Die Groesse von Muenchen"),
        ("the last light", "the ‘last’ “light”"),
        ("Eröffnung", "Die Neueröffnung"),
    ],
)
def test_spellings__several_words_are_found_side_by_side(asked: str, written: str) -> None:
    assert any(spelling in stored_search_text(written) for spelling in spellings(asked))


def test_fold__every_character_that_changes_folds_once_and_for_all() -> None:
    everything = map(chr, range(sys.maxunicode + 1))
    letters = [one for one in everything if unicodedata.normalize("NFKD", one).casefold() != one]
    wrong = [letter for letter in letters if (once := fold(f"a{letter}b")) != fold(once) or "\x00" in once]
    assert wrong == []


@given(st.text())
def test_fold__twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.text()))
@example(["rock", "'", "n"])
@example(["0", "\x1b"])
def test_fold__word_by_word_is_as_at_once(words: list[str]) -> None:
    apart = [folded for word in " ".join(words).split() if (folded := fold(word))]
    assert fold(" ".join(words)) == " ".join(apart)


WRITTEN_OTHERWISE = (
    str.upper,
    str.lower,
    str.casefold,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: unicodedata.normalize("NFKC", text),
    lambda text: text.replace("'", "’"),
    lambda text: text.replace("-", "\u2011"),
    "\u00ad".join,
    lambda text: text.replace(" ", "\u00a0"),
)
LETTERS = st.text(
    st.sampled_from("abcdefgioustzäöüßéèçıİğşøåæœñłđ'-’–ﬁＡ١۲ی كک李ガ한กำ"), min_size=1, max_size=12
).filter(fold)


@given(LETTERS, st.lists(st.sampled_from(WRITTEN_OTHERWISE), max_size=3))
def test_spellings__what_is_written_otherwise_is_found(text: str, ways: list) -> None:
    asked = text
    for way in ways:
        asked = way(asked)
    assert any(spelling in stored_search_text(text) for spelling in spellings(asked))
    assert any(spelling in stored_search_text(asked) for spelling in spellings(text))
