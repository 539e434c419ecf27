"""Drafts: seen as each kind of reader will see them, shown by a link that ends, put on the clock, held up."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from tests.journeys.writing import (
    add_block,
    add_text,
    begin_piece,
    for_everybody,
    number_of,
    publish,
    save_draft,
)

SignIn = Callable[[Page, str], None]
Pass = Callable[[int], None]
EDITORS = {390: "edda@lighterman.example", 1280: "pia@lighterman.example"}
OPEN, HIDDEN = "The harbour office keeps a list.", "It was bought with borrowed silver."


def a_headline() -> str:
    return f"On the way to readers {uuid4().hex[:6]}"


def sign_in_editor(page: Page, sign_in_by_code: SignIn) -> None:
    assert page.viewport_size
    sign_in_by_code(page, EDITORS[page.viewport_size["width"]])


def write_gated(page: Page, headline: str) -> int:
    """A draft in three parts, its gate in the middle; its number."""
    begin_piece(page, headline)
    add_text(page, 1, OPEN)
    add_block(page, "The gate")
    add_text(page, 2, HIDDEN)
    return save_draft(page)


def show_as(page: Page, mode: str) -> str:
    """Let the preview be what that reader would see; answers the page it draws."""
    with page.expect_response(re.compile(rf"/edit/preview/\?.*mode={mode}")) as answer:
        page.locator("#id_preview_mode").select_option(mode)
    return answer.value.text()


def test_preview__is_seen_as_each_reader_will_see_it(page: Page, sign_in_by_code: SignIn) -> None:
    sign_in_editor(page, sign_in_by_code)
    number = write_gated(page, a_headline())
    page.get_by_role("button", name="Toggle preview").click()
    shown = page.frame_locator("#w-preview-iframe")
    expect(shown.get_by_text(HIDDEN)).to_be_visible()  # as a member, to begin with
    for mode, reads in (("meter", False), ("stranger", True), ("registered", True), ("member", True)):
        drawn = show_as(page, mode)
        assert OPEN in drawn
        assert (HIDDEN in drawn) is reads, mode  # absent, not covered
        expect(shown.get_by_text(HIDDEN)).to_have_count(1 if reads else 0)
        if not reads:
            expect(shown.locator(".offer").first).to_be_visible()

    page.get_by_role("button", name="Toggle preview").click()
    page.get_by_role("tab", name="Readers").click()
    page.locator("#id_metered").uncheck()
    save_draft(page)
    page.goto(f"/desk/pages/{number}/edit/")
    page.wait_for_load_state("networkidle")
    if not page.locator("#id_preview_mode").is_visible():
        page.get_by_role("button", name="Toggle preview").click()
    expect(shown.get_by_text(HIDDEN)).to_be_visible()  # drawn once, so the panel listens
    for mode, count in (("registered", 0), ("stranger", 0), ("member", 1)):  # nobody's meter opens it now
        show_as(page, mode)
        expect(shown.get_by_text(HIDDEN)).to_have_count(count)
        expect(shown.get_by_text(OPEN)).to_be_visible()


def test_preview_link__is_read_by_a_stranger_until_it_ends(
    page: Page, browser: Browser, site: str, sign_in_by_code: SignIn, let_hours_pass: Pass
) -> None:
    sign_in_editor(page, sign_in_by_code)
    headline = a_headline()
    number = write_gated(page, headline)
    page.goto(f"/desk/pieces/{number}/")
    page.get_by_label("A new link that is good for").select_option("1")
    page.get_by_role("button", name="Make a link").click()
    shared = page.locator(".preview-link input[readonly]").input_value()

    assert page.viewport_size
    elsewhere = browser.new_context(viewport=page.viewport_size)
    stranger = elsewhere.new_page()
    stranger.goto(shared)
    expect(stranger.get_by_text("A draft, not published.")).to_be_visible()
    expect(stranger.get_by_role("heading", name=headline)).to_be_visible()
    expect(stranger.get_by_text(HIDDEN)).to_be_visible()

    let_hours_pass(25)
    answer = stranger.goto(shared)
    assert answer is not None
    assert answer.status == 410
    expect(stranger.get_by_text("This link to a draft is over")).to_be_visible()
    assert HIDDEN not in stranger.content()
    page.reload()
    expect(page.locator(".preview-link")).to_have_count(0)
    elsewhere.close()


def test_publish_scheduled__what_is_on_the_clock_appears_and_goes_by_itself(
    page: Page, browser: Browser, site: str, sign_in_by_code: SignIn, let_hours_pass: Pass
) -> None:
    sign_in_editor(page, sign_in_by_code)
    coming, going = a_headline(), a_headline()
    soon = datetime.now() + timedelta(days=1)  # noqa: DTZ005 - as a person types it, by the clock on the wall
    paths = {
        coming: put_on_the_clock(page, coming, "go_live_at", soon),
        going: put_on_the_clock(page, going, "expire_at", soon),
    }
    page.goto("/desk/")
    expect(page.locator(".desk-home").get_by_role("link", name=going).first).to_be_visible()

    assert page.viewport_size
    elsewhere = browser.new_context(base_url=site, viewport=page.viewport_size)
    stranger = elsewhere.new_page()
    assert status_of(stranger, paths[coming]) == 404
    assert status_of(stranger, paths[going]) == 200
    let_hours_pass(40)
    for path, wanted in ((paths[coming], 200), (paths[going], 410)):
        for _ in range(75):
            if status_of(stranger, path) == wanted:
                break
            stranger.wait_for_timeout(1_000)
        assert status_of(stranger, path) == wanted
    expect(stranger.get_by_text("taken back")).to_be_visible()
    elsewhere.close()


def status_of(page: Page, path: str) -> int:
    answer = page.goto(path)
    assert answer is not None
    return answer.status


def put_on_the_clock(page: Page, headline: str, field: str, moment: datetime) -> str:
    """A piece for everybody, published with a moment set in the status panel; its path."""
    section = begin_piece(page, headline)
    add_text(page, 1, OPEN)
    for_everybody(page)
    save_draft(page)
    page.wait_for_load_state("networkidle")
    if not page.get_by_role("button", name="Set schedule").is_visible():  # the panel may stand open still
        page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    moments = page.get_by_role("dialog").locator(f"#id_{field}")
    moments.fill(f"{moment:%Y-%m-%d %H:%M}")
    with page.expect_navigation():
        moments.press("Control+s")
    page.wait_for_load_state("networkidle")
    if page.locator("[data-side-panel='status']").is_visible():  # on a phone it lies over the buttons
        page.get_by_role("button", name="Toggle status").click()
    slug = page.locator("#id_slug").input_value()
    publish(page, button="Schedule to publish" if field == "go_live_at" else "Publish")
    expect(page.locator(".messages").last).to_contain_text(re.compile("published|scheduled"))
    return f"{section}{slug}/"


def test_gate_block__two_are_refused_and_nothing_is_lost(page: Page, sign_in_by_code: SignIn) -> None:
    sign_in_editor(page, sign_in_by_code)
    number = write_gated(page, a_headline())
    add_block(page, "The gate")
    add_text(page, 3, "And then it burned.")
    publish(page)
    expect(page.locator(".messages").last).to_contain_text("could not be saved")
    expect(page.get_by_text("The gate stands here twice").first).to_be_visible()
    for words in (OPEN, HIDDEN, "And then it burned."):
        expect(
            page.locator("[data-contentpath='body'] [contenteditable]").filter(has_text=words)
        ).to_be_visible()
    assert number_of(page) == number
    page.goto(f"/desk/pieces/{number}/")
    expect(
        page.get_by_text("The gate stands here twice")
    ).to_be_visible()  # the draft is saved, faults and all
    expect(page.get_by_text("It is in this browser only")).to_have_count(0)
