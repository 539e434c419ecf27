"""A table filled in as a grid, and something from elsewhere that is loaded only when a reader asks."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.writing import add_block, begin_piece, for_everybody, publish

SignIn = Callable[[Page, str], None]
PUBLISHER = "pia@lighterman.example"
PLAYER = "https://player.vimeo.com/video/123456789"


@contextmanager
def reader(browser: Browser, site: str, size: dict[str, int]) -> Iterator[Page]:
    context = browser.new_context(base_url=site, viewport={"width": size["width"], "height": size["height"]})
    yield context.new_page()
    context.close()


# As by a page that was closed before it could send anything.
LEFT_BEHIND = """async (standfirst) => {
    const sent = [...new FormData(document.querySelector("form[data-edit-form]"))];
    const ours = new Set(["csrfmiddlewaretoken", "loaded_revision_id", "loaded_revision_created_at", "next"]);
    const fields = sent.filter(([name, value]) => typeof value === "string" && !ours.has(name));
    await window.typedStore.put({
        person: document.querySelector("script[data-person]").dataset.person,
        place: location.pathname, title: "",
        fields: fields.map(([name, value]) => [name, name === "standfirst" ? standfirst : value]),
    });
}"""


NOTHING_IN_LEAVING = """() => {
    const real = window.fetch;
    window.fetch = (to, how) => how?.keepalive ? Promise.reject(new Error("no network")) : real(to, how);
}"""


def publish_for_everybody(page: Page, section: str) -> str:
    """The piece whose editor is open is published to its end; its path."""
    for_everybody(page)
    slug = page.locator("#id_slug").input_value()
    publish(page)
    expect(page.locator(".messages").last).to_contain_text("published")
    return f"{section}{slug}/"


def paste(cell: Locator, words: str) -> None:
    """As from a spreadsheet: the clipboard holds tabs and line ends."""
    cell.evaluate(
        """(cell, words) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", words);
            cell.focus();
            const happening = { clipboardData, bubbles: true, cancelable: true };
            cell.dispatchEvent(new ClipboardEvent("paste", happening));
        }""",
        words,
    )


def test_table_block__is_filled_in_as_a_grid(
    wide_page: Page, browser: Browser, site: str, sign_in_by_code: SignIn
) -> None:
    page = wide_page
    sign_in_by_code(page, PUBLISHER)
    section = begin_piece(page, f"Counted {uuid4().hex[:6]}")
    add_block(page, "Table")
    page.get_by_label("Caption").last.fill("Ships in port")
    cells = page.locator(".cells")
    cell = cells.get_by_label
    for row, words in enumerate((("Year", "Ships"), ("1970", "12, or thirteen")), start=1):
        for column, word in zip("AB", words, strict=True):
            cell(f"Row {row}, column {column}", exact=True).press_sequentially(word)
    cell("Row 2, column B", exact=True).press("Enter")
    expect(cell("Row 3, column B", exact=True)).to_be_focused()
    paste(cell("Row 3, column A", exact=True), "1971\t9\n1972\t“7”\r\n1973\t=2+2\n")
    expect(cell("Row 5, column B", exact=True)).to_have_value("=2+2")
    cell("Row 4, column A", exact=True).click()
    cells.get_by_role("button", name="Remove row 4").click()
    expect(cell("Row 4, column A", exact=True)).to_have_value("1973")

    paste(cell("Row 1, column A", exact=True), "a\tb\n" * 10_000)
    expect(cells.get_by_role("status")).to_contain_text("At most 201 rows")
    expect(cell("Row 1, column A", exact=True)).to_have_value("Year")

    cells.get_by_role("button", name="Write it as text").click()
    text = page.locator("textarea[name$='-cells']")
    expect(text).to_have_value("Year\tShips\n1970\t12, or thirteen\n1971\t9\n1973\t=2+2")
    text.fill('Year,Ships\n1970,"12, or thirteen"\n1971,9\n1973,=2+2\n1974,<b>4</b>')
    cells.get_by_role("button", name="Show it as a grid").click()
    expect(cell("Row 2, column B", exact=True)).to_have_value("12, or thirteen")

    page.get_by_label("The first column names the rows").check()
    path = publish_for_everybody(page, section)
    for size in (PHONE, DESK):
        with reader(browser, site, size) as reading:
            reading.goto(path)
            table = reading.get_by_role("table", name="Ships in port")
            expect(table.get_by_role("columnheader")).to_have_text(["Year", "Ships"])
            expect(table.get_by_role("rowheader")).to_have_text(["1970", "1971", "1973", "1974"])
            expect(table.get_by_role("cell")).to_have_text(["12, or thirteen", "9", "=2+2", "<b>4</b>"])
            wide = reading.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0


def test_embed_block__nothing_of_another_site_is_loaded_before_a_reader_asks(
    wide_page: Page, browser: Browser, site: str, sign_in_by_code: SignIn
) -> None:
    page = wide_page
    sign_in_by_code(page, PUBLISHER)
    section = begin_piece(page, f"Seen elsewhere {uuid4().hex[:6]}")
    add_block(page, "From elsewhere")
    address, title = page.get_by_role("textbox", name="Address*"), page.locator("[id^='body-'][id$='-title']")
    address.fill("https://films.example/a-lamp")
    title.fill("The lamp is lit")
    publish(page)
    expect(page.locator(".messages").last).to_contain_text("could not be saved")
    expect(page.get_by_text("We do not show anything from there.").first).to_be_visible()
    expect(title).to_have_value("The lamp is lit")  # nothing of what was typed is lost
    expect(address).to_have_value("https://films.example/a-lamp")
    address.fill("https://vimeo.com/123456789")
    path = publish_for_everybody(page, section)

    for size in (PHONE, DESK):
        with reader(browser, site, size) as reading:
            read_and_play(reading, site, path)

    without_script = browser.new_context(base_url=site, java_script_enabled=False)
    reading = without_script.new_page()
    reading.goto(path)
    link = reading.get_by_role("link", name="The lamp is lit")
    expect(link).to_have_attribute("href", "https://vimeo.com/123456789")
    expect(reading.locator("iframe, figure.embed button")).to_have_count(0)
    without_script.close()


def read_and_play(reading: Page, site: str, path: str) -> None:
    """The piece is read to its end; only then what stands elsewhere is asked for, by keyboard."""
    asked: list[str] = []
    reading.on("request", lambda request: asked.append(request.url))
    reading.route(re.compile(r"^https://"), answered_here)
    reading.goto(path)
    reading.wait_for_load_state("networkidle")
    reading.mouse.wheel(0, 4_000)
    figure = reading.locator("figure.embed")
    expect(figure.get_by_text("Nothing of it is loaded before you ask.")).to_be_visible()
    assert elsewhere(asked, site) == []
    expect(reading.locator("iframe")).to_have_count(0)

    button = figure.get_by_role("button", name="Show it here, from Vimeo")
    button.focus()
    button.press("Enter")
    frame = figure.locator("iframe[title='The lamp is lit']")
    expect(frame).to_be_visible()
    expect(frame).to_be_focused()
    expect(frame.content_frame.get_by_text("The player")).to_be_visible()
    assert (frame.get_attribute("src") or "").startswith(PLAYER)
    assert elsewhere(asked, site) == ["player.vimeo.com"]


def answered_here(route: Route) -> None:
    """The other site, as far as this test goes."""
    route.fulfill(status=200, content_type="text/html", body="<p>The player</p>")


def elsewhere(asked: list[str], site: str) -> list[str]:
    """Whom else the browser asked."""
    hosts = (urlsplit(address) for address in asked)
    return [
        one.hostname or ""
        for one in hosts
        if one.scheme in {"http", "https"} and one.netloc != urlsplit(site).netloc
    ]


def test_editor__a_submission_waits_for_the_answer_to_what_is_being_saved(
    wide_page: Page, sign_in_by_code: SignIn
) -> None:
    """Else the page that comes next would take one's own last saving for somebody's newer version."""
    page, held, submitted = wide_page, list[Route](), list[Request]()

    def hold_or_pass(route: Route) -> None:
        if route.request.method == "POST" and "json" in route.request.headers["accept"]:
            held.append(route)
        else:
            if route.request.method == "POST":
                submitted.append(route.request)
            route.continue_()

    sign_in_by_code(page, PUBLISHER)
    begin_piece(page, f"Saved and sent {uuid4().hex[:6]}")
    page.wait_for_url(re.compile(r"/pages/\d+/edit/"))  # it has been saved by itself
    page.route(re.compile(r"/pages/\d+/edit/$"), hold_or_pass)
    page.locator("#id_standfirst").fill("What the harbour says aloud.")
    while not held:
        page.wait_for_timeout(100)
    page.locator("footer .w-dropdown__toggle").first.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_timeout(1_000)
    assert submitted == []
    held[0].continue_()
    expect(page.locator(".messages").last).to_contain_text("published")
    assert "action-publish" in (submitted[0].post_data or "")


def test_offer__an_older_text_put_back_leaves_what_was_typed_since(
    wide_page: Page, sign_in_by_code: SignIn
) -> None:
    page, standfirst = wide_page, "#id_standfirst"
    sign_in_by_code(page, PUBLISHER)
    begin_piece(page, f"Older and newer {uuid4().hex[:6]}")
    page.wait_for_url(re.compile(r"/pages/\d+/edit/"))
    expect(page.locator("[data-typed-line]")).to_contain_text("Saved at")
    page.evaluate(LEFT_BEHIND, f"{page.locator(standfirst).input_value()} Older")
    page.reload()
    offered = page.locator(".typed-offer").get_by_role("button", name="Put it back")
    expect(offered).to_be_visible()
    page.route(re.compile(r"/pages/\d+/edit/$"), refuse_saving)
    page.evaluate(NOTHING_IN_LEAVING)
    page.locator(standfirst).press_sequentially(" Newer")
    for word in ("Older", "Newer"):
        with page.expect_navigation():
            offered.first.click()
        expect(page.locator(standfirst)).to_have_value(re.compile(word))


def refuse_saving(route: Route) -> None:
    """The network takes nothing that a form sends by itself."""
    by_itself = "json" in route.request.headers["accept"] and "typed_by" in (route.request.post_data or "")
    if by_itself:
        route.abort()
    else:
        route.continue_()
