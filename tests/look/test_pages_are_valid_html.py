# ruff: noqa: E501 - sentences, and scripts for the browser
"""Every page is valid HTML, as the Nu checker of the W3C reads it (npm `vnu-jar`, needs Java)."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.look.conftest import PAGES, Opened
from tests.look.test_pages_are_for_everybody import MORE_PAGES

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / "tests/tools/node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.fixture(scope="module")
def checker() -> Path:
    if not (CHECKER.is_file() and shutil.which("java")):
        pytest.fail(
            "The pages are read by the Nu checker, which needs Java and npm. On Debian and Ubuntu: "
            "sudo apt install default-jre-headless npm, then: npm ci --prefix tests/tools",
            pytrace=False,
        )
    return CHECKER


def with_data_attributes(page: str) -> str:
    """htmx reads `data-hx-…` like `hx-…`; only the long form is HTML, the pages keep the short one."""
    return re.sub(r"(?<=\s)hx-(?=[a-z-]+(?::[a-z-]+)*=)", "data-hx-", page)


def complaints(checker: Path, *files: Path) -> list[str]:
    """What the checker says of the files: errors only, each with the place where it stands."""
    run = subprocess.run(
        ["java", "-Xss4m", "-jar", str(checker), "--format", "json", "--errors-only", "--exit-zero-always", *map(str, files)],
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    return [
        f"{Path(one.get('url', '')).name}: {one['message']} | {one.get('extract', '')[:160]}"
        for one in json.loads(run.stderr)["messages"]
        if one["type"] == "error"
    ]


def test_pages__each_is_valid_html(checker: Path, open_page: Opened, tmp_path: Path) -> None:
    files = []
    for shown in (*PAGES, *MORE_PAGES):
        page = open_page(shown, java_script_enabled=False)
        file = tmp_path / f"{shown.name.replace(' ', '-').replace(',', '')}.html"
        answer = page.request.get(shown.path)
        file.write_text(with_data_attributes(answer.text()))
        files.append(file)
    assert complaints(checker, *files) == []


def test_pages__what_htmx_and_the_scripts_leave_behind_is_valid_too(
    checker: Path, open_page: Opened, tmp_path: Path
) -> None:
    files = []
    for shown in PAGES:
        page = open_page(shown)
        file = tmp_path / f"{shown.name}-live.html"
        page_now = page.locator("html").evaluate("one => one.outerHTML")
        file.write_text("<!doctype html>\n" + with_data_attributes(page_now))
        files.append(file)
    assert complaints(checker, *files) == []


def test_html_checker__would_say_so(checker: Path, tmp_path: Path) -> None:
    file = tmp_path / "broken.html"
    file.write_text(
        '<!doctype html><html lang="en"><title>x</title><p><div id="a"></div><div id="a"></div></p>'
    )
    assert len(complaints(checker, file)) >= 2
