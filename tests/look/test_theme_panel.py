"""The desk's panel for the publication's own look, used as a publisher uses it: seen first, kept later."""

import re

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.look.conftest import WIDTHS, Opened, Shown

PANEL = Shown("the look", "/desk/snippets/theme/theme/edit/1/", "pia")
BLUE = "rgb(31, 79, 166)"


def preview_of(page: Page) -> FrameLocator:
    page.get_by_role("button", name="Toggle preview").click()
    return page.locator(
        "iframe[title='Preview']"
    ).last.content_frame  # for a moment the next one stands behind it


def accent_of(page: Page) -> Locator:
    return page.locator("#id_accent")


@pytest.mark.parametrize("width", WIDTHS)
def test_theme_panel__what_is_chosen_is_seen_before_it_is_kept(open_page: Opened, width: int) -> None:
    page = open_page(PANEL, width=width)
    expect(page.get_by_text("Nothing is public before you save.")).to_be_visible()
    accent_of(page).fill("#1f4fa6")
    page.locator("#id_font_pairing").select_option("literata")
    preview = preview_of(page)
    expect(preview.locator("main a.label").first).to_have_css("color", BLUE)
    expect(preview.locator("main h2").first).to_have_css("font-family", re.compile("^Literata"))
    public = page.context.new_page()
    public.goto("/")
    expect(public.locator("main a.label").first).not_to_have_css("color", BLUE)


def test_theme_panel__a_dark_screen_is_seen_on_a_light_one(open_page: Opened) -> None:
    page = open_page(PANEL)
    preview = preview_of(page)
    body = preview.locator("body.front-page")
    expect(body).to_have_css("background-color", "rgb(251, 250, 246)")  # drawn once, so the panel listens
    with page.expect_response(re.compile(r"/preview/.*mode=dark")):
        page.get_by_label("Preview mode").select_option("dark")
    expect(body).to_have_css("background-color", "rgb(22, 21, 19)")
    expect(body).to_have_css("color", "rgb(233, 228, 217)")


@pytest.mark.parametrize("width", WIDTHS)
def test_theme_panel__a_colour_nobody_could_read_is_refused_and_nothing_is_lost(
    open_page: Opened, width: int
) -> None:
    page = open_page(PANEL, width=width)
    accent_of(page).fill("#ffeeee")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("4.5 is needed. Choose a darker one.").first).to_be_visible()
    expect(accent_of(page)).to_have_value("#ffeeee")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
