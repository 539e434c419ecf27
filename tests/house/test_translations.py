"""Every sentence can be translated, and the catalogues are sound."""

import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from masthead.assets import translations
from masthead.kit.languages import TRANSLATIONS
from scripts import messages
from tests.house.rooms import PACKAGE

# Names, and what is written the same in every language.
THE_SAME_EVERYWHERE = {"RSS", "Atom", "JSON Feed", "Masthead", "JSON", "CSV", "ZIP", "E"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|{\w+[^}]*}")
# Sentences that were written since the catalogues were last brought up to date (`make messages`).
NEWER_AT_MOST = 0
NOT_READ = re.compile(
    r"{#.*?#}|{%\s*comment\b.*?endcomment\s*%}|{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}"
    r"|{%\s*block \w+_class\s*%}.*?{%\s*endblock\s*%}",  # class names
    re.DOTALL,
)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
READ_ATTRIBUTES = {
    "alt",
    "title",
    "placeholder",
    "aria-label",
    "aria-description",
    "data-confirm",
    "data-sentence",
}


def templates(*endings: str) -> list[Path]:
    found = [path for path in PACKAGE.rglob("*") if path.suffix in endings and "templates" in path.parts]
    return [path for path in found if path.name != "robots.txt"]


class Words(HTMLParser):
    """Collects what a person reads of a page: text, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style"}
        self.found += [value or "" for name, value in attrs if name in READ_ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def unmarked(text: str, *, html: bool) -> list[str]:
    """The words of a template that nobody can translate."""
    bare = TAG.sub("\x00", NOT_READ.sub("\x00", text))
    if html:
        words = Words()
        words.feed(bare)
        pieces = words.found
    else:
        pieces = bare.splitlines()
    said = [part.strip() for piece in pieces for part in piece.split("\x00")]
    return [part for part in said if re.search(r"[^\W\d_]", part) and part not in THE_SAME_EVERYWHERE]


@pytest.mark.parametrize("ending", [".html", ".txt"])
def test_templates__every_word_can_be_translated(ending: str) -> None:
    bare = {
        path.relative_to(PACKAGE).as_posix(): words
        for path in templates(ending)
        if (words := unmarked(path.read_text(), html=ending == ".html"))
    }
    assert bare == {}


def test_untranslated__the_reader_of_templates_finds_what_is_not_marked() -> None:
    page = '<p>{% translate "Marked" %} <b>bare</b></p><img alt="a boat"><script>let x</script>{# a note #}'
    assert unmarked(page, html=True) == ["bare", "a boat"]
    assert unmarked("{% blocktranslate %}Dear {{ name }}{% endblocktranslate %}\nyours", html=False) == [
        "yours"
    ]


def test_templates__longer_sentences_are_trimmed_so_that_line_breaks_do_not_matter() -> None:
    loose = [
        message.id
        for message in messages.gathered()
        if "\n" in str(message.id) and any(".html" in place for place, _ in message.locations)
    ]
    assert loose == []


def test_date_formats__are_written_by_the_languages_own_pattern() -> None:
    fixed = [
        path.relative_to(PACKAGE).as_posix()
        for path in templates(".html", ".txt")
        if re.search(r"\bdate:[\"'](?!c[\"']|[A-Z_]+_FORMAT[\"'])", path.read_text())
    ]
    assert fixed == []


def catalogue(language: str) -> Catalog:
    with (messages.LOCALES / language / "LC_MESSAGES" / "django.po").open("rb") as text:
        return read_po(text, locale=language)


def forms(message: Message) -> list[tuple[str, str]]:
    """Each form of a message beside its translation."""
    if isinstance(message.id, tuple) and isinstance(message.string, (tuple, list)):
        return [(message.id[min(place, 1)], said) for place, said in enumerate(message.string)]
    return [(str(message.id), str(message.string))]


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_catalogues__placeholders_survive_translation(language: str) -> None:
    lost = [
        (original, said)
        for message in catalogue(language)
        if message.id
        for original, said in forms(message)
        if said and not _same_placeholders(message, original, said)
    ]
    assert lost == []


def _same_placeholders(message: Message, original: str, said: str) -> bool:
    wanted, given = (set(PLACEHOLDER.findall(text)) for text in (original, said))
    # "one" may be written as a word, so a singular form may leave its number out.
    return wanted == given or (
        given <= wanted and forms(message)[0] == (original, said) != (message.id, said)
    )


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_catalogues__nothing_is_fuzzy(language: str) -> None:
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []


def test_compile_all__several_processes_may_compile_at_the_same_moment(tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as several:
        list(several.map(translations.compile_all, [tmp_path] * 6))
    assert translations.are_compiled(tmp_path)
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_catalogues__whatever_is_in_one_is_translated(language: str) -> None:
    bare = [
        message.id for message in catalogue(language) if message.id and not messages.is_translated(message)
    ]
    assert bare == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_catalogues__keep_up_with_the_sentences(language: str) -> None:
    known = catalogue(language)
    newer = [
        message.id
        for message in messages.gathered()
        if message.id and known.get(_singular(message), message.context) is None
    ]
    assert len(newer) <= NEWER_AT_MOST, newer


def _singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else str(message.id)
