# ruff: noqa: E501 - scripts for the browser
"""A piece with its first twenty comments is light, and nothing moves while it comes."""

import time

import pytest
from playwright.sync_api import Route

from bench.page import PROMISES, weigh
from tests.look.conftest import PAGES, PIECE, WIDTHS, Opened, Shown

SHIFTS = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.hadRecentInput ? 0 : one.value; })
        .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(sum), 300);
})"""


@pytest.mark.parametrize("reader", ["", "mina"], ids=["stranger", "member"])
def test_article_page__with_twenty_comments_keeps_its_weight(open_page: Opened, reader: str) -> None:
    page = open_page(Shown("blank", "/robots.txt", reader)).context.new_page()
    weight = weigh(page, PIECE)
    assert page.locator(".comment").count() >= 20
    found = weight.figures()
    assert all(found[name] <= most for name, most in PROMISES.items()), (found, weight.addresses)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_article_page__nothing_moves_while_a_page_comes(open_page: Opened, shown: Shown, width: int) -> None:
    page = open_page(shown, width=width)
    assert page.evaluate(SHIFTS) == 0


def a_second_later(route: Route) -> None:
    time.sleep(1)
    route.continue_()


@pytest.mark.parametrize("width", WIDTHS)
def test_article_page__nothing_moves_when_the_fonts_are_late(open_page: Opened, width: int) -> None:
    """Fonts that take a second wait for the next page; the words stay where they are."""
    page = open_page(Shown("blank", "/robots.txt", "mina"), width=width)
    page.route("**/*.woff2", a_second_later)
    page.goto(PIECE, wait_until="load")
    assert page.evaluate(SHIFTS) == 0
