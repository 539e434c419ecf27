# ruff: noqa: E501 - sentences, and scripts for the browser
"""The publication of the tests' own, served; a browser; and who is reading."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.conftest import chromium_path
from tests.look.publication import GATED, Site, served

WIDTHS = (390, 1280)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PIECE = GATED


@dataclass(frozen=True)
class Shown:
    """One page in one state: its name, its address, who reads it."""

    name: str
    path: str
    reader: str = ""


PAGES = (
    Shown("front", "/"),
    Shown("section", "/essays/"),
    Shown("article", PIECE, "mina"),
    Shown("closed", PIECE),
    Shown("comments", "/threads/1/"),
    Shown("sign-in", "/sign-in/"),
    Shown("join", "/join/"),
    Shown("account", "/account/", "mina"),
    Shown("search", "/search/?q=harbour"),
    Shown("queue", "/moderation/", "moe"),
)


@pytest.fixture(scope="session")
def look_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The publication of the tests' own; LOOK_AT names a folder and an address that run already."""
    if running := os.environ.get("LOOK_AT"):
        folder, _, address = running.partition("@")
        yield Site(address, **json.loads((Path(folder) / "look.json").read_text()))
        return
    with served(tmp_path_factory.mktemp("look")) as site:
        yield site


@pytest.fixture(scope="session")
def look_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"],
        )  # fmt: skip
        yield browser
        browser.close()


Opened = Callable[..., Page]


@pytest.fixture
def open_page(look_browser: Browser, look_site: Site) -> Iterator[Opened]:
    """Opens a page as somebody, at a width, in a scheme; `**more` goes to the browser's context."""
    contexts = []

    def opened(shown: Shown, *, width: int = 1280, scheme: Scheme = "light", **more: Any) -> Page:
        context = look_browser.new_context(
            base_url=look_site.address,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            **more,
        )
        contexts.append(context)
        if shown.reader:
            context.add_cookies(
                [{"name": "session", "value": look_site.sessions[shown.reader], "url": look_site.address}]
            )
        page = context.new_page()
        page.goto(shown.path, wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()
