"""Under a comment stand what readers do most, and a menu that holds the rest."""

import pytest
from playwright.sync_api import Page, expect

from tests.look.conftest import PIECE, Opened, Shown
from tests.look.test_pages_are_light import SHIFTS

ARTICLE = Shown("article", PIECE, "mina")


def shown_acts(page: Page, number: int = 1) -> list[str]:
    row = page.locator(".comment").nth(number).locator(".acts > *")
    return [one.inner_text().split(" ")[0] for one in row.all() if one.is_visible()]


def menu_of(page: Page, number: int = 1) -> list[str]:
    items = page.locator(".comment").nth(number).locator(".fold > div > *")
    return [one.inner_text().rstrip(" 0123456789") for one in items.all() if one.is_visible()]


def test_comment_menu__on_a_phone_what_is_done_most_is_seen_and_the_rest_is_in_a_menu(
    open_page: Opened,
) -> None:
    page = open_page(ARTICLE, width=390)
    assert shown_acts(page) == ["Good", "Reply", ""]
    assert menu_of(page) == []
    page.locator(".comment").nth(1).locator("summary").click()
    assert menu_of(page) == ["Agree", "Disagree", "Link to this comment", "Report"]


def test_comment_menu__where_there_is_room_opinions_stand_in_the_row_and_nothing_twice(
    open_page: Opened,
) -> None:
    page = open_page(ARTICLE)
    assert shown_acts(page) == ["Good", "Agree", "Disagree", "Reply", ""]
    page.locator(".comment").nth(1).locator("summary").click()
    assert menu_of(page) == ["Link to this comment", "Report"]


@pytest.mark.parametrize(("width", "least"), [(390, 44), (1280, 24)])
def test_comment_menu__every_act_is_large_enough_for_a_thumb_or_a_pointer(
    open_page: Opened, width: int, least: int
) -> None:
    page = open_page(ARTICLE, width=width)
    page.locator(".comment").nth(1).locator("summary").click()
    sizes = page.locator(".comment .acts :is(a, summary)").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)"
    )
    assert len(sizes) > 20
    assert min(sizes) >= least


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_comment_menu__open_stays_on_the_page_and_moves_no_comment(open_page: Opened, width: int) -> None:
    page = open_page(ARTICLE, width=width)
    before = page.locator(".comment").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    for summary in page.locator(".fold summary").all()[:8]:
        summary.click()
        box = page.locator(".fold[open] > div").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")
    after = page.locator(".comment").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert after == before
    assert page.evaluate(SHIFTS) == 0


def test_comment_menu__by_keyboard_it_opens_closes_and_gives_the_focus_back(open_page: Opened) -> None:
    page = open_page(ARTICLE, width=390)
    summary = page.locator(".comment").nth(1).locator(".fold summary")
    expect(summary).to_have_accessible_name("More about comment 4")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".fold[open] a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    assert page.locator(".fold[open]").count() == 0


def test_comment_menu__a_click_elsewhere_and_the_focus_elsewhere_close_it(open_page: Opened) -> None:
    page = open_page(ARTICLE, width=390)
    summary = page.locator(".comment").nth(1).locator(".fold summary")
    summary.click()
    page.locator(".comment .body").first.click()
    assert page.locator(".fold[open]").count() == 0
    summary.click()
    for _ in range(5):
        page.keyboard.press("Tab")
    assert page.locator(".fold[open]").count() == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_cast_vote__who_votes_by_keyboard_stays_where_they_were(open_page: Opened, width: int) -> None:
    page = open_page(ARTICLE, width=width)
    expect(page.locator(".mine form")).to_be_visible()
    comment = page.locator(".comment:has([aria-pressed])").nth(2)
    row = comment.locator(".acts")
    identifier = row.get_attribute("id")
    vote = row.locator("> [aria-pressed]").first
    pressed = vote.get_attribute("aria-pressed")
    vote.focus()
    page.keyboard.press("Enter")
    again = page.locator(f"#{identifier} > [aria-pressed]").first
    expect(again).to_have_attribute("aria-pressed", "false" if pressed == "true" else "true")
    expect(again).to_be_focused()


def test_comment_menu__without_script_the_menu_opens_and_its_links_lead_on(open_page: Opened) -> None:
    page = open_page(Shown("article", PIECE), width=390, java_script_enabled=False)
    page.goto("/threads/1/")
    page.locator(".comment").nth(1).locator(".fold summary").click()
    page.locator(".fold[open] a", has_text="Link to this comment").click()
    expect(page.locator(".comment.chosen, .comments.here")).not_to_have_count(0)
