"""What an entry says of itself: the usual kinds of it, and those made to keep us busy."""

import re
import time
from html import unescape

import pytest
from lxml.html import HtmlElement, document_fromstring

from masthead.mentions.microformats import MAX_DEPTH, MOST_ELEMENTS, Entry, bounded, read_entry
from masthead.mentions.pages import MAX_PAGE_BYTES

TARGET = "https://magazine.example/politics/the-call/"


def element(markup: str, name: str = "h-entry") -> HtmlElement:
    """The first element of a page with that class."""
    page: HtmlElement = document_fromstring(markup)
    return page.find_class(name)[0]


def read(markup: str) -> Entry:
    return read_entry(element(markup))


@pytest.mark.parametrize(
    ("markup", "entry"),
    [
        (  # an article, its author a card with more than a name
            """<article class="h-entry"><h1 class="p-name">An answer</h1>
            <p class="p-author h-card"><img class="u-photo" src="/n.jpg" alt="">
            <a class="p-name u-url" href="/">Nia</a> <span class="p-org">The Quay</span></p>
            <time class="dt-published" datetime="2026-03-01T08:30:00Z">today</time>
            <p class="p-summary">In short.</p><div class="e-content"><p>At length.</p></div></article>""",
            Entry(name="An answer", author="Nia", summary="In short.", published="2026-03-01T08:30:00Z"),
        ),
        (  # a reply, whose quotation has a name and an author of its own
            f"""<div class="h-entry"><div class="u-in-reply-to h-cite"><b class="p-name">Theirs</b> by
            <i class="p-author h-card">Ada</i> <a class="u-url" href="{TARGET}">x</a></div>
            <a class="p-author h-card" href="/">Nia</a><p class="e-content p-name">I doubt it.</p></div>""",
            Entry(name="I doubt it.", author="Nia", summary="I doubt it."),
        ),
        (  # a like has no name, and all its words are not one
            f"""<div class="h-entry"><a class="u-author h-card" href="/"><img src="/n.jpg" alt="Nia"></a>
            likes <a class="u-like-of" href="{TARGET}">this</a></div>""",
            Entry(author="Nia"),
        ),
        (  # a repost, its author an address, its date in two parts
            f"""<div class="h-entry"><a class="u-author" href="https://nia.example/"></a>
            <div class="u-repost-of h-cite"><a class="u-url p-name" href="{TARGET}">The call</a></div>
            <p class="dt-published"><b class="value">2026-03-01</b> at
            <b class="value">08:30</b></p></div>""",
            Entry(published="2026-03-01 08:30"),
        ),
        ('<li class="h-entry"><abbr class="p-name" title="In full">short</abbr></li>', Entry(name="In full")),
        ('<p class="h-entry hentry"><b class="entry-title">Old</b></p>', Entry()),
    ],
)  # fmt: skip
def test_read_entry__an_entry_is_read(markup: str, entry: Entry) -> None:
    said = read(markup)
    assert Entry(**{name: " ".join(value.split()) for name, value in vars(said).items()}) == entry


def filled(unit: str, before: str = "") -> str:
    """A page as large as we take any."""
    return '<div class="h-entry">' + before + unit * ((MAX_PAGE_BYTES - len(before)) // len(unit))


HOSTILE = {
    "items within items, each several properties": filled('<b class="p-author h-card p-name e-content">x '),
    "properties within properties": filled('<i class="p-name e-content u-url dt-start">'),
    "properties beside each other, deep down": filled(
        '<i class="p-name e-content u-url">w w</i>', '<div class="e-content p-name p-summary h-cite">' * 39
    ),
    "many words, deep down": filled("<br>w", '<div class="e-content p-summary p-name h-card">' * 39),
    "items of the first generation": filled('<div class="hentry vcard"><b class="entry-title author vcard">'),
    "many classes": filled('<b class="h-a h-b h-c h-d h-e h-f h-g h-h p-a p-b e-c">'),
    "many dates": filled('<b class="dt-published"><i class="value">2020-01-01</i></b>'),
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE)
def test_read_entry__no_page_keeps_us_busy(page: str) -> None:
    entry = element(page)
    drawn = bounded(entry)
    depth = deepest = 0
    for end in re.findall(r"<(/?)(?!br\b|img\b)[a-z]", drawn):
        depth += -1 if end else 1
        deepest = max(deepest, depth)
    assert drawn.count("<") <= 2 * (MOST_ELEMENTS + 2)
    assert deepest <= MAX_DEPTH + 2
    assert depth == 0
    began = time.process_time()
    read_entry(entry)
    assert time.process_time() - began < 10  # a second or so; without the bounds some would take years


def test_read_entry__what_is_drawn_cannot_break_out_of_its_place() -> None:
    words = '"><script>alert(1)</script>&amp;'
    entry = element('<div class="h-entry"><p class="p-name"></p></div>')
    entry[0].text = words
    entry[0].set("title", words)
    drawn = bounded(entry)
    assert "<script" not in drawn
    assert unescape(drawn).count(words) == 2
    assert read_entry(entry).name == words
