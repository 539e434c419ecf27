"""A reader searches, saves a piece, follows its author, and goes on where they were; at both sizes."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

SignIn = Callable[[Page, str], None]
CALL = "/politics/the-call/"


def test_lists__a_reader_walks_from_a_piece_to_its_author_and_the_archive(page: Page) -> None:
    page.goto(CALL)
    page.locator("a[rel=author]").first.click()
    expect(page).to_have_url(re.compile("/authors/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/archive/")
    page.locator("main .subjects a").first.click()
    expect(page.locator("main article h2").first).to_be_visible()


def test_search__is_narrowed_and_helps_when_nothing_is_found(page: Page) -> None:
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


def test_save_article__a_reader_saves_a_piece_and_follows_its_author(
    page: Page, sign_in_by_code: SignIn
) -> None:
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
    for _ in range(2):  # followed, and from another visit on no longer
        page.goto(CALL)
        tools.scroll_into_view_if_needed()
        followed = tools.locator("form button", has_text=re.compile("Follow")).first
        followed.scroll_into_view_if_needed()
        before = followed.get_attribute("aria-pressed")
        followed.click()
        expect(followed).to_have_attribute("aria-pressed", "false" if before == "true" else "true")
    page.goto("/saved/")
    expect(page.locator(f"main a[href='{CALL}']")).to_be_visible()


def test_reading_position__a_long_piece_offers_to_go_on_and_does_not_move_by_itself(
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


def test_search__a_member_finds_what_stands_behind_the_gate_and_a_stranger_does_not(
    page: Page, sign_in_by_code: SignIn
) -> None:
    words = "the hook so that it is over"
    page.goto(f"/search/?q=“{words}”")
    expect(page.get_by_text("Nothing that everybody may read holds")).to_be_visible()
    expect(page.get_by_text("members search the whole text")).to_be_visible()
    sign_in_by_code(page, "plum@lighterman.example")
    page.goto("/search/")
    page.get_by_label("Words to look for").fill(f"“{words}”")
    page.locator("main").get_by_role("button", name="Search").click()
    hit = page.locator(".results article")
    expect(hit.locator("mark")).to_contain_text(words)
    does_not_run_out(page)
    hit.get_by_role("link", name="What the ferrymen knew about debt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the ferrymen knew about debt")


def test_related_content__earlier_coverage_a_series_tags_and_corrections_lead_on(
    page: Page,
) -> None:
    page.goto("/politics/day-after/")
    expect(page.get_by_text("What is new:")).to_be_visible()
    page.get_by_role("link", name="This piece was corrected.").click()
    expect(page.locator("#corrections")).to_be_in_viewport()
    does_not_run_out(page)
    page.locator(".tag-list a").first.click()
    expect(page).to_have_url(re.compile("/tags/"))
    expect(
        page.get_by_role("link", name="The line was down, says the man who looks after it")
    ).to_be_visible()
    does_not_run_out(page)
    page.go_back()
    page.locator(".earlier").get_by_role("link", name=re.compile("The call that one capital")).click()
    expect(page).to_have_url(re.compile(CALL))
    expect(page.locator(".elsewhere h3").first).to_be_visible()
    does_not_run_out(page)
    page.goto("/harbour/cooper/")
    page.get_by_role("link", name="Still at it").first.click()
    expect(page.locator(".in-order > li")).to_have_count(3)
    does_not_run_out(page)
    page.get_by_role("link", name="Corrections").last.click()
    expect(page.locator(".corrected")).to_have_count(2)
    does_not_run_out(page)


def does_not_run_out(page: Page) -> None:
    """Nothing has to be read by moving the page sideways."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_lists__a_list_of_earlier_pieces_and_status_pages_read_well(page: Page) -> None:
    answer = page.goto("/nowhere/at-all/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="There is no page at this address.")).to_be_visible()
    page.get_by_label("Search the magazine").fill("call")
    page.locator("main").get_by_role("button", name="Search").click()
    expect(page.locator(".results article").first).to_be_visible()
