"""A reader reports a comment, a moderator hides it with a reason, its author is told, and it comes back."""

import re
from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

SignIn = Callable[[Page, str], None]
CALL = "/politics/the-call/"


def test_hide_comment__a_reported_one_is_hidden_with_a_reason_and_restored(
    wide_page: Page, browser: Browser, site: str, sign_in_by_code: SignIn
) -> None:
    words = f"Something sharp, {uuid4().hex[:8]}"
    page = wide_page
    sign_in_by_code(page, "dover@lighterman.example")
    page.goto(CALL)
    page.get_by_label("Your comment").fill(words)
    page.get_by_role("button", name="Post", exact=True).click()
    comment = page.locator("article.comment", has_text=words)
    expect(comment).to_be_visible()
    address = comment.locator("time a").get_attribute("href") or ""

    reader = browser.new_context(base_url=site)
    reading = reader.new_page()
    sign_in_by_code(reading, "rita@lighterman.example")
    reading.goto(address)
    reading.locator("article.comment", has_text=words).locator(".fold summary").click()
    reading.locator("article.comment", has_text=words).get_by_role("link", name="Report").click()
    reading.get_by_text("It attacks a person").first.click()
    reading.locator(".report button[type=submit]").click()
    expect(reading.get_by_text("The moderators see your report")).to_be_visible()

    desk = browser.new_context(base_url=site)
    deciding = desk.new_page()
    sign_in_by_code(deciding, "mo@lighterman.example")
    deciding.goto("/moderation/")
    case = deciding.locator("article.queue-item", has_text=words)
    expect(case).to_be_visible()
    case.get_by_label("Reason").select_option("attack")
    case.get_by_role("button", name="Hide").click()
    expect(deciding.locator("main .notice.good").first).to_be_visible()

    reading.goto(CALL)
    expect(reading.get_by_text(words)).to_have_count(0)
    assert words not in reading.content()
    reading.goto("/mailbox/")
    expect(reading.locator("main")).to_contain_text("dover@lighterman.example")

    deciding.get_by_role("link", name="Look at it again").click()
    deciding.get_by_label("Why it comes back").fill("Sharp, but about the argument.")
    deciding.get_by_role("button", name="Restore").click()
    expect(deciding.locator("main .notice.good").first).to_be_visible()
    reading.goto(address)
    expect(reading.locator("article.comment", has_text=words)).to_be_visible()
    reader.close()
    desk.close()


def test_queue_page__readers_do_not_come_to_the_moderators_desk(
    wide_page: Page, sign_in_by_code: SignIn
) -> None:
    page = wide_page
    sign_in_by_code(page, "halvard@lighterman.example")
    answer = page.goto("/moderation/")
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text(re.compile(r"\w+"))
