"""Rows of cells from what an editor typed or pasted: comma, semicolon or tab between them."""

import csv
import math
from dataclasses import dataclass
from io import StringIO

from django.utils.translation import gettext as _

MOST_ROWS, MOST_COLUMNS, MOST_SERIES, LONGEST_CELL = 200, 12, 5, 300


class NotATable(ValueError):  # noqa: N818 - the fact in the way, with the sentence an editor will read
    """The text is not a table; its message says where and why."""


@dataclass(frozen=True)
class Series:
    """What a chart draws: the points' names; each column's name and its number (or None) per point."""

    points: tuple[str, ...]
    columns: tuple[tuple[str, tuple[float | None, ...]], ...]


def rows_of(text: str) -> list[list[str]]:
    """The rows of `text`, all of the same length.

    :raises NotATable: there is nothing, too much, or a row is longer or shorter than the first
    """
    lines = [line for line in text.replace("\x00", "").splitlines() if line.strip()]
    if not lines:
        raise NotATable(_("There are no cells here yet."))
    if len(lines) > MOST_ROWS + 1:
        raise NotATable(
            _("These are %(count)d rows; at most %(most)d can be shown.")
            % {"count": len(lines), "most": MOST_ROWS + 1}
        )
    try:
        rows = [
            [cell.strip() for cell in row]
            for row in csv.reader(StringIO("\n".join(lines)), delimiter=_delimiter(lines[0]), strict=True)
        ]
    except csv.Error as error:
        raise NotATable(
            _("The quotation marks do not match somewhere: %(error)s.") % {"error": error}
        ) from None
    width = len(rows[0])
    if width > MOST_COLUMNS:
        raise NotATable(
            _("Row 1 has %(count)d cells; at most %(most)d fit beside each other.")
            % {"count": width, "most": MOST_COLUMNS}
        )
    for number, row in enumerate(rows, start=1):
        if len(row) != width:
            raise NotATable(
                _("Row %(row)d has %(count)d cells where the first row has %(width)d.")
                % {"row": number, "count": len(row), "width": width}
            )
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise NotATable(_("A cell in row %(row)d is too long.") % {"row": number})
    return rows


def series_of(text: str) -> Series:
    """The numbers of `text` as a chart needs them.

    :raises NotATable: it is no table, or a cell in it is no number
    """
    head, *rows = rows_of(text)
    if len(head) < 2:
        raise NotATable(_("Row 1 needs at least two cells: one for the names and one for the numbers."))
    if len(head) - 1 > MOST_SERIES:
        raise NotATable(
            _("Row 1 names %(count)d columns of numbers; at most %(most)d can be told apart.")
            % {"count": len(head) - 1, "most": MOST_SERIES}
        )
    if not rows:
        raise NotATable(_("There is only the row of names. Add at least one row with numbers."))
    numbers = [[_number(cell, row=place) for cell in row[1:]] for place, row in enumerate(rows, start=2)]
    if all(number is None for row in numbers for number in row):
        raise NotATable(_("There is no number in any of the rows."))
    columns = tuple((name, tuple(row[place] for row in numbers)) for place, name in enumerate(head[1:]))
    return Series(tuple(row[0] for row in rows), columns)


def _delimiter(line: str) -> str:
    return next((mark for mark in "\t;" if mark in line), ",")


def _number(cell: str, *, row: int) -> float | None:
    """The number in `cell`, None where it is empty; `1 200` and `3,5` are numbers too."""
    plain = cell.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("−", "-").rstrip("%")
    if not plain:
        return None
    if "," in plain and "." not in plain:
        plain = (
            plain.replace(",", ".")
            if plain.count(",") == 1 and len(plain.split(",")[1]) != 3
            else plain.replace(",", "")
        )
    else:
        plain = plain.replace(",", "")
    try:
        number = float(plain)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or abs(number) > 1e15:
        raise NotATable(
            _("Row %(row)d: “%(cell)s” is not a number. Write it like 1200 or 3.5, without words.")
            % {"row": row, "cell": cell[:40]}
        )
    return number
