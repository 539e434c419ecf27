"""What stands under *never* in docs/words.md is said nowhere: not on pages in three languages, not in the
catalogues, and not in addresses, classes, ids, fields, templates, models and tables.
"""

import ast
import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urldefrag, urlsplit

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from conftest import sign_in
from masthead.config.old_addresses import OLD_ADDRESSES
from masthead.people.models import Person
from masthead.publishing import operations as publishing
from masthead.publishing.models import Publication
from tests.house.rooms import PACKAGE
from tests.look import publication

GLOSSARY = PACKAGE.parent / "docs" / "words.md"
LANGUAGES = ("en", "de", "fr")

# What a page may say although a word of it is never used for something else, and the sense in which it does.
OTHER_SENSES: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "letters of the alphabet": (
            "small letters", "of letters", "two letters", "six letters", "hundred letters", "capital letters",
            "lost a letter", "letters here carry", "a large letter", "mixes letters",
        ),
        "part of a head": ("your face or",),
        "similar to": (
            "and the like", "whenever you like", "write it like", "an e-mail address", "account like that",
            "like any other",
        ),
        "as one wants": ("as you wish",),
        "where mail travels": ("the same road",),
        "to see": (
            "looks for you", "look it over", "look at", "look into", "look through", "look among",
            "please look", "looks the same", "does not look like", "who looks", "looks after",
            "words to look for",
        ),
        "stored": (
            "is kept", "are kept", "text is kept", "kept in", "wants them kept", "kept for", "kept below",
        ),
        "an ornament": ("drop capital",),
        "what the tests' publication writes about": (
            "by leaving it alone", "there was no road", "he kept them for", "the books do not say",
            "what the books say", "I should like to see",
        ),
        "the name of a cookie": ("session Cookie",),
        "still to be changed": ("a visitor may read", "closed to visitors"),
    },
    "de": {"the ledger of entitlements": ("gibt es im Buch nicht", "Eintrag im Buch der Ansprüche")},
    "fr": {
        "letters of the alphabet": (
            "de lettres", "deux lettres", "six lettres", "cent lettres", "une lettre en chemin",
            "les lettres portent", "grande lettre", "des lettres d’alphabets",
        ),
        "the ledger of entitlements": ("dans le registre",),
    },
}  # fmt: skip


# Words of a page that have another sense wherever a page says them.
NOT_READ_ON_PAGES = {"order": "in which things are listed", "post": "to publish a comment"}

# Names in which a word stands in another sense, and in which.
OTHER_NAMES: dict[str, str] = {
    "orders": "in which comments are listed",
    "Order": "in which comments are listed, or what a provider is asked for",
    "in-order": "as a series goes on",
    "sort_order": "one after the other, as Wagtail calls it",
    "last_login": "Django's column",
    "account_login": "allauth's name of a route",
    "account_confirm_login_code": "allauth's name of a route",
    "ProviderSession": "what providers call a hosted page",
    "PretendSession": "what providers call a hosted page",
    "payments_pretendsession": "what providers call a hosted page",
    "session": "of a browser, as Django calls it, or a hosted page of a provider",
    "uploaded_by_user": "Wagtail's column",
    "order_token": "what a provider is asked for",
    "session_ref": "what providers call a hosted page",
    "SelectKeepingCurrentValue": "a field that loses nothing",
}


class Never(NamedTuple):
    language: str
    term: str


