"""Somebody who types in the desk while things go wrong, and a log of every key, kept beside the browser."""

import json
import os
import random
import re
import signal
import sqlite3
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright, expect
from playwright.sync_api import Error as PlaywrightError

from tests.journeys.conftest import chromium_path
from tests.journeys.typing_site import TypingSite

TICK = 600  # milliseconds in which the browser has stored what was typed
PATIENCE = 40  # seconds in which a busy machine has asked whether it arrived, and shown it again
GRACE = 2.0  # seconds: what is older than that is somewhere, whatever dies
WORDS = "harbour lantern ferry tide archive pilot winter silver ledger bridge fog rope salt"
BODY = "[data-contentpath='body'] [contenteditable='true']"


@dataclass(frozen=True)
class Form:
    """A form of the desk: where it is, which field is typed into, and whether it has drafts."""

    name: str
    path: str
    field: str
    drafts: bool = True


@dataclass
class KeyLog:
    """Every key with its moment, as the fingers know it."""

    keys: list[tuple[float, str]] = field(default_factory=list)

    def text(self, *, until: float = float("inf")) -> str:
        return "".join(key for moment, key in self.keys if moment <= until)


class Desk:
    """A browser with a profile of its own on disk, which may be killed and opened again."""

    def __init__(self, playwright: Playwright, site: TypingSite, profile: Path) -> None:
        self.playwright, self.site, self.profile = playwright, site, profile
        self.script_in_place_of: dict[str, str] = {}
        self.context: BrowserContext
        self.page: Page
        self.cut: CDPSession
        self.open()

    def open(self) -> None:
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path=chromium_path(), base_url=self.site.address, headless=True,
            viewport={"width": 1280, "height": 900}, args=["--no-sandbox", "--disable-gpu", "--disable-quic"],
        )  # fmt: skip
        self.context.set_default_timeout(30_000)
        for name, script in list(self.script_in_place_of.items()):
            self.put_in_place_of(name, script)
        self.sign_in()
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()

    def put_in_place_of(self, name: str, script: str) -> None:
        """Let the desk load another script from now on."""
        self.script_in_place_of[name] = script
        self.context.route(
            re.compile(re.escape(name)),
            lambda route: route.fulfill(body=script, content_type="text/javascript"),
        )

    def restore_scripts(self) -> None:
        self.script_in_place_of.clear()
        self.context.unroute_all()

    def sign_in(self) -> None:
        """As the editor; the session is there again where it had been ended."""
        key, data = self.site.facts["sessions"]["ed"], self.site.facts["session_row"]
        with sqlite3.connect(self.site.database, timeout=20) as base:
            base.execute("insert or replace into django_session values (?, ?, ?)", data)
        tomorrow = time.time() + 86_400
        self.context.add_cookies(
            [{"name": "session", "value": key, "url": self.site.address, "expires": tomorrow}]
        )

    def end_session(self) -> None:
        """The sign-in ends on the server, and with it the token of every open form."""
        with sqlite3.connect(self.site.database, timeout=20) as base:
            base.execute("delete from django_session")
        self.context.clear_cookies(name="csrf")

    def kill(self) -> None:
        """SIGKILL to the whole browser."""
        for number, _ in family_of(self.profile):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        with suppress(PlaywrightError):  # it may be dead already, which is the point
            self.context.close()

    def cut_off(self) -> None:
        """The page has no network any more."""
        self.cut = self.context.new_cdp_session(self.page)
        self.cut.send("Network.enable")
        self._let_through(everything=False)

    def connect(self) -> None:
        """It has again, if it is open still."""
        with suppress(PlaywrightError):
            self._let_through(everything=True)

    def _let_through(self, *, everything: bool) -> None:
        limits = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.cut.send("Network.emulateNetworkConditions", {"offline": not everything, **limits})

    def leave_page(self) -> None:
        """Close the page; another window is open."""
        left, self.page = self.page, self.context.new_page()
        left.close()

    def crash(self) -> None:
        """The pages die under their typist. Their browser cannot close them, so it begins anew."""
        for number, command in family_of(self.profile):
            if "--type=renderer" in command:
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
        time.sleep(0.2)
        self.kill()
        self.open()


