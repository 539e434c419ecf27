# ruff: noqa: E501 - scripts for the browser
"""Whoever asks their system for more contrast gets 7 to 1, for words and for the edges that are drawn (WCAG 1.4.6)."""

import pytest
from playwright.sync_api import Page

from tests.look.conftest import PAGES, SCHEMES, Opened, Shown

MORE_PAGES = (
    Shown("one comment", "/comments/2/", "mina"),
    Shown("author", "/authors/ada-lindqvist/"),
    Shown("preferences", "/notices/preferences/", "mina"),
    Shown("not found", "/there-is-nothing-here/"),
    Shown("design", "/design/", "pia"),
)

# Colours of the page as the browser computes them; a ground is the first one below that is not clear.
TOO_WEAK = """() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const channels = (colour) => {
        canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = (colour) => {
        const [r, g, b] = channels(colour).slice(0, 3).map(one => one / 255).map(one => one <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b;
    };
    const ratio = (one, other) => { const [low, high] = [light(one), light(other)].sort((a, b) => a - b); return (high + .05) / (low + .05); };
    const ground = (node) => {
        for (let one = node; one; one = one.parentElement) {
            const colour = getComputedStyle(one).backgroundColor;
            if (channels(colour)[3] === 255) return colour;
        }
        return getComputedStyle(document.body).backgroundColor;
    };
    const found = { words: [], edges: [], seenWords: 0, seenEdges: 0 };
    for (const node of document.querySelectorAll('body *')) {
        if (!node.checkVisibility({ checkVisibilityCSS: true }) || node.closest('svg, iframe, .unseen') || node.closest('[disabled]')) continue;
        const style = getComputedStyle(node), box = node.getBoundingClientRect();
        if (!box.width || !box.height) continue;
        const name = node.outerHTML.slice(0, 90);
        if ([...node.childNodes].some(one => one.nodeType === 3 && one.data.trim())) {
            found.seenWords += 1;
            if (ratio(style.color, ground(node)) < 7) found.words.push(`${ratio(style.color, ground(node)).toFixed(1)} ${name}`);
        }
        for (const side of ['BlockStart', 'BlockEnd', 'InlineStart', 'InlineEnd']) {
            const colour = style[`border${side}Color`];
            if (style[`border${side}Style`] === 'none' || !parseFloat(style[`border${side}Width`]) || !channels(colour)[3]) continue;
            found.seenEdges += 1;
            if (Math.max(ratio(colour, ground(node)), ratio(colour, ground(node.parentElement))) < 7) found.edges.push(`${side} ${name}`);
        }
    }
    return found;
}"""


def more_contrast(page: Page, scheme: str) -> None:
    page.emulate_media(contrast="more", color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]


@pytest.mark.parametrize("shown", [*PAGES, *MORE_PAGES], ids=lambda shown: shown.name)
def test_more_contrast__words_and_edges_stand_out_seven_to_one(open_page: Opened, shown: Shown) -> None:
    page = open_page(shown)
    for scheme in SCHEMES:
        more_contrast(page, scheme)
        found = page.evaluate(TOO_WEAK)
        assert found["seenWords"] > 5
        assert (found["words"], found["edges"]) == ([], []), scheme


def test_more_contrast__a_weak_word_would_be_found(open_page: Opened) -> None:
    page = open_page(Shown("front", "/"))
    more_contrast(page, "light")
    page.evaluate("document.querySelector('.lead .stand').style.color = '#666'")
    assert len(page.evaluate(TOO_WEAK)["words"]) == 1


def test_more_contrast__a_publications_own_colours_give_way(open_page: Opened) -> None:
    page = open_page(Shown("front", "/"))
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync('@layer tokens { :root { --accent-ink: #767676; --rule: #ddd; --paper: #f4e9d0 } }');
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert page.evaluate(TOO_WEAK)["words"] != []
    more_contrast(page, "light")
    found = page.evaluate(TOO_WEAK)
    assert (found["words"], found["edges"]) == ([], [])