def read_glossary(text: str) -> list[Never]:
    """The terms of the *never* column; those behind a language's code are of that language."""
    rows = [line.strip().strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    titles = [title.strip() for title in rows[0]]
    assert "Never" in titles, "docs/words.md has no column Never"
    place = titles.index("Never")
    terms = []
    for row in rows[2:]:
        assert len(row) == len(titles), f"this row has {len(row)} cells: {'|'.join(row)}"
        for part in filter(None, (part.strip() for part in row[place].split(";"))):
            language, colon, words = part.partition(":")
            if not colon:
                language, words = "en", part
            assert language.strip() in LANGUAGES, f"no language is called {language}"
            terms += [Never(language.strip(), word.strip()) for word in words.split(",") if word.strip()]
    return list(dict.fromkeys(terms))


NEVER = read_glossary(GLOSSARY.read_text())


def said_of_never(text: str, language: str) -> list[str]:
    """The terms never used that stand in `text`, with what stands around them."""
    plain = " ".join(re.sub(r"%\(\w+\)s|{\w+}", "…", text).split())
    for phrases in OTHER_SENSES.get(language, {}).values():
        for phrase in phrases:
            plain = re.sub(re.escape(phrase), "…", plain, flags=re.IGNORECASE)
    return [
        f"{term}: …{plain[max(0, hit.start() - 60) : hit.end() + 40]}…"
        for term in (never.term for never in NEVER if never.language == language)
        if term not in NOT_READ_ON_PAGES
        for hit in re.finditer(rf"(?<!\w){re.escape(term)}s?(?!\w)", plain, re.IGNORECASE)
    ]


def words_of(page: bytes) -> str:
    """What a page says to whoever reads or hears it."""
    soup = BeautifulSoup(page, "html.parser")
    for silent in soup(["script", "style", "template"]):
        silent.extract()
    said = ("alt", "title", "aria-label", "placeholder", "content", "data-sentence")
    spoken = [str(tag[name]) for tag in soup.select("*") for name in said if tag.has_attr(name)]
    return " ".join([soup.get_text(" "), *spoken])


STARTS = (
    "/", "/account/", "/account/profile/", "/account/data-exports/", "/account/deletion/", "/archive/",
    "/authors/", "/tags/", "/corrections/", "/cookies/", "/design/", "/moderation/", "/notices/",
    "/notices/preferences/", "/saved/", "/search/?q=harbour", "/threads/1/", "/comments/2/",
    "/comments/2/report/", "/privacy/", "/guidelines/",
)  # fmt: skip


def pages_from(browser: Client, most: int) -> Iterator[tuple[str, bytes]]:
    """The pages of this site that one gets to, each address once; the desk is Wagtail's."""
    waiting, met = list(STARTS), set(STARTS)
    for path in itertools.islice(waiting, most):  # grows as it is read
        answer = browser.get(path, follow=True)
        if not answer["Content-Type"].startswith("text/html"):
            continue
        yield path, answer.content
        for link in BeautifulSoup(answer.content, "html.parser").find_all("a", href=True):
            target = urlsplit(urldefrag(str(link["href"])).url)
            inside = target.netloc in {"", "testserver", "localhost"} and target.path.startswith("/")
            if inside and not target.path.startswith(("/desk/", "/me/")) and target.path not in met:
                met.add(target.path)
                waiting.append(target.path)


def parts_of(name: str) -> list[str]:
    """The words in a name: `LetterForm`, `letter_form` and `letter-form` have two."""
    return [part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


def names_of_never(name: str) -> list[str]:
    """The terms never used that are part of a name."""
    if name in OTHER_NAMES:
        return []
    parts = parts_of(name)
    joined = f" {' '.join(parts)} "
    english = {never.term.removesuffix("s") for never in NEVER if never.language == "en"}
    return sorted(term for term in english if f" {term} " in joined or f" {term}s " in joined)


def _is_ours(pattern: URLPattern) -> bool:
    return str(pattern.callback.__module__).startswith("masthead.")


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Our addresses and the names of their routes; Wagtail's and the old ones aside."""
    for pattern in resolver.url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here)
        elif _is_ours(pattern) and here not in OLD_ADDRESSES:
            yield re.sub(r"<\w+:\w+>", "", here)
            yield pattern.name or ""


def attributes_of(template: str) -> Iterator[str]:
    """The classes, ids, fields and data attributes that a template writes."""
    written = re.sub(r"{[%#].*?[%#]}|{{.*?}}", " ", template, flags=re.DOTALL)
    for values in re.findall(r"\s(?:class|id|name|for)=[\"']([^\"']*)[\"']", written):
        yield from values.split()
    yield from re.findall(r"\s(data-[\w-]+)", written)


def names() -> Iterator[tuple[str, str]]:
    """Every name that is looked at, and where it stands."""
    yield from ((name, "an address or its name") for name in addresses(get_resolver()))
    for path in sorted(PACKAGE.rglob("*")):
        here = str(path.relative_to(PACKAGE))
        if path.is_dir() or "migrations" in path.parts or "tests" in path.parts:
            continue
        if "templates" in path.parts:
            yield path.stem, here
            if path.suffix == ".html":
                yield from ((name, here) for name in attributes_of(path.read_text()))
        elif path.suffix == ".css":
            sheet = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
            yield from ((name, here) for name in re.findall(r"[.#](-?[A-Za-z_][\w-]*)(?=[^;}]*{)", sheet))
        elif path.suffix == ".py":
            yield path.stem, here
            tree = ast.parse(path.read_text())
            yield from ((node.name, here) for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    for model in apps.get_models():
        if model.__module__.startswith("masthead."):
            yield model._meta.db_table, f"the table of {model.__name__}"
            own = [field.name for field in model._meta.local_fields]
            yield from ((name, f"a column of {model.__name__}") for name in own)


@pytest.fixture
def small_publication(db: None) -> None:
    publishing.prepare_publication(name="The Lighterman")
    publication.fill()


@pytest.mark.parametrize("language", LANGUAGES)
def test_glossary__pages_say_nothing_that_is_never_said(small_publication: None, language: str) -> None:
    row = Publication.objects.get()
    row.language = language
    row.save()
    found: list[str] = []
    for reader, most in ("", 60), ("mina@example.org", 40), ("pia@example.org", 40):
        browser = sign_in(Client(), Person.objects.get(email=reader)) if reader else Client()
        pages = dict(pages_from(browser, most))
        assert len(pages) > 20, f"only {sorted(pages)}"
        for path, page in pages.items():
            if said := said_of_never(words_of(page), language):
                found += [f"{reader} {path} {each}" for each in said]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_glossary__sentences_say_nothing_that_is_never_said(language: str) -> None:
    """Messages, the desk and refusals too: whatever is translated."""
    catalogue = PACKAGE / "locale" / ("de" if language == "en" else language) / "LC_MESSAGES" / "django.po"
    with catalogue.open("rb") as opened:
        messages = [message for message in read_po(opened) if message.id]
    found = []
    for message in messages:
        sentences = message.id if language == "en" else message.string
        for sentence in sentences if isinstance(sentences, (list, tuple)) else (sentences,):
            found += said_of_never(sentence or "", language)
    assert not found


def test_glossary__names_hold_nothing_that_is_never_said() -> None:
    found = sorted({f"{name} ({term}): {here}" for name, here in names() for term in names_of_never(name)})
    assert not found


def test_glossary__a_missing_column_and_an_unknown_language_are_noticed() -> None:
    table = "| Word | Means | Never |\n|---|---|---|\n| **comment** | it | letter, letters; de: Brief |\n"
    assert read_glossary(table) == [Never("en", "letter"), Never("en", "letters"), Never("de", "Brief")]
    with pytest.raises(AssertionError, match="no column"):
        read_glossary("| Word | Means |\n|---|---|\n| **comment** | it |\n")
    with pytest.raises(AssertionError, match="no language"):
        read_glossary(table.replace("de:", "dde:"))


def test_said_of_never__what_is_never_said_is_found() -> None:
    assert said_of_never("Write a letter to the harbour.", "en")
    assert not said_of_never("A code of six letters.", "en")
    assert said_of_never("Schreiben Sie einen Leserbrief.", "de")
    assert said_of_never("%(number)s lettres", "fr")
    assert names_of_never("LetterForm") == names_of_never("old-letters") == ["letter"]
    assert not names_of_never("letterhead")
