"""All that a person does with their account, seen by axe in every state on the way, and done by keyboard."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import newest_code
from tests.look.conftest import WIDTHS, Opened, Shown
from tests.look.publication import Site
from tests.look.test_pages_are_for_everybody import NOTHING, complaints_in_both_schemes

WRONG_CODE = "QQQQQQ"


class Walk:
    """One reader on their way, and what axe says wherever they stop."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops: list[str] = []
        self.found: dict[str, dict[str, str]] = {}

    def to(self, path: str, *, name: str = "", expect: str = "") -> None:
        self.page.goto(path, wait_until="networkidle")
        self.stop(name or path, expect=expect)

    def stop(self, name: str, *, expect: str = "") -> None:
        """Look around. `expect` stands on the page, or this is not where we meant to be."""
        self.page.wait_for_load_state("networkidle")
        if expect:
            self.page.locator("main").get_by_text(expect).first.wait_for()
        self.stops.append(name)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            found = complaints_in_both_schemes(self.page)
            if found != NOTHING:
                self.found[f"{name}, {width} pixels wide"] = found

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").fill(value)

    def press(self, button: str) -> None:
        self.page.locator("main").get_by_role("button", name=button, exact=True).click()


@pytest.fixture
def walk(open_page: Opened) -> Callable[..., Walk]:
    def begun(reader: str = "") -> Walk:
        return Walk(open_page(Shown("start", "/sign-in/", reader), reduced_motion="reduce"))

    return begun


def somebody() -> str:
    return f"walker-{uuid4().hex[:10]}@example.org"


def sign_in(walk: Walk, browser: Browser, site: Site) -> str:
    email = somebody()
    walk.to("/sign-in/", name="sign-in")
    walk.page.locator("main form").first.evaluate("form => form.noValidate = true")
    walk.fill(email="nobody")
    walk.press("Send me a code")
    walk.stop("sign-in, refused", expect="does not look like an e-mail address")
    walk.fill(email=email)
    walk.press("Send me a code")
    walk.stop("code", expect="Look into your mail")
    walk.fill(code=WRONG_CODE)
    walk.press("Sign in")
    walk.page.locator("[aria-invalid=true], .notice.wrong").first.wait_for()
    walk.stop("code, refused")
    walk.fill(code=newest_code(browser, site.address, email))
    walk.press("Sign in")
    walk.page.wait_for_url(lambda address: "/sign-in/" not in address)
    walk.stop("just signed in")
    return email


def test_account_pages__axe_finds_nothing_from_signing_in_to_leaving(
    walk: Callable[..., Walk], look_browser: Browser, look_site: Site
) -> None:
    way = walk()
    sign_in(way, look_browser, look_site)

    way.to("/account/name/", name="name")
    way.fill(name="Mina Okonjo")
    way.press("Use this name")
    way.stop("name, refused", expect="Somebody")
    way.fill(name=f"Wanda {''.join(chr(97 + int(digit, 16)) for digit in uuid4().hex[:8])}")
    way.press("Use this name")
    way.to("/account/", name="account", expect="Signed in")
    way.to("/account/profile/", name="profile")
    way.fill(link="javascript:alert(1)")
    way.press("Keep it")
    way.page.locator("[aria-invalid=true]").first.wait_for()
    way.stop("profile, refused")
    no_picture = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    way.page.get_by_label("Profile picture").set_input_files(no_picture)  # type: ignore[arg-type]
    way.press("Use this picture")
    way.page.locator("main .wrong, main [aria-invalid=true]").first.wait_for()
    way.stop("picture, refused")
    way.to("/account/profile/")
    way.page.get_by_role("link", name="See it as others do").click()
    way.stop("one's own page")

    way.to("/notices/", name="notices")
    way.to("/notices/preferences/", name="preferences")
    way.to("/account/passkeys/", name="passkeys", expect="You have none yet")
    way.to("/account/passkeys/add/", name="passkey", expect="What you call it")

    way.to("/account/address/", name="address", expect="Your account is at")
    way.page.locator("main form").first.evaluate("form => form.noValidate = true")
    way.fill(email="nobody")
    way.press("Send a code there")
    way.page.locator("[aria-invalid=true]").first.wait_for()
    way.stop("address, refused")
    way.fill(email=somebody())
    way.press("Send a code there")
    way.page.wait_for_url("**/account/address/code/")
    way.stop("address, code")
    way.fill(code=WRONG_CODE)
    way.press("Move my account")
    way.page.locator("[aria-invalid=true], main .wrong").first.wait_for()
    way.stop("address, code refused")

    way.to("/account/data-exports/", name="exports", expect="Data export")
    way.press("Ask for a data export")
    way.stop("exports, asked", expect="Asked for on")
    way.to("/sign-out/", name="sign-out")
    way.to("/account/deletion/", name="leave", expect="tax law")
    way.press("Delete my account")
    way.stop("leave, refused", expect="Please choose what becomes of your comments")
    way.page.get_by_label("They stay").check()
    way.page.get_by_label("I know that this cannot be taken back").check()
    way.press("Delete my account")
    way.stop("left", expect="Goodbye")
    assert way.found == {}, way.found


