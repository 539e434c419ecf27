"""A stranger reads, meets the gate, joins, reads on, and leaves again."""

import re
from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import mail_to

# Words that stand behind the gate of each members' piece.
HIDDEN = {
    "/politics/the-call/": "wearing fourteen coats",
    "/essays/ferrymen/": "no time at all to explain it",
    "/harbour/cooper/": "between a tyre store",
    "/politics/pilots/": "word for word in places",
}

Enter = Callable[[Page, str], None]


def somebody_new() -> str:
    return f"reader-{uuid4().hex[:10]}@elsewhere.example"


def spend_the_meter(page: Page) -> str:
    """Read all that a stranger may; answers the address of a piece that is closed then."""
    *first, last = HIDDEN
    for left, address in zip((2, 1, 0), first, strict=True):
        page.goto(address)
        expect(page.get_by_text(HIDDEN[address])).to_be_visible()
        expect(page.locator(".meter")).to_contain_text(str(left) if left else "last")
    page.goto(last)
    return last


def test_meter__a_stranger_reads_three_pieces_and_is_told_what_is_left(page: Page) -> None:
    closed = spend_the_meter(page)
    assert HIDDEN[closed] not in page.content()
    expect(page.get_by_role("heading", name="You have read your 3 free members’ pieces")).to_be_visible()
    expect(page.locator("#offer")).to_contain_text("€60")
    expect(page.locator("#offer")).to_contain_text("two clicks")
    page.goto(next(iter(HIDDEN)))  # what was read once stays readable
    expect(page.get_by_text(next(iter(HIDDEN.values())))).to_be_visible()


def test_join__at_the_gate_reads_on_and_cancels(
    page: Page, browser: Browser, site: str, enter_the_code: Enter
) -> None:
    closed, email = spend_the_meter(page), somebody_new()
    page.get_by_label("Monthly").check()
    page.locator("#offer").get_by_role("button", name="Become a member").click()
    page.wait_for_load_state()
    if page.get_by_role("button", name="Continue to payment").count():
        page.get_by_role("button", name="Continue to payment").click()
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    enter_the_code(page, email)
    if page.get_by_role("button", name="Continue to payment").count():
        page.get_by_role("button", name="Continue to payment").click()

    expect(page.get_by_text("No money moves here")).to_be_visible()
    page.get_by_label("A card that is declined").check()
    page.get_by_role("button", name=re.compile("Pay")).click()
    expect(page.get_by_text("nothing was charged")).to_be_visible()
    page.get_by_label("3-D Secure").check()
    page.get_by_role("button", name=re.compile("Pay")).click()
    page.get_by_role("button", name="Yes, it is me").click()

    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    page.get_by_label("What shall we call you?").fill(f"Ida {email.split('@')[0]}"[:40])
    page.get_by_role("button", name="Use this name").click()
    expect(page).to_have_url(re.compile(re.escape(closed)))
    expect(page.get_by_text(HIDDEN[closed])).to_be_visible()
    expect(page.locator(".offer")).to_have_count(0)

    page.goto("/account/")
    page.get_by_role("link", name=re.compile("Cancel")).first.click()
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.locator("main")).to_contain_text(re.compile("until", re.IGNORECASE))
    page.goto(closed)
    expect(page.get_by_text(HIDDEN[closed])).to_be_visible()

    assert "€6" in mail_to(browser, site, email, "Receipt")


def test_checkout_cancelled__whoever_leaves_the_payment_page_is_back_where_they_were(
    wide_page: Page, enter_the_code: Enter
) -> None:
    page, email = wide_page, somebody_new()
    page.goto("/sign-in/")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    enter_the_code(page, email)
    page.goto("/join/yearly/?next=/essays/ferrymen/")
    page.get_by_role("button", name="Continue to payment").click()
    page.get_by_role("link", name="Leave without paying").click()
    expect(page).to_have_url(re.compile("/essays/ferrymen/"))


def test_enter_code__a_wrong_one_is_refused_in_a_sentence_and_the_right_one_still_works(
    wide_page: Page, enter_the_code: Enter
) -> None:
    page, email = wide_page, somebody_new()
    page.goto("/sign-in/")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill("WRONGX")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Code")).to_have_attribute("aria-invalid", "true")
    enter_the_code(page, email)
    page.goto("/account/")
    expect(page.locator("main")).to_contain_text(email)
