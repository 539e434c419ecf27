"""Members write, answer, agree and change their words; strangers are told how to."""

import re
from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.conftest import mail_to

SignIn = Callable[[Page, str], None]
CALL = "/politics/the-call/"
# One each, since nobody writes two comments within three seconds.
ANSWERING = {390: ("nadia", "Nadia Behrens"), 1280: ("tamsin", "Tamsin Oakes")}


def test_post_comment__a_member_writes_is_replied_to_and_is_told_by_mail(
    page: Page, browser: Browser, site: str, sign_in_by_code: SignIn
) -> None:
    words, answer = f"A first thought, {uuid4().hex[:8]}", f"A second thought, {uuid4().hex[:8]}"
    sign_in_by_code(page, "ferro@lighterman.example")
    page.goto(CALL)
    page.get_by_label("Your comment").fill(words)
    before = page.evaluate("() => { window.sameDocument = true; return performance.timeOrigin }")
    page.get_by_role("button", name="Post", exact=True).click()
    comment = page.locator("article.comment", has_text=words)
    expect(comment).to_be_visible()
    assert (
        page.evaluate("() => window.sameDocument && performance.timeOrigin") == before
    )  # nothing was reloaded

    comment.locator(".fold summary").click()
    comment.get_by_role("link", name="Edit").click()
    page.locator("form[action$='/edit/'] textarea").fill(f"{words}, changed")
    page.get_by_role("button", name="Change").click()
    expect(page.locator("article.comment", has_text=f"{words}, changed")).to_be_visible()
    expect(comment.get_by_role("link", name="edited")).to_be_visible()

    other = browser.new_context(base_url=site)
    answering = other.new_page()
    assert page.viewport_size
    handle, name = ANSWERING[page.viewport_size["width"]]
    sign_in_by_code(answering, f"{handle}@lighterman.example")
    answering.goto(f"{CALL}?order=newest")
    found = answering.locator("article.comment", has_text=words)
    if not found.count():
        answering.goto(
            page.locator("article.comment", has_text=words).locator("time a").get_attribute("href") or ""
        )
    found.get_by_role("link", name="Reply").click()
    answering.get_by_label(re.compile("Your reply to")).fill(answer)
    answering.get_by_role("button", name="Post", exact=True).last.click()
    expect(answering.locator("article.comment", has_text=answer)).to_be_visible()
    other.close()

    assert answer in mail_to(browser, site, "ferro@lighterman.example", f"{name} answered")


def test_reader_state__arrives_late_and_leaves_an_open_menu_open(
    wide_page: Page, sign_in_by_code: SignIn
) -> None:
    """The private part of a thread is slow; whoever has a menu open keeps it, and their place in it."""
    page, held = wide_page, list[Route]()

    def hold(route: Route) -> None:  # the browser's library marks what it calls, which `held.append` forbids
        held.append(route)

    sign_in_by_code(page, "mo@lighterman.example")
    page.route(re.compile("part=all"), hold)
    page.goto(CALL)
    menu = page.locator("article.comment .fold").first
    menu.locator("summary").click()
    expect(menu.get_by_role("link", name="Report")).to_be_visible()
    held[0].continue_()
    expect(menu.get_by_role("link", name="Moderate")).to_be_visible()
    expect(menu.locator("summary")).to_be_focused()


def test_cast_vote__changes_its_number_in_place(wide_page: Page, sign_in_by_code: SignIn) -> None:
    page = wide_page
    sign_in_by_code(page, "plum@lighterman.example")
    page.goto(CALL)
    expect(page.get_by_label("Your comment")).to_be_visible()  # what is personal has arrived
    vote = page.locator("[aria-pressed=false]", has_text="Good point").first
    row = vote.locator("xpath=ancestor::div[contains(@class,'acts')]").first
    identifier = row.get_attribute("id")
    number = int(re.sub(r"\D", "", vote.inner_text()) or 0)
    vote.click()
    given = page.locator(f"#{identifier} [aria-pressed=true]", has_text="Good point")
    expect(given).to_contain_text(str(number + 1))


def test_comment_form__a_draft_survives_a_closed_tab(wide_page: Page, sign_in_by_code: SignIn) -> None:
    page = wide_page
    sign_in_by_code(page, "osei@lighterman.example")
    page.goto(CALL)
    page.get_by_label("Your comment").fill("Half a sentence that")
    page.get_by_label("Your comment").blur()
    page.goto("/")
    page.goto(CALL)
    expect(page.get_by_label("Your comment")).to_have_value("Half a sentence that")


def test_thread_page__a_reader_without_membership_reads_it_and_learns_how_to_write(
    page: Page, sign_in_by_code: SignIn
) -> None:
    sign_in_by_code(page, "rita@lighterman.example")
    page.goto("/essays/commute/")
    expect(page.locator(".invite")).to_be_visible()
    expect(page.get_by_label("Your comment")).to_have_count(0)


def test_comment_page__a_link_to_it_opens_it_among_what_it_replies_to(page: Page) -> None:
    page.goto(CALL)
    address = page.locator(".replies article.comment time a").first.get_attribute("href") or ""
    page.goto(address)
    expect(page.locator("article.comment.chosen")).to_be_visible()
    expect(page.locator("article.comment").first).to_be_visible()
