"""A piece goes from its author to an editor to its readers, and drafts are seen as others will see them."""

import re
from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

SignIn = Callable[[Page, str], None]
AUTHOR = "marit@lighterman.example"
# One each, since codes are given to one person only so often: the editor on a phone, the publisher at a desk.
EDITORS = {390: "edda@lighterman.example", 1280: "pia@lighterman.example"}


def write(page: Page, headline: str) -> None:
    """The author writes a headline and a standfirst, saves, and submits the piece."""
    page.goto("/desk/")
    section = page.evaluate(
        """async () => {
            const found = await fetch("/desk/api/main/pages/");
            return (await found.json()).items.find((item) => item.meta.type === "publishing.SectionPage").id;
        }"""
    )
    page.goto(f"/desk/pages/add/publishing/articlepage/{section}/")
    page.locator("#id_title").fill(headline)
    page.locator("#id_standfirst").fill("What the harbour keeps to itself.")


def test_review__a_piece_goes_from_author_to_editor_to_readers(
    page: Page, browser: Browser, site: str, sign_in_by_code: SignIn
) -> None:
    headline = f"Written at the desk {uuid4().hex[:6]}"
    sign_in_by_code(page, AUTHOR)
    write(page, headline)
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target='toggle']").first.click()
    page.get_by_role("button", name=re.compile("Submit to")).click()
    expect(page.locator(".messages .success").last).to_be_visible()

    assert page.viewport_size
    context = browser.new_context(base_url=site, viewport=page.viewport_size)
    desk = context.new_page()
    sign_in_by_code(desk, EDITORS[page.viewport_size["width"]])
    desk.goto("/desk/")
    expect(desk.get_by_text("Being written")).to_be_visible()
    desk.locator(".desk-home").get_by_role("link", name=headline).first.click()
    desk.wait_for_url(re.compile(r"/edit/"))
    number = re.search(r"/pages/(\d+)/", desk.url)
    assert number
    desk.goto(f"/desk/pieces/{number.group(1)}/")
    expect(desk.get_by_text("There is no gate")).to_be_visible()
    desk.get_by_role("button", name="Make a link").click()
    shared = desk.locator(".preview-link input[readonly]").input_value()

    stranger = browser.new_context(viewport=page.viewport_size)
    reading = stranger.new_page()
    reading.goto(shared)
    expect(reading.get_by_text("A draft, not published.")).to_be_visible()
    expect(reading.get_by_role("heading", name=headline)).to_be_visible()
    desk.get_by_role("button", name="End this link").click()
    answer = reading.goto(shared)
    assert answer is not None
    assert answer.status == 410

    desk.goto(f"/desk/pages/{number.group(1)}/edit/")
    desk.wait_for_load_state("networkidle")  # else the menu opens before its script listens
    desk.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target='toggle']").first.click()
    desk.get_by_role("button", name=re.compile("^Approve and Publish|^Approve$")).first.click()
    expect(desk.locator(".messages .success").last).to_be_visible()
    reading.goto(f"{site}/")
    expect(reading.get_by_role("link", name=headline).first).to_be_visible()
    stranger.close()
    context.close()
