# ruff: noqa: E501 - scripts for the browser
"""No word is too long for a phone: whatever stands on a page, nothing leads out of it sideways.

Every text of every page is exchanged, so that each headline, name, tag, caption, button and notice is tried.
"""

import pytest
from django.template import Context, Template
from playwright.sync_api import Browser, Page

from tests.look.conftest import PAGES, PIECE, Opened, Shown
from tests.look.test_pages_are_for_everybody import MORE_PAGES

WORDS = (
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikantenwitwenrentenauszahlungsstellenvorsteherinnenprotokoll",
    "a" * 200,
    f"https://archive.example/{'a-very-long-address_without.end/' * 9}?page=1",
)
# Parts of a body and of a comment that this publication's pieces lack.
PARTS = """<p><code>word</code></p><pre>word</pre><blockquote>word</blockquote><ul><li>word</li></ul><aside class="callout"><h3>word</h3><p>word</p></aside>
<section class="timeline"><h3>word</h3><ol><li><p class="when">word</p><p>word</p></li></ol></section>
<figure class="tabular"><div class="scroll" tabindex="0"><table class="cells"><caption>word</caption><tr><th>word</th><td>word</td></tr></table></div></figure>
<figure><img alt=""><figcaption>word</figcaption></figure><blockquote class="pull">word</blockquote>"""
# What is cut off or scrolls in a box of its own, and the box stands on the page, leads nobody out of it.
STICKS_OUT = """([word, parts]) => {
    for (const body of document.querySelectorAll('.prose, .comment .body')) body.insertAdjacentHTML('beforeend', parts);
    for (const fold of document.querySelectorAll('details')) fold.open = true;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim() && !walker.currentNode.parentElement.closest('script, style, svg, noscript')) texts.push(walker.currentNode);
    for (const text of texts) text.data = word;

    const edge = document.documentElement.clientWidth;
    const isInside = ({ left, right }) => left >= -1 && right <= edge + 1;
    const isBoxed = (element) => {
        for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
            const style = getComputedStyle(box);
            if (style.clipPath !== 'none' || (style.overflowX !== 'visible' && isInside(box.getBoundingClientRect()))) return true;
        }
        return getComputedStyle(element).clipPath !== 'none';
    };
    const out = [...document.body.querySelectorAll('*')].filter((element) =>
        !element.closest('svg') && element.getClientRects().length && !isInside(element.getBoundingClientRect()) && !isBoxed(element));
    const root = document.documentElement;
    return [`${root.scrollWidth - root.clientWidth} too wide, ${texts.length > 9}`, ...out.slice(0, 9).map((element) => element.outerHTML.slice(0, 90))];
}"""
FITS = ["0 too wide, true"]


def sticks_out(page: Page, word: str) -> list[str]:
    return list(page.evaluate(STICKS_OUT, [word, PARTS]))


@pytest.mark.parametrize("reader", ["", "mina", "moe", "pia", "rita"])
def test_pages__hold_words_of_any_length(open_page: Opened, reader: str) -> None:
    shown = [one for one in (*PAGES, *MORE_PAGES) if one.reader == reader]
    page = open_page(shown[0], width=390)
    found = {}
    for number, one in enumerate(shown):
        page.goto(one.path, wait_until="domcontentloaded")
        found[one.name] = sticks_out(page, WORDS[number % len(WORDS)])
    assert {name: said for name, said in found.items() if said != FITS} == {}


@pytest.mark.parametrize("word", WORDS, ids=["German", "one letter", "address"])
def test_article__holds_every_kind_of_long_word(open_page: Opened, word: str) -> None:
    page = open_page(Shown("article", PIECE, "mina"), width=390)
    assert sticks_out(page, word) == FITS


MAIL = """{% extends "design/layouts/mail.html" %}{% block words %}<h1>word</h1><p>word <a href="#">word</a></p>
<p class="act"><a class="button" href="#">word</a></p><p class="quote">word</p><p class="small">word</p><p>word</p>
<table class="lines"><tr><td class="name">Amount</td><td>word</td></tr></table>{% endblock %}
{% block why %}word{% endblock %}"""


@pytest.mark.parametrize("word", WORDS, ids=["German", "one letter", "address"])
def test_mail__holds_every_kind_of_long_word(look_browser: Browser, word: str) -> None:
    page = look_browser.new_page(viewport={"width": 390, "height": 900})
    html = Template(MAIL).render(Context({"site_name": "word", "site_url": "word"}))
    page.set_content(html.replace("word<", f"{word}<"))
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.close()
    assert wide == 0
    assert html.count("word<") == 10
