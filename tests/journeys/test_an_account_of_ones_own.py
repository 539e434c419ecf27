"""What a person does with their account: a passkey, an address, a profile, an archive, leaving."""

import io
import json
import re
import time
import zipfile
from collections.abc import Callable
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import mail_to, newest_code

Enter = Callable[[Page, str], None]


def somebody() -> str:
    return f"reader-{uuid4().hex[:10]}@lighterman.example"


@pytest.fixture
def with_a_key(page: Page) -> Page:
    """A browser on a machine that can keep passkeys and asks for a finger, which is given."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def test_passkeys__one_signs_in_without_a_code_and_lets_one_move_the_account(
    with_a_key: Page, browser: Browser, site: str, sign_in_by_code: Enter
) -> None:
    page, email, new = with_a_key, somebody(), somebody()
    sign_in_by_code(page, email)
    page.goto("/account/passkeys/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What you call it").fill("My telephone")
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/account/passkeys/")
    expect(page.locator("input[value='My telephone']")).to_be_visible()

    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda address: "/sign-out/" not in address)  # the browser's store is emptied first
    page.goto("/sign-in/?next=/account/address/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/account/address/")  # the passkey is the proof, too: no mail was needed
    page.get_by_label("Your new e-mail address").fill(new)
    page.get_by_role("button", name="Send a code there").click()
    page.wait_for_url("**/account/address/code/")
    page.get_by_label("Code").fill(newest_code(browser, site, new))
    page.get_by_role("button", name="Move my account").click()
    page.wait_for_url("**/account/")
    expect(page.locator("main")).to_contain_text(new)

    told = mail_to(browser, site, email, "has moved")
    link = re.search(r"http://\S+/account/address/undo/\S+", told)
    assert link
    page.goto(link.group(0))
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("main")).to_contain_text(f"belongs to {email} again")
    page.goto("/account/")
    expect(page).to_have_url(re.compile("/sign-in/"))


def test_passkeys__one_is_renamed_and_removed(with_a_key: Page, sign_in_by_code: Enter) -> None:
    page = with_a_key
    sign_in_by_code(page, somebody())
    page.goto("/account/passkeys/add/")
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/account/passkeys/")
    page.get_by_label("Name of My passkey").fill("The blue one")
    page.get_by_role("button", name="Rename").click()
    expect(page.locator("input[value='The blue one']")).to_be_visible()
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator("main")).to_contain_text("You have none yet")


def test_enter_code__without_script_a_code_does(page_without_script: Page) -> None:
    page_without_script.goto("/sign-in/")
    expect(page_without_script.get_by_role("button", name="Send me a code")).to_be_visible()
    expect(page_without_script.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()


def test_update_profile__is_filled_in_and_seen_by_others(
    page: Page, browser: Browser, site: str, sign_in_by_code: Enter
) -> None:
    name = f"Petra {''.join(chr(ord('a') + int(digit, 16)) for digit in uuid4().hex[:8])}"
    sign_in_by_code(page, somebody())
    page.goto("/account/name/")
    page.get_by_label("The name others see").fill(name)
    page.get_by_role("button", name="Use this name").click()
    page.goto("/account/profile/")
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), (120, 60, 40)).save(picture, "JPEG")
    page.get_by_label("Profile picture").set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    page.get_by_role("button", name="Use this picture").click()
    expect(page.locator("main img.avatar")).to_be_visible()
    page.get_by_label("A line about yourself").fill("Keeps bees and a diary.")
    page.get_by_label("Where you write").fill("diary.example")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="See it as others do").click()
    address = page.url
    stranger = browser.new_context(base_url=site).new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name=name)).to_be_visible()
    expect(stranger.locator("main")).to_contain_text("Keeps bees and a diary.")
    link = stranger.get_by_role("link", name="https://diary.example")
    expect(link).to_have_attribute("rel", "ugc nofollow noopener")
    assert stranger.locator("main img.avatar").evaluate("image => image.naturalWidth") == 192
    stranger.context.close()


def test_data_export__everything_comes_in_one_archive_and_then_one_leaves(
    page: Page, sign_in_by_code: Enter
) -> None:
    email = somebody()
    sign_in_by_code(page, email)
    page.goto("/account/data-exports/")
    page.get_by_role("button", name="Ask for a data export").click()
    link = page.get_by_role("link", name="Asked for on")
    deadline = time.monotonic() + 30
    while not link.count() and time.monotonic() < deadline:
        time.sleep(0.3)
        page.reload()
    with page.expect_download() as download:
        link.click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert json.loads(archive.read("account.json"))["email"] == email
        assert {"notices.json", "payments.json", "membership.json", "comments.json"} <= set(
            archive.namelist()
        )

    page.goto("/account/deletion/")
    expect(page.locator("main")).to_contain_text("tax law")
    page.get_by_role("button", name="Delete my account").click()
    expect(page.locator("main")).to_contain_text("Please choose what becomes of your comments")
    page.get_by_label("They stay").check()
    page.get_by_label("I know that this cannot be taken back").check()
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="Goodbye")).to_be_visible()
    page.goto("/account/")
    expect(page).to_have_url(re.compile("/sign-in/"))