def family_of(profile: Path) -> list[tuple[int, str]]:
    """The browser that runs on this profile and its children, each with its number and command line."""
    known: dict[int, tuple[int, str]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            known[int(folder.name)] = parent, (folder / "cmdline").read_bytes().decode(errors="replace")
    family = {
        number
        for number, (_, command) in known.items()
        if f"--user-data-dir={profile}" in command and "--type=" not in command
    }
    while children := {number for number, (parent, _) in known.items() if parent in family} - family:
        family |= children
    return [(number, known[number][1]) for number in sorted(family)]


def newest_words(site: TypingSite, article: int) -> str:
    """All words of the newest version of a piece, read from the database file itself."""
    with sqlite3.connect(f"file:{site.database}?mode=ro", uri=True, timeout=20) as base:
        row = base.execute(
            "select content from wagtailcore_revision where object_id = ? order by created_at desc limit 1",
            (str(article),),
        ).fetchone()
    return json.dumps(json.loads(row[0]), ensure_ascii=False) if row else ""


def article_with(site: TypingSite, mark: str) -> int:
    """The number of the piece whose newest version says `mark`; 0 where none does."""
    with sqlite3.connect(f"file:{site.database}?mode=ro", uri=True, timeout=20) as base:
        row = base.execute(
            "select object_id from wagtailcore_revision where content like ? order by created_at desc",
            (f"%{mark.strip()}%",),
        ).fetchone()
    return int(row[0]) if row else 0


def open_form(desk: Desk, form: Form) -> None:
    try:
        desk.page.goto(form.path, wait_until="load")
    except PlaywrightError:  # the page there was just loading itself anew: one of the two is given up
        desk.page.goto(form.path, wait_until="load")
    desk.page.locator(form.field).first.wait_for()


def come_back(desk: Desk, where: str) -> None:
    """To the form, by its address, unless it is open still."""
    if desk.page.url.removesuffix("#") != where or desk.page.url == "about:blank":
        desk.page.goto(where, wait_until="load")


def replace_words(page: Page, form: Form) -> None:
    """The caret is in the field, and whatever stands there is marked: the next key replaces it."""
    page.locator(form.field).first.click()
    page.keyboard.press("Control+A")


def type_keys(page: Page, log: KeyLog, keys: str) -> None:
    for key in keys:
        page.keyboard.type(key)
        log.keys.append((time.monotonic(), key))


def save_by_hand(page: Page) -> None:
    """Settings and authors have no drafts: one saves them."""
    page.locator("footer button[type='submit']").first.click()
    expect(page.locator(".messages .success").last).to_be_visible()


def type_for(page: Page, log: KeyLog, seconds: float, chance: random.Random) -> None:
    """Keys at the pace of a person, now and then with a pause."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for key in f"{chance.choice(WORDS.split())} ":
            page.keyboard.type(key)
            log.keys.append((time.monotonic(), key))
            time.sleep(chance.uniform(0.02, 0.11))
            if time.monotonic() > end:
                return
        if chance.random() < 0.15:
            time.sleep(chance.uniform(0.3, 0.7))


def shown(page: Page, form: Form) -> str:
    """What stands in the field."""
    place = page.locator(form.field).first
    text = place.inner_text() if "contenteditable" in form.field else place.input_value()
    return text.replace("\xa0", " ").replace("\n", " ")


def found_again(desk: Desk, form: Form, mark: str, kept: str) -> str:
    """The text from `mark` on, in the form or after what is offered was put back; "" where there is none.

    Of several that are offered one is put back after the other, until all that was `kept` stands there.
    """
    page = desk.page
    offered = page.locator(".typed-offer button").first
    named = page.locator(".typed-offer li a").first  # a new piece that has a place of its own since
    looked = page.locator("form[data-typed-looked]")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if looked.count() and mark in (words := shown(page, form)):
            found = mark + words.partition(mark)[2]
            if found.rstrip().startswith(kept.rstrip()) or not offered.is_visible():
                return found
        if looked.count() and named.is_visible():
            with page.expect_navigation(wait_until="load"):
                named.click()
        if offered.is_visible():
            with page.expect_navigation(wait_until="load"):
                offered.click()
            page.locator(form.field).first.wait_for()
        page.wait_for_timeout(150)
    return ""


def wait_until_saved(page: Page) -> None:
    expect(page.locator("[data-typed-line]")).to_contain_text(
        re.compile("^(Saved at|Nothing is unsaved)"), timeout=25_000
    )
