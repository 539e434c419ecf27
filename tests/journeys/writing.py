"""What a person does in the desk's editor, step by step."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect


def begin_piece(page: Page, headline: str) -> str:
    """A new piece in the first section, with a headline and a standfirst; the section's path."""
    page.goto("/desk/")
    section = page.evaluate(
        """async () => {
            const found = await fetch("/desk/api/main/pages/?order=id");
            return (await found.json()).items.find((item) => item.meta.type === "publishing.SectionPage");
        }"""
    )
    page.goto(f"/desk/pages/add/publishing/articlepage/{section['id']}/")
    title(page, headline)
    page.locator("#id_standfirst").fill("What the harbour keeps to itself.")
    return urlsplit(section["meta"]["html_url"]).path


def title(page: Page, words: str) -> None:
    """Typed as a person types; the desk makes the address from it."""
    page.wait_for_load_state("networkidle")
    page.locator("#id_title").press_sequentially(words)
    page.locator("#id_title").blur()
    expect(page.locator("#id_slug")).not_to_have_value("")


def add_block(page: Page, name: str) -> None:
    places = page.locator("[data-contentpath='body'] button[title='Insert a block']")
    places.first.wait_for()
    before = places.count()
    places.last.click()
    page.get_by_role("option", name=name).click()
    expect(places).to_have_count(before + 1)  # else the next block would go above this one


def add_text(page: Page, number: int, words: str) -> None:
    """The piece's text block with this number."""
    add_block(page, "Text")
    editors = page.locator("[data-contentpath='body'] [contenteditable='true']")
    expect(editors).to_have_count(number)
    editors.last.click()
    page.keyboard.type(words)
    expect(editors.last).to_contain_text(words)
    # The editor hands what was typed to the form a moment later.
    expect(texts(page).nth(number - 1)).to_have_value(re.compile(re.escape(words)))


def texts(page: Page) -> Locator:
    """What the form will send of each text block."""
    return page.locator("[data-contentpath='body'] input[type='hidden'][name$='-value']")


def for_everybody(page: Page) -> None:
    """The piece is open to its end."""
    page.get_by_role("tab", name="Readers").click()
    page.locator("#id_access").select_option("public")
    page.get_by_role("tab", name="The piece").click()


def save_draft(page: Page) -> int:
    """The draft is kept; its number."""
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url(re.compile(r"/pages/\d+/edit/"))
    expect(page.locator(".messages .success").last).to_be_visible()
    return number_of(page)


def publish(page: Page, *, button: str = "Publish") -> None:
    """The arrow beside Save draft, then Publish, once the desk has kept what was written so far."""
    page.wait_for_load_state("networkidle")
    page.locator("footer .w-dropdown__toggle").first.click()
    page.get_by_role("button", name=button, exact=True).click()


def number_of(page: Page) -> int:
    """The number of the piece whose editor is open."""
    found = re.search(r"/pages/(\d+)/", page.url)
    assert found, page.url
    return int(found.group(1))
