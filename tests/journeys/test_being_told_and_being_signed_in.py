"""A reader writes to the publication, says what they want to be told, and ends a sign-in elsewhere."""

import re
from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import mail_to

Enter = Callable[[Page, str], None]


def somebody() -> str:
    return f"reader-{uuid4().hex[:10]}@lighterman.example"


def test_contact_page__a_message_to_the_publication_arrives(page: Page, browser: Browser, site: str) -> None:
    subject = f"A lantern {uuid4().hex[:8]}"
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Contact").click()
    page.get_by_label("Your name").fill("Hedda Rowe")
    page.get_by_label("Your e-mail address").fill("hedda")
    page.get_by_label("Subject").fill(subject)
    page.get_by_label("Message").fill("Your lantern on the mole has gone out.")
    page.get_by_role("button", name="Send").click()
    if page.get_by_text("Thank you").count() == 0:  # the browser or the page asked for a whole address
        expect(page.get_by_label("Message")).to_have_value("Your lantern on the mole has gone out.")
    page.get_by_label("Your e-mail address").fill("hedda@mole.example")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("your message has reached us")).to_be_visible()
    told = mail_to(browser, site, subject, subject)
    assert "Your lantern on the mole has gone out." in told
    assert "hedda@mole.example" in told


def test_preferences__what_one_prefers_to_be_told_is_stored(page: Page, sign_in_by_code: Enter) -> None:
    sign_in_by_code(page, somebody())
    page.goto("/account/")
    page.get_by_role("link", name="What you are told, and how").first.click()
    answers = page.get_by_role("group", name="Answers to my comments")
    expect(answers.get_by_label("by e-mail")).to_be_checked()
    answers.get_by_label("only on this site").check()
    page.get_by_role("button", name="Save these preferences").click()
    page.goto("/notices/preferences/")
    answers = page.get_by_role("group", name="Answers to my comments")
    expect(answers.get_by_label("only on this site")).to_be_checked()


def test_sign_ins__one_elsewhere_is_seen_and_ended(
    page: Page, browser: Browser, site: str, enter_the_code: Enter
) -> None:
    email = somebody()
    elsewhere = browser.new_context(base_url=site)
    there = elsewhere.new_page()
    for each in (page, there):
        each.goto("/sign-in/")
        each.get_by_label("Your e-mail address").fill(email)
        each.get_by_role("button", name="Send me a code").click()
        enter_the_code(each, email)
    page.goto("/account/")
    page.get_by_role("button", name="Sign out there").click()
    expect(page.get_by_role("button", name="Sign out there")).to_have_count(0)
    there.goto("/account/")
    expect(there).to_have_url(re.compile("/sign-in/"))
    page.goto("/account/")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    elsewhere.close()
