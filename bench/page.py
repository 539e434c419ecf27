# ruff: noqa: E501 - a command line
"""What an article page with its first 20 comments weighs in a browser, and what Lighthouse says of it.

Weighed as a browser's network panel does: bytes of the answers as they were sent, without pictures and fonts.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, Response

ROOT = Path(__file__).resolve().parents[1]
LIGHTHOUSE = ROOT / "tests/tools/node_modules/lighthouse/cli/index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PROMISES = {"page_html_kb": 25.0, "page_kb": 70.0, "page_js_kb": 25.0, "page_requests": 12.0}
LEAST_SCORE = 98


@dataclass
class Weight:
    """Kilobytes (of 1,024 bytes, as sent) and requests of one page, from its address to silence."""

    html: float = 0
    script: float = 0
    everything: float = 0
    requests: int = 0
    addresses: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Under the names of bench/results/latest.json."""
        return {
            "page_html_kb": round(self.html, 1),
            "page_js_kb": round(self.script, 1),
            "page_kb": round(self.everything, 1),
            "page_requests": self.requests,
        }


def weigh(page: Page, path: str) -> Weight:
    """Open `path` in a fresh page and count what it asks for until it is quiet, and to its last byte."""
    weight = Weight()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - a built-in cannot listen
    page.goto(path, wait_until="networkidle")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    for answer in answers:
        kind, size = answer.request.resource_type, answer.request.sizes()["responseBodySize"] / 1024
        weight.requests += 1
        weight.addresses.append(f"{kind} {size:.1f} {answer.url}")
        if kind in {"image", "font", "media"}:
            continue
        weight.everything += size
        weight.html += size if kind == "document" else 0
        weight.script += size if kind == "script" else 0
    return weight


def figures() -> dict[str, float]:
    """The weight of the tests' own piece and, where npm has brought it, Lighthouse's scores."""
    from playwright.sync_api import sync_playwright

    from tests.journeys.conftest import chromium_path
    from tests.look.publication import GATED, OPEN, served

    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as site:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
            context = browser.new_context(base_url=site.address)
            context.add_cookies([{"name": "session", "value": site.sessions["mina"], "url": site.address}])
            page = context.new_page()
            page.goto(
                "/robots.txt"
            )  # the pass is minted here, as on anybody's first page; it brings nothing else
            found |= weigh(page, GATED).figures()
            browser.close()
        for name, path in (("front", "/"), ("article", OPEN)):
            found |= lighthouse(name, site.address + path, chromium=chromium_path())
    return found


def lighthouse(name: str, address: str, *, chromium: str) -> dict[str, float]:
    """Lighthouse's four scores (0 to 100) of a page, as on a phone; nothing, and a sentence, without npm."""
    node = shutil.which("node")
    if not (node and LIGHTHOUSE.is_file()):
        print(
            "Lighthouse is not there, so its scores are not measured. It comes with: npm ci --prefix tests/tools",
            file=sys.stderr,
        )
        return {}
    run = subprocess.run(
        [
            node, str(LIGHTHOUSE), address, "--output=json", "--quiet", "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting",
        ],
        capture_output=True, text=True, check=False, timeout=240, env=os.environ | {"CHROME_PATH": chromium},
    )  # fmt: skip
    if run.returncode:
        raise RuntimeError(run.stderr[-2000:])
    report = json.loads(run.stdout)["categories"]
    return {
        f"lighthouse_{name}_{category.replace('-', '_')}": round(100 * (report[category]["score"] or 0))
        for category in CATEGORIES
    }


def broken_promises(found: dict[str, float]) -> list[str]:
    """A sentence for each promise about pages that the figures do not keep."""
    heavy = [
        f"{name} is {found[name]}; at most {most:g} is promised."
        for name, most in PROMISES.items()
        if name in found and found[name] > most
    ]
    low = [
        f"{name} is {score:g}; at least {LEAST_SCORE} is promised."
        for name, score in found.items()
        if name.startswith("lighthouse_") and score < LEAST_SCORE
    ]
    return heavy + low
