# ruff: noqa: E501 - scripts for the browser
"""What somebody began to write is in their browser, for them alone, within bounds, and gone with the sign-out."""

from collections.abc import Callable
from time import monotonic
from uuid import uuid4

import pytest
from playwright.sync_api import Dialog, Page, expect

SignIn = Callable[[Page, str], None]
PIECE = "/politics/the-call/"
FERRO, PLUM, PIA = (f"{name}@lighterman.example" for name in ("ferro", "plum", "pia"))
PLACES = "async () => (await window.typedStore.all('1')).map(entry => entry.place)"


def begin_a_comment(page: Page, words: str) -> None:
    page.goto(PIECE)
    page.get_by_label("Your comment").fill(words)
    expect_in_store(page, words)


def stored(page: Page) -> str:
    """All that is in the browser's store, of anybody; why it cannot be read at this moment, where it cannot."""
    return str(
        page.evaluate(
            """() => new Promise(done => {
                const unread = why => () => done(`UNREAD ${why}`);
                setTimeout(unread('silent'), 5000);
                const asked = indexedDB.open('typed', 1);
                asked.onupgradeneeded = () => asked.result.createObjectStore('typed', { keyPath: ['person', 'place'] });
                asked.onerror = unread('not opened');
                asked.onblocked = unread('blocked');
                asked.onsuccess = () => {
                    asked.result.onversionchange = () => asked.result.close();
                    const reading = asked.result.transaction('typed');
                    const all = reading.objectStore('typed').getAll();
                    reading.onabort = unread('aborted');
                    all.onsuccess = () => { asked.result.close(); done(JSON.stringify(all.result)); };
                };
            })"""
        )
    )


def expect_in_store(page: Page, words: str) -> None:
    for _ in range(50):
        if words in stored(page):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"“{words}” is not in the store: {stored(page)}")


def expect_gone(page: Page, words: str) -> None:
    found, until = "", monotonic() + 30
    while monotonic() < until:
        found = stored(page)
        if words not in found and not found.startswith("UNREAD"):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"“{words}” is in the store still: {found}")


def sign_out_of_the_account(page: Page) -> None:
    page.goto("/account/")
    page.get_by_role("button", name="Sign out", exact=True).click()


def sign_out_by_its_page(page: Page) -> None:
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out", exact=True).click()


def sign_out_of_the_desk(page: Page) -> None:
    page.goto("/desk/", wait_until="networkidle")
    page.get_by_role("button", name="Pia").last.click()
    page.get_by_role("button", name="Log out").click()


def delete_the_account(page: Page) -> None:
    page.goto("/account-deleted/")


def test_comment_form__offers_what_was_begun_to_its_writer_only(
    wide_page: Page, sign_in_by_code: SignIn
) -> None:
    page, words = wide_page, f"A thought half {uuid4().hex[:8]}"
    field = page.get_by_label("Your comment")
    sign_in_by_code(page, FERRO)
    begin_a_comment(page, words)
    page.reload()
    expect(field).to_have_value(words)

    page.context.clear_cookies()
    sign_in_by_code(page, PLUM)  # at the same computer; nobody signed out
    page.goto(PIECE)
    expect(field).to_have_value("")
    page.get_by_label("Your comment").fill("Of my own")
    expect_in_store(page, "Of my own")

    sign_in_by_code(page, FERRO)
    page.goto(PIECE)
    expect(field).to_have_value(words)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("article.comment", has_text=words)).to_be_visible()
    expect_gone(page, words)


DOORS: tuple[tuple[Callable[[Page], None], str], ...] = (
    (sign_out_of_the_account, FERRO),
    (sign_out_by_its_page, FERRO),
    (sign_out_of_the_desk, PIA),
    (delete_the_account, FERRO),
)


