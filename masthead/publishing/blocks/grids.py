"""Rows of cells from what an editor typed or pasted: comma, semicolon or tab between them."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from django.utils.translation import gettext as _

from masthead.kit import number_fields, numbers

MAX_ROWS, MAX_COLUMNS, MAX_SERIES, MAX_CELL_LENGTH = 200, 12, 5, 300
MAX_NUMBER = 10**15  # beyond it a drawing has no digits left for differences
NO_NUMBER = frozenset(
    {"", "-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\u2026"}
)  # as tables leave one out


class InvalidTable(ValueError):
    """The text is not a table; its message says where and why."""


@dataclass(frozen=True)
class DataSeries:
    """What a chart draws: the points' names; each column's name and its number (or None) per point.

    `rows` are the same numbers as the table beneath prints them, in the publication's language, the names of
    the columns first: drawing and table are made of one reading of what was typed.
    """

    points: tuple[str, ...]
    columns: tuple[tuple[str, tuple[float | None, ...]], ...]
    rows: tuple[tuple[str, ...], ...]


def parse_rows(text: str) -> list[list[str]]:
    """The rows of `text`, all of the same length.

    :raises InvalidTable: there is nothing, too much, or a row is longer or shorter than the first
    """
    lines = [line for line in text.replace("\x00", "").splitlines() if line.strip()]
    if not lines:
        raise InvalidTable(_("There are no cells here yet."))
    if len(lines) > MAX_ROWS + 1:
        raise InvalidTable(
            _("These are %(count)d rows; at most %(most)d can be shown.")
            % {"count": len(lines), "most": MAX_ROWS + 1}
        )
    try:
        rows = [
            [cell.strip() for cell in row]
            for row in csv.reader(StringIO("\n".join(lines)), delimiter=_delimiter(lines[0]), strict=True)
        ]
    except csv.Error as error:
        raise InvalidTable(
            _("The quotation marks do not match somewhere: %(error)s.") % {"error": error}
        ) from None
    width = len(rows[0])
    if width > MAX_COLUMNS:
        raise InvalidTable(
            _("Row 1 has %(count)d cells; at most %(most)d fit beside each other.")
            % {"count": width, "most": MAX_COLUMNS}
        )
    for number, row in enumerate(rows, start=1):
        if len(row) != width:
            raise InvalidTable(
                _("Row %(row)d has %(count)d cells where the first row has %(width)d.")
                % {"row": number, "count": len(row), "width": width}
            )
        if any(len(cell) > MAX_CELL_LENGTH for cell in row):
            raise InvalidTable(_("A cell in row %(row)d is too long.") % {"row": number})
    return rows


def parse_series(text: str, *, language: str) -> DataSeries:
    """The numbers of `text`, typed in a publication of `language`, as a chart needs them.

    :raises InvalidTable: it is no table, or a cell in it is no number, or could be two
    """
    head, *rows = parse_rows(text)
    if len(head) < 2:
        raise InvalidTable(_("Row 1 needs at least two cells: one for the names and one for the numbers."))
    if len(head) - 1 > MAX_SERIES:
        raise InvalidTable(
            _("Row 1 names %(count)d columns of numbers; at most %(most)d can be told apart.")
            % {"count": len(head) - 1, "most": MAX_SERIES}
        )
    if not rows:
        raise InvalidTable(_("There is only the row of names. Add at least one row with numbers."))
    marks = numbers.decimal_marks(cell for row in rows for cell in row[1:])
    read = [
        [_number_in(cell, row=place, beside=marks, language=language) for cell in row[1:]]
        for place, row in enumerate(rows, start=2)
    ]
    if all(number is None for row in read for number in row):
        raise InvalidTable(_("There is no number in any of the rows."))
    for place, name in enumerate(head[1:]):
        _ensure_one_measure(name, [row[place] for row in read])
    columns = tuple((name, tuple(_height(row[place]) for row in read)) for place, name in enumerate(head[1:]))
    printed = (
        (row[0], *(_written(cell, number, language) for cell, number in zip(row[1:], line, strict=True)))
        for row, line in zip(rows, read, strict=True)
    )
    return DataSeries(tuple(row[0] for row in rows), columns, (tuple(head), *printed))


def _delimiter(line: str) -> str:
    return next((mark for mark in "\t;" if mark in line), ",")


def _number_in(cell: str, *, row: int, beside: frozenset[str], language: str) -> numbers.TypedNumber | None:
    """The number in `cell`, None where it is left out."""
    if cell in NO_NUMBER:
        return None
    try:
        number = numbers.read_number(cell, language=language, beside=beside)
    except numbers.AmbiguousNumber as two:
        question = number_fields.ambiguity(cell, two, language=language)
        raise InvalidTable(_("Row %(row)d: %(question)s") % {"row": row, "question": question}) from None
    except numbers.NotANumber:
        number = None
    if number is None or abs(number.value) > MAX_NUMBER:
        raise InvalidTable(
            _("Row %(row)d: “%(cell)s” is not a number. Write it like 1200 or 3.5, without words.")
            % {"row": row, "cell": cell[:40]}
        )
    return number


def _ensure_one_measure(name: str, column: Sequence[numbers.TypedNumber | None]) -> None:
    """Refuse 12 % beside 0.12: a drawing would show one a hundred times as high as the other."""
    if len({number.is_percentage for number in column if number is not None}) > 1:
        raise InvalidTable(
            _(
                "In the column “%(name)s” some numbers are percentages and some are not. "
                "Write the sign behind all of them or behind none."
            )
            % {"name": name[:40]}
        )


def _height(number: numbers.TypedNumber | None) -> float | None:
    return None if number is None else float(number.value)


def _written(cell: str, number: numbers.TypedNumber | None, language: str) -> str:
    return cell if number is None else numbers.write_number(number, language=language)
