"""Sheets speak of start and end, not of left and right, so that a page may be read from either side."""

import re
from pathlib import Path

import masthead

PACKAGE = Path(masthead.__file__).parent
PHYSICAL = re.compile(
    r"\b(?:margin|padding)-(?:left|right)\b"
    r"|\bborder-(?:left|right)\b"
    r"|text-align:\s*(?:left|right)\b"
    r"|float:\s*(?:left|right)\b"
    r"|(?<![\w-])(?:left|right):"
)


def test_stylesheets__name_no_side() -> None:
    named = [
        f"{sheet.relative_to(PACKAGE)}:{number} {found.group()}"
        for sheet in sorted(PACKAGE.glob("*/static/**/*.css"))
        for number, line in enumerate(sheet.read_text().splitlines(), 1)
        for found in PHYSICAL.finditer(line)
    ]
    assert named == []