def test_account_pages__axe_finds_nothing_in_reauthentication_and_where_help_is_given(
    walk: Callable[..., Walk],
) -> None:
    way = walk("rita")
    way.to("/account/deletion/", name="proof", expect="being signed in is not enough")
    way.press("Send me a code")
    way.stop("proof, code", expect="Look into your mail")
    way.fill(code=WRONG_CODE)
    way.press("Go on")
    way.page.locator("[aria-invalid=true], main .wrong").first.wait_for()
    way.stop("proof, refused")
    assert way.found == {}, way.found


def test_account_pages__axe_finds_nothing_where_a_publisher_helps_somebody(
    walk: Callable[..., Walk], look_browser: Browser, look_site: Site
) -> None:
    way = walk("pia")
    way.to("/account/help/", name="help, proof", expect="being signed in is not enough")
    way.press("Send me a code")
    way.fill(code=newest_code(look_browser, look_site.address, "pia@example.org"))
    way.press("Go on")
    way.stop("help", expect="The address of the account")
    way.fill(email="nobody@example.org", new_email="new@example.org", reason="Shown at the office.")
    way.page.locator("main form button[type=submit]").first.click()
    way.page.locator("[aria-invalid=true], main .wrong").first.wait_for()
    way.stop("help, refused")
    assert way.found == {}, way.found


def test_account_pages__axe_finds_nothing_on_standing_pages_and_refused_links(
    walk: Callable[..., Walk],
) -> None:
    way = walk()
    for page in ("about", "community-guidelines", "terms", "privacy", "imprint", "cookies"):
        way.to(f"/{page}/")
        assert way.page.locator("main .prose").count(), page
    way.to("/contact/", name="contact")
    way.press("Send")
    way.page.locator("[aria-invalid=true]").first.wait_for()
    way.stop("contact, refused", expect="Please tell us your name")
    way.fill(name="Stan", email="stan@example.org", subject="A date", text="It was 1871.")
    way.press("Send")
    way.stop("contact, sent", expect="your message has reached us")
    for path in (
        "/sign-in/link/nothing/",
        "/account/address/undo/nothing/",
        "/account/address/stop/nothing/",
        "/notices/stop/nothing/",
        "/readers/999999/",
        "/sign-in/closed/",
        "/account-deleted/",
    ):
        way.to(path)
    assert way.found == {}, way.found


# --- by keyboard ------------------------------------------------------------------------------------------


def tab_to(page: Page, name: str) -> None:
    """Press the tab key until what has this name is reached, as somebody without a mouse does."""
    for _ in range(60):
        here = page.evaluate(
            """() => { const here = document.activeElement;
                if (here === document.body) return '';
                return [...(here.labels ?? [])].map(label => label.innerText).join(' ')
                    || here.ariaLabel || here.innerText || here.value || ''; }"""
        )
        if name in here:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"“{name}” is not reached by the tab key on {page.url}")


def test_account_pages__one_signs_in_tells_about_oneself_and_leaves_without_a_mouse(
    open_page: Opened, look_browser: Browser, look_site: Site
) -> None:
    email = somebody()
    page = open_page(Shown("sign-in", "/sign-in/"))
    tab_to(page, "Your e-mail address")
    page.keyboard.type(email)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code/**")
    code = newest_code(look_browser, look_site.address, email)
    tab_to(page, "Code")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in/" not in address)

    page.goto("/account/profile/")
    tab_to(page, "A line about yourself")
    page.keyboard.type("Keeps bees and a diary.")
    tab_to(page, "Keep it")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto("/account/profile/")
    assert page.get_by_label("A line about yourself").input_value() == "Keeps bees and a diary."

    page.goto("/account/deletion/")
    tab_to(page, "They")
    page.keyboard.press("Space")
    tab_to(page, "I know that this cannot be taken back")
    page.keyboard.press("Space")
    tab_to(page, "Delete my account")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account-deleted/")
