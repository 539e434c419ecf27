"""Everything a reader and a member do works in a browser that runs no script."""

import re
from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Page, expect

SignIn = Callable[[Page, str], None]
CALL = "/politics/the-call/"


def test_without_script__a_member_reads_writes_votes_and_reports(
    page_without_script: Page, sign_in_by_code: SignIn
) -> None:
    page, words = page_without_script, f"Written by hand, {uuid4().hex[:8]}"
    sign_in_by_code(page, "tamsin@lighterman.example")
    page.goto(CALL)
    expect(page.get_by_text("wearing fourteen coats")).to_be_visible()
    page.get_by_role("link", name=re.compile("Write")).first.click()
    page.get_by_label("Your comment").fill(words)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("article.comment", has_text=words)).to_be_visible()

    page.goto(CALL)
    other = page.locator("article.comment").first
    other.get_by_role("button", name=re.compile("Good point")).click()
    page.get_by_role("button", name=re.compile("Good point")).first.click()
    expect(page.locator("main")).to_be_visible()

    page.goto(CALL)
    page.locator("article.comment").first.locator(".fold summary").click()
    page.locator("article.comment").first.get_by_role("link", name="Report").click()
    expect(page.get_by_role("button", name="Report")).to_be_visible()


def test_without_script__a_member_is_offered_no_membership(
    page_without_script: Page, sign_in_by_code: SignIn
) -> None:
    page = page_without_script
    page.goto("/")
    header = page.locator("header.top .right")
    expect(header.get_by_role("link", name="Your account")).to_be_visible()  # what a stranger gets, too
    sign_in_by_code(page, "tamsin@lighterman.example")
    for path in ("/", "/essays/", CALL, "/archive/"):
        page.goto(path)
        for offer in page.get_by_text("Become a member").all():
            expect(offer).to_be_hidden()
        expect(header.get_by_role("link", name="Your account")).to_be_visible()


def test_without_script__the_menu_opens_on_a_phone(page_without_script: Page) -> None:
    page = page_without_script
    page.goto("/")
    page.locator("header summary").click()
    page.locator("header").get_by_role("link", name="Essays").locator("visible=true").first.click()
    expect(page).to_have_url(re.compile("/essays/"))
