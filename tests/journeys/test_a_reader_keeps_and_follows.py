"""A reader searches, saves a piece, follows its author, and goes on where they were; at both sizes."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

SignIn = Callable[[Page, str], None]
CALL = "/politics/the-call/"


def test_a_reader_walks_from_a_piece_to_its_author_and_the_archive(page: Page) -> None:
    page.goto(CALL)
    page.locator("a[rel=author]").first.click()
    expect(page).to_have_url(re.compile("/authors/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/archive/")
    page.locator("main .subjects a").first.click()
    expect(page.locator("main article h2").first).to_be_visible()


def test_a_search_is_narrowed_and_helps_when_nothing_is_found(page: Page) -> None:
    page.goto("/search/")
    page.get_by_label("Words to look for").fill("call")
    page.get_by_text("Narrow the search").click()
    page.get_by_label("Section", exact=True).select_option("politics")
    page.locator("main").get_by_role("button", name="Search").click()
    expect(page.locator(".results article").first).to_be_visible()
    expect(page.get_by_label("Section", exact=True)).to_have_value("politics")
    page.get_by_label("Words to look for").fill("zeppelinfahrt")
    page.locator("main").get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nothing that everybody may read holds")).to_be_visible()


def test_a_reader_saves_a_piece_and_follows_its_author(page: Page, sign_in_by_code: SignIn) -> None:
    sign_in_by_code(page, "plum@lighterman.example")
    page.goto(CALL)
    tools = page.locator(".piece-tools")
    tools.scroll_into_view_if_needed()
    save = tools.locator("form button").first
    expect(save).to_be_visible()
    if save.get_attribute("aria-pressed") == "true":
        save.click()
    tools.get_by_role("button", name="Save for later").click()
    expect(tools.get_by_role("button", name="Saved for later")).to_be_visible()
    page.goto("/saved/")
    expect(page.locator(f"main a[href='{CALL}']")).to_be_visible()


def test_a_long_piece_offers_to_go_on_and_does_not_move_by_itself(
    page: Page, sign_in_by_code: SignIn
) -> None:
    sign_in_by_code(page, "nadia@lighterman.example")
    page.goto(CALL)
    block = page.locator(".prose .gated > *").nth(6)
    block.evaluate("element => element.scrollIntoView({block: 'start'})")
    page.wait_for_function("() => (localStorage.getItem('places') || '{}').length > 4")
    page.goto("/")
    page.goto(CALL)
    button = page.get_by_role("button", name="Continue where you were")
    expect(button).to_be_visible()
    assert page.evaluate("() => scrollY") == 0
    button.click()
    page.wait_for_function("() => scrollY > 300")


def test_a_list_of_earlier_pieces_and_status_pages_read_well(page: Page) -> None:
    answer = page.goto("/nowhere/at-all/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="There is no page at this address.")).to_be_visible()
    page.get_by_label("Search the magazine").fill("call")
    page.locator("main").get_by_role("button", name="Search").click()
    expect(page.locator(".results article").first).to_be_visible()
