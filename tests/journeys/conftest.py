"""A real demonstration publication in its own process, and a real browser in front of it.

The publication is started as a newcomer would start it (`masthead demo`), on a SQLite file of its own and a
free port, once per test process.
"""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

expect.set_options(timeout=20_000)

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 390, "height": 844}
PATIENCE = 90  # seconds a mail may take on a busy machine
DESK = {"width": 1280, "height": 900}

Enter = Callable[[Page, str], None]


def chromium_path() -> str:
    """Where Chromium is. A machine without one is told how to get it; nothing is skipped."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    for name in filter(None, names):
        if found := shutil.which(name):
            return found
    pytest.fail("The journeys need Chromium. On Debian and Ubuntu: sudo apt install chromium", pytrace=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the publication keeps its file; JOURNEYS_IN names the folder of one that runs already."""
    return Path(os.environ.get("JOURNEYS_IN") or tmp_path_factory.mktemp("demo"))


def _environment(folder: Path) -> dict[str, str]:
    ours = {"DATABASE_URL", "MASTHEAD_MODE", "DJANGO_SETTINGS_MODULE"}
    passed_on = {name: value for name, value in os.environ.items() if name not in ours}
    return {**passed_on, "DATA_DIR": str(folder)}


def _fill(folder: Path, shared: Path) -> None:
    """Let the demonstration's data be in `folder`: the first of the test processes fills, the others copy."""
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "demo").exists():
            command = [sys.executable, "-m", "masthead.config.cli", "demo", "--only-fill"]
            subprocess.run(command, cwd=ROOT, env=_environment(shared / "filling"), check=True)
            (shared / "filling").rename(shared / "demo")
    shutil.copytree(shared / "demo", folder, dirs_exist_ok=True)


@pytest.fixture(scope="package")
def site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demonstration publication; JOURNEYS_AT names one that runs already."""
    if running := os.environ.get("JOURNEYS_AT"):
        yield running
        return
    base = tmp_path_factory.getbasetemp()
    _fill(folder, (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "filled")
    port = free_port()
    environment = _environment(folder)
    log = folder / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "masthead.config.cli", "demo", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        address = f"http://localhost:{port}"
        try:
            _wait_until_open(address, process, log)
            yield address
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=10)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def let_hours_pass(folder: Path) -> Callable[[int], None]:
    """Moves what a piece is scheduled for, and until when its links are good, so many hours back."""

    def pass_by(hours: int) -> None:
        subprocess.run(
            [sys.executable, "-m", "tests.journeys.hours", str(hours)], cwd=ROOT, check=True,
            env={
                **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
                "DATA_DIR": str(folder), "MASTHEAD_MODE": "demo",
                "DJANGO_SETTINGS_MODULE": "masthead.config.settings",
            },
        )  # fmt: skip

    return pass_by


def _wait_until_open(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 400  # a first start on a busy machine of one core
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The demonstration did not come up:\n{log.read_text()[-4000:]}", pytrace=False)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """The one that drives every browser here: a second one in this process would not start."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    opened = playwright.chromium.launch(
        executable_path=chromium_path(),
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    )
    yield opened
    opened.close()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """A fresh reader at each of the two sizes. Anything the page's scripts complain about fails the test."""
    yield from _open(browser, site, viewport=request.param)


@pytest.fixture
def wide_page(browser: Browser, site: str) -> Iterator[Page]:
    """A fresh reader at a desk."""
    yield from _open(browser, site, viewport=DESK)


@pytest.fixture
def page_without_script(browser: Browser, site: str) -> Iterator[Page]:
    """A fresh reader whose browser runs no script."""
    yield from _open(browser, site, viewport=PHONE, javascript=False)


def _open(
    browser: Browser, site: str, *, viewport: dict[str, int], javascript: bool = True
) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        base_url=site,
        viewport={"width": viewport["width"], "height": viewport["height"]},
        java_script_enabled=javascript,
    )
    context.set_default_timeout(30_000)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield opened
    context.close()
    assert not complaints, complaints


@pytest.fixture
def enter_the_code(browser: Browser, site: str) -> Enter:
    """Types the code that came by mail into the page that asks for it."""

    def enter(page: Page, email: str) -> None:
        field = page.locator("input[autocomplete='one-time-code']")
        field.wait_for()
        field.fill(newest_code(browser, site, email))
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda address: "/sign-in/" not in address)

    return enter


@pytest.fixture
def sign_in_by_code(enter_the_code: Enter, site: str) -> Enter:
    """Signs a person in the way people do: the address, then the code from the mail.

    Whoever has signed in before in this run comes back with the same session, as people do, and spends none
    of the codes an address may have in a minute.
    """

    def sign_in(page: Page, email: str) -> None:
        if email in _sessions:
            page.context.add_cookies([_sessions[email]])
            page.goto("/account/")
            if "/sign-in/" not in page.url:
                return
            page.context.clear_cookies()
        page.goto("/sign-in/")
        page.get_by_label("Your e-mail address").fill(email)
        page.get_by_role("button", name="Send me a code").click()
        enter_the_code(page, email)
        kept = next(cookie for cookie in page.context.cookies() if cookie["name"] == "session")
        _sessions[email] = {"name": "session", "value": kept["value"], "url": site}

    return sign_in


_opened: set[str] = set()
_sessions: dict[str, Any] = {}


def newest_code(browser: Browser, site: str, email: str) -> str:
    """The sign-in code in the newest unopened mail to `email` on the mailbox page, once it has arrived."""
    context = browser.new_context(base_url=site)
    try:
        reading = context.new_page()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            reading.goto("/mailbox/")
            for line in reading.locator(".mails li", has_text=email).all():
                address = line.locator("a").first.get_attribute("href") or ""
                if address in _opened:
                    continue
                _opened.add(address)
                reading.goto(address)
                if found := re.search(
                    r"^\s*([A-Z]{6})\s*$", reading.locator("main").inner_text(), re.MULTILINE
                ):
                    return found.group(1)
                break
            time.sleep(0.2)
    finally:
        context.close()
    raise AssertionError(f"no code for {email} arrived on the mailbox page")


def mail_to(browser: Browser, site: str, email: str, subject: str) -> str:
    """The words of the newest mail to `email` with `subject` in its subject, once it has arrived."""
    context = browser.new_context(base_url=site)
    try:
        reading = context.new_page()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            reading.goto("/mailbox/")
            found = reading.locator(".mails li", has_text=email).filter(has_text=subject)
            if found.count():
                reading.goto(found.first.locator("a").first.get_attribute("href") or "")
                return reading.locator("main").inner_text()
            time.sleep(0.2)
    finally:
        context.close()
    raise AssertionError(f"no mail to {email} about {subject!r} arrived on the mailbox page")
