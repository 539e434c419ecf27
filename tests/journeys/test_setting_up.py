"""From `masthead setup` to a first piece behind the gate, as docs/running/first-piece.md says it."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, PHONE, free_port
from tests.journeys.writing import add_block, add_text, publish, texts, title

ROOT = Path(__file__).resolve().parents[2]
# The desk may have kept it by itself a moment before.
PUBLISHED = re.compile("created and published|has been published")


@dataclass
class Site:
    """A publication that was just set up, and the link its publisher was given."""

    address: str
    link: str


def masthead(folder: Path) -> tuple[list[str], dict[str, str]]:
    """The command as a host calls it, from a folder of their own."""
    passed_on = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return [sys.executable, "-m", "masthead.config.cli"], {**passed_on, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Site]:
    """A publication set up by answering the questions, and started."""
    port = free_port()
    address = f"http://localhost:{port}"
    command, environment = masthead(tmp_path)
    answers = f"The Sluice\n{address}\n\nUTC\n\npia@example.org\n\n"
    told = subprocess.run(
        [*command, "setup"], cwd=tmp_path, env=environment, input=answers, text=True, capture_output=True,
        check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    found = re.search(r"http://\S+/sign-in/link/\S+", told.stdout)
    assert found
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port)], cwd=tmp_path, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(address)
        yield Site(address, found.group())
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=10)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the publication did not come up")


def _step(page: Page, name: str) -> None:
    """One line of the checklist."""
    page.goto("/desk/checklist/")
    page.locator(".checklist").get_by_role("link", name=name, exact=True).click()


def test_setup__leads_to_a_first_piece_behind_the_gate(fresh: Site, browser: Browser) -> None:
    publisher = browser.new_context(base_url=fresh.address, viewport=DESK)  # type: ignore[arg-type]
    publisher.set_default_timeout(15_000)
    page = publisher.new_page()

    page.goto("/")
    expect(page.get_by_role("heading", name="The first piece is being written.")).to_be_visible()
    page.goto(fresh.link)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_label("The name others see").fill("Ines Calloway")
    page.get_by_role("button", name="Use this name").click()
    expect(page.get_by_role("heading", name="Before you open")).to_be_visible()

    _step(page, "Name and tagline")
    page.get_by_label("Tagline").fill("A magazine of the upper canal")
    page.get_by_role("button", name="Save", exact=True).click()
    _step(page, "A section")
    title(page, "Harbour")
    publish(page)
    expect(page.get_by_text(PUBLISHED).first).to_be_visible()
    _step(page, "An author")
    page.locator("#id_name").fill("Marit Oyelaran")
    page.locator("#id_slug").fill("marit-oyelaran")
    page.get_by_role("button", name="Save", exact=True).click()

    _step(page, "The first piece")
    title(page, "The seventh lantern")
    page.locator("#id_standfirst").fill("Who paid for the light?")
    add_text(page, 1, "The harbour office keeps a list of every ship.")
    add_block(page, "Gate")
    add_text(page, 2, "Nobody knew that it was bought with borrowed silver.")
    page.get_by_role("tab", name="Readers").click()
    page.locator("#id_metered").uncheck()
    expect(texts(page).first).to_have_value(re.compile("every ship"))
    expect(texts(page).last).to_have_value(re.compile("borrowed silver"))
    publish(page)
    expect(page.get_by_text(PUBLISHED).first).to_be_visible()

    page.goto("/desk/checklist/")
    for done in ("Name and tagline", "A section", "An author", "The first piece", "A gate"):
        expect(page.locator(".checklist .done").get_by_text(done, exact=True)).to_be_visible()
    publisher.close()

    for size in (PHONE, DESK):
        stranger = browser.new_context(base_url=fresh.address, viewport=size)  # type: ignore[arg-type]
        page = stranger.new_page()
        page.goto("/")
        page.get_by_role("link", name="The seventh lantern").first.click()
        expect(page.get_by_text("keeps a list of every ship")).to_be_visible()
        assert "borrowed silver" not in page.content()
        expect(page.get_by_text("Membership is not open yet")).to_be_visible()
        assert page.goto(fresh.link).status == 410  # type: ignore[union-attr]
        stranger.close()