def test_store__is_gone_although_it_was_asked_twice_before_it_was_open(
    wide_page: Page, sign_in_by_code: SignIn
) -> None:
    sign_in_by_code(wide_page, FERRO)
    begin_a_comment(wide_page, "Asked twice")
    wide_page.goto("/politics/")
    wide_page.evaluate(
        """async () => {
            await Promise.all([1, 2, 3].map(() => window.typedStore.all('1')));
            window.typedStore.clear();
        }"""
    )
    expect_gone(wide_page, "Asked twice")


@pytest.mark.parametrize(("door", "who"), DOORS, ids=lambda value: getattr(value, "__name__", ""))
def test_sign_out__takes_what_was_begun_from_every_window(
    wide_page: Page, sign_in_by_code: SignIn, door: Callable[[Page], None], who: str
) -> None:
    page, words = wide_page, f"Left behind {uuid4().hex[:8]}"
    sign_in_by_code(page, who)
    begin_a_comment(page, words)
    leaving = page.context.new_page()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    leaving.on("dialog", answer)
    door(leaving)
    expect(page.get_by_label("Your comment")).to_have_value("", timeout=30_000)
    expect_gone(page, words)
    assert door is delete_the_account or "in this browser only" in asked[0]


@pytest.mark.parametrize(("door", "who"), DOORS[:3], ids=lambda value: getattr(value, "__name__", ""))
def test_sign_out__asks_before_it_throws_anything_away(
    wide_page: Page, sign_in_by_code: SignIn, door: Callable[[Page], None], who: str
) -> None:
    page, words = wide_page, f"Not yet {uuid4().hex[:8]}"
    sign_in_by_code(page, who)
    begin_a_comment(page, words)
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        door(page)
    assert "Sign out nevertheless?" in asked.value.message
    page.goto(PIECE)
    expect(page.get_by_label("Your comment")).to_have_value(words)


def test_edit_form__offers_what_was_begun_beside_what_stands(
    wide_page: Page, sign_in_by_code: SignIn
) -> None:
    page, words = wide_page, f"It was so {uuid4().hex[:8]}"
    sign_in_by_code(page, FERRO)
    begin_a_comment(page, words)
    page.get_by_role("button", name="Post", exact=True).click()
    comment = page.locator("article.comment", has_text=words)
    comment.wait_for()
    page.wait_for_load_state("networkidle")
    field = page.locator("form[action$='/edit/'] textarea")

    def edit() -> None:
        comment.locator(".fold summary").click()
        comment.get_by_role("link", name="Edit").click()

    edit()
    field.fill(f"{words}, or nearly")
    expect_in_store(page, "or nearly")
    page.goto(comment.locator("time a").get_attribute("href") or "", wait_until="networkidle")
    edit()
    expect(field).to_have_value(words)
    page.get_by_role("button", name="Put it back").click()
    expect(field).to_have_value(f"{words}, or nearly")
    page.get_by_role("button", name="Change").click()
    expect(page.locator("article.comment", has_text="or nearly")).to_be_visible()
    expect_gone(page, "or nearly")


def test_typed_store__is_bounded_in_number_length_and_age(wide_page: Page) -> None:
    page = wide_page
    page.goto("/")
    assert page.evaluate("typedStore.put({ person: '1', place: 'long', fields: [['text', 'x'.repeat(7e5)]] }).catch(no => no.message)") == "too long"  # fmt: skip
    page.evaluate(
        """async () => {
            for (let n = 0; n < 40; n += 1) await typedStore.put({ person: '1', place: `p${n}`, fields: [['text', 'x']] });
        }"""
    )
    places = page.evaluate(PLACES)
    assert len(places) == 30
    assert "p39" in places
    page.evaluate(
        """async () => {
            for (let n = 0; n < 12; n += 1) await typedStore.put({ person: '1', place: `big${n}`, fields: [['text', 'ж'.repeat(6.9e5)]] });
        }"""
    )
    assert page.evaluate(PLACES) == [f"big{number}" for number in range(11, 1, -1)]
    page.clock.set_fixed_time("2199-01-01")
    assert page.evaluate(PLACES) == []
