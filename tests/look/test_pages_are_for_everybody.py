# ruff: noqa: E501 - sentences, and scripts for the browser
"""axe-core finds nothing on any page in any state, at both sizes, in both schemes (WCAG 2.2 AA)."""

import json
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.look.conftest import PAGES, PIECE, SCHEMES, WIDTHS, Opened, Shown

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

MORE_PAGES = (
    Shown("old piece", "/essays/a-grammar-of-fog/"),
    Shown("one comment", "/comments/2/", "mina"),
    Shown("write", "/threads/1/write/", "mina"),
    Shown("report", "/comments/5/report/", "mina"),
    Shown("votes", "/comments/5/votes/", "mina"),
    Shown("no results", "/search/?q=submarine"),
    Shown("not found", "/there-is-nothing-here/"),
    Shown("plan", "/join/yearly/", "rita"),
    Shown("mailbox", "/mailbox/"),
    Shown("front, signed in", "/", "pia"),
    Shown("design", "/design/", "pia"),
    Shown("authors", "/authors/"),
    Shown("author", "/authors/ada-lindqvist/"),
    Shown("archive", "/archive/"),
    Shown("corrections", "/corrections/"),
    Shown("notices", "/notices/", "mina"),
    Shown("preferences", "/notices/preferences/", "mina"),
    Shown("profile", "/account/profile/", "mina"),
    Shown("passkeys", "/account/passkeys/", "mina"),
    Shown("leave", "/account/deletion/", "mina"),
    Shown("mentions", "/moderation/mentions/", "moe"),
)


def complaints(page: Page) -> str:
    found = Axe().run(page, options=RULES).response["violations"]
    return json.dumps(
        [
            {"rule": one["id"], "at": [f"{node['html'][:160]} | {node['failureSummary'][:300]}" for node in one["nodes"][:3]]}
            for one in found
        ],
        indent=1,
    )  # fmt: skip


def complaints_in_both_schemes(page: Page) -> dict[str, str]:
    found: dict[str, str] = {}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found[scheme] = complaints(page)
    return found


NOTHING = {"light": "[]", "dark": "[]"}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("shown", [*PAGES, *MORE_PAGES], ids=lambda shown: shown.name)
def test_pages__axe_finds_nothing(open_page: Opened, shown: Shown, width: int) -> None:
    assert complaints_in_both_schemes(open_page(shown, width=width, reduced_motion="reduce")) == NOTHING


def test_axe__would_say_so(open_page: Opened) -> None:
    page = open_page(Shown("front", "/"))
    page.evaluate("document.querySelector('.lead .stand').style.color = '#bbb'")
    assert "color-contrast" in complaints(page)


def with_the_menu_open(page: Page) -> None:
    page.locator(".menu summary").click()


def with_a_reply_begun(page: Page) -> None:
    page.locator(".comment").nth(1).get_by_text("Reply", exact=True).click()
    page.locator("[id^=slot-] textarea").wait_for()


def with_an_empty_comment_refused(page: Page) -> None:
    page.locator(".mine .write button[type=submit]").click()
    page.locator(".notice.wrong").first.wait_for()


def with_the_menu_of_a_comment_open(page: Page) -> None:
    page.locator(".comment").nth(1).locator(".fold summary").click()
    page.locator(".fold[open] a").last.wait_for()


def with_a_report_begun(page: Page) -> None:
    with_the_menu_of_a_comment_open(page)
    page.locator(".comment").nth(1).get_by_text("Report", exact=True).click()
    page.locator("[id^=slot-] form").wait_for()


def with_an_address_refused(page: Page) -> None:
    page.locator("main form").first.evaluate("form => form.noValidate = true")
    page.get_by_label("Your e-mail address").fill("nobody")
    page.locator("main button[type=submit]").first.click()
    page.locator("[aria-invalid=true]").wait_for()


STATES: tuple[tuple[Shown, int, Callable[[Page], None]], ...] = (
    (Shown("front", "/"), 390, with_the_menu_open),
    (Shown("article", PIECE, "mina"), 390, with_a_reply_begun),
    (Shown("article", PIECE, "mina"), 1280, with_a_reply_begun),
    (Shown("article", PIECE, "mina"), 1280, with_an_empty_comment_refused),
    (Shown("article", PIECE, "mina"), 1280, with_a_report_begun),
    (Shown("article", PIECE, "mina"), 390, with_the_menu_of_a_comment_open),
    (Shown("article", PIECE, "mina"), 1280, with_the_menu_of_a_comment_open),
    (Shown("sign-in", "/sign-in/"), 390, with_an_address_refused),
)


