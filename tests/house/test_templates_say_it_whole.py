"""Rules of templates: one spelling of a moment for machines, labels in tables, directions of pieces."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.rooms import PACKAGE

TEMPLATES = sorted([*PACKAGE.glob("*/templates/**/*.html"), *PACKAGE.glob("*/templates/**/*.xml")])
CELL = re.compile(r"<td\b[^>]*>")
TABLE = re.compile(r"<table class=\"table\">.*?</table>", re.DOTALL)
# A headline or a standfirst that stands in an element of its own, and the tag that holds it.
SHOWN = re.compile(
    r"<(\w+|\{\{[^}]*\}\})([^<>]*)>\s*(?:<a\b([^<>]*)>)?\{\{ ?\w+(?:\.\w+)?\.(?:headline|standfirst) ?\}\}"
)


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def tables() -> Iterator[tuple[str, str]]:
    for path in TEMPLATES:
        for table in TABLE.findall(path.read_text()):
            yield named(path), table


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_moments__are_written_for_machines_in_one_way(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\|date:['\"]c['\"]", text), "write {{ moment|machine_readable }}"
    for value in re.findall(r'datetime="([^"]*)"', text):
        assert "|machine_readable }}" in value or re.fullmatch(r"\d{4}-\d\d-\d\d", value), value


def test_tables__keep_the_label_of_every_cell_on_a_phone() -> None:
    found = list(tables())
    assert len(found) >= 4
    for name, table in found:
        body = table.split("<tbody>")[1]
        assert CELL.findall(body), name
        assert [cell for cell in CELL.findall(body) if "data-label=" not in cell] == [], name


def test_headlines__say_which_way_they_run() -> None:
    seen = 0
    for path in (path for path in TEMPLATES if path.suffix == ".html"):
        for tag, around, link in SHOWN.findall(path.read_text()):
            if tag in {"title", "span", "button"}:
                continue
            seen += 1
            assert tag == "bdi" or "dir=" in around + link, f"{named(path)}: <{tag}{around}>{link}"
    assert seen > 15