@pytest.mark.parametrize(
    ("shown", "width", "what"), STATES, ids=lambda value: getattr(value, "__name__", None)
)
def test_pages__axe_finds_nothing_in_a_state(
    open_page: Opened, shown: Shown, width: int, what: Callable[[Page], None]
) -> None:
    page = open_page(shown, width=width, reduced_motion="reduce")  # no colour is half way to another
    what(page)
    assert complaints_in_both_schemes(page) == NOTHING


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_pages__at_twice_the_size_nothing_runs_out_of_the_page(open_page: Opened, shown: Shown) -> None:
    page = open_page(shown, width=640, device_scale_factor=2)  # 1280 at 200 %
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_pages__at_320_pixels_nothing_runs_out_of_the_page(open_page: Opened, shown: Shown) -> None:
    page = open_page(shown, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_pages__every_stop_of_the_tab_key_shows_where_it_is(
    open_page: Opened, shown: Shown, width: int
) -> None:
    page = open_page(shown, width=width)
    for _ in range(30):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const here = document.activeElement, box = here.getBoundingClientRect(), style = getComputedStyle(here);
                const around = getComputedStyle(here.closest('.write') ?? here);
                if (here === document.body) return 'done';
                if (!(box.width && box.height) || box.right <= 0) return 'out of sight: ' + here.outerHTML.slice(0, 120);
                const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
                return outlined || around.boxShadow !== 'none' ? '' : 'no mark: ' + here.outerHTML.slice(0, 120);
            }"""
        )
        if seen == "done":
            break
        assert seen == ""


def test_comment__says_who_wrote_it_to_whom_and_when(open_page: Opened) -> None:
    page = open_page(Shown("article", PIECE, "mina"))
    comments = page.get_by_role(
        "article", name="Comment by Halina Voss, reply to Mina Okonjo, 2 March 2026, 12:11"
    )
    assert comments.count() == 1
    assert comments.locator("xpath=ancestor::ol").count() == 2


def test_pages__with_reduced_motion_nothing_moves(open_page: Opened) -> None:
    page = open_page(Shown("article", PIECE, "mina"), reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    assert not page.locator(".progress").is_visible()


def test_pages__in_forced_colours_buttons_and_new_comments_are_still_seen(open_page: Opened) -> None:
    page = open_page(Shown("article", PIECE), forced_colors="active")
    border = page.locator(".offer .button").first.evaluate("one => getComputedStyle(one).borderTopWidth")
    assert border != "0px"


def test_article_page__print_holds_the_piece_and_its_comments_only(open_page: Opened) -> None:
    page = open_page(Shown("article", PIECE, "mina"))
    page.emulate_media(media="print")
    for gone in (".top nav", ".bottom", ".write", ".acts", ".orders", ".progress"):
        assert all(not one.is_visible() for one in page.locator(gone).all()), gone
    for kept in ("h1", ".prose", ".comment .body"):
        assert page.locator(kept).first.is_visible(), kept


@pytest.mark.parametrize("width", WIDTHS)
def test_teaser__the_fade_of_one_line_leaves_its_drop_capital_whole(open_page: Opened, width: int) -> None:
    page = open_page(Shown("closed", PIECE), width=width)
    page.evaluate("document.querySelector('.prose').innerHTML = '<p>Once it rained.</p>'")
    teaser = page.locator(".prose.fade")
    teaser.scroll_into_view_if_needed()
    height = page.evaluate("3 * parseFloat(getComputedStyle(document.querySelector('.prose p')).lineHeight)")
    box = teaser.bounding_box()
    assert box is not None
    assert box["height"] >= height
    capital = {"x": box["x"], "y": box["y"], "width": 120, "height": height}
    faded = page.screenshot(clip=capital)  # type: ignore[arg-type]
    teaser.evaluate("one => one.style.maskImage = 'none'")
    assert page.screenshot(clip=capital) == faded  # type: ignore[arg-type]
