"""Charts as SVG, drawn here: no library, no script, colours and type from the stylesheet."""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from masthead.kit.numbers import TypedNumber, write_number
from masthead.publishing.blocks.grids import DataSeries

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 14, 50
MAX_POINT_LABELS = 7  # beneath the axis before they would touch


def draw_chart(
    series: DataSeries, *, kind: str, title: str, description: str, unit: str, name: str, language: str
) -> SafeString:
    """The chart of `series` as one SVG element; `kind` is "line" or "bar", `name` makes its ids its own.

    The figures beside its axis are written in `language`, as those of the table beneath are.
    """
    low, high, step = _scale(
        [n for _, numbers in series.columns for n in numbers if n is not None], kind=kind
    )
    board = _PlotArea(low, high, len(series.points), bars=kind == "bar")
    marks = _bars(series, board) if kind == "bar" else _lines(series, board)
    return format_html(
        '<svg class="drawing" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}{}{}</svg>{}',
        WIDTH, HEIGHT, name, name, name, title, name, description or title,
        mark_safe("".join(_grid(board, step, unit, language))),
        mark_safe("".join(marks)),
        mark_safe("".join(_point_labels(series.points, board))),
        _legend(series),
    )  # fmt: skip


class _PlotArea:
    """The plot area: from numbers and points to coordinates."""

    def __init__(self, low: float, high: float, points: int, *, bars: bool) -> None:
        self.low, self.high, self.points, self.bars = low, high, points, bars
        self.right, self.bottom = WIDTH - RIGHT, HEIGHT - BOTTOM

    def y(self, number: float) -> float:
        return round(self.bottom - (number - self.low) / (self.high - self.low) * (self.bottom - TOP), 1)

    def x(self, place: int) -> float:
        """The middle of the point at `place`."""
        wide = self.right - LEFT
        if self.bars or self.points == 1:
            return round(LEFT + (place + 0.5) * wide / self.points, 1)
        return round(LEFT + place * wide / (self.points - 1), 1)


def _scale(numbers: Sequence[float], *, kind: str) -> tuple[float, float, float]:
    """Where the axis begins and ends, and how far its lines are apart: round numbers, about five of them.

    Bars begin at nothing, because their length is what is compared; lines do where nothing is near.
    """
    low, high = min(numbers), max(numbers)
    if kind == "bar" or (0 <= low <= 0.6 * high) or (0 >= high >= 0.6 * low):
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / 5
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * times for times in (1, 2, 2.5, 5, 10) if size * times >= rough * 0.999)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def _grid(board: _PlotArea, step: float, unit: str, language: str) -> Iterator[str]:
    for count in range(round((board.high - board.low) / step) + 1):
        number = board.low + count * step
        y = board.y(number)
        kind = "zero" if abs(number) < step / 1000 else "rule"
        yield format_html('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', kind, LEFT, board.right, y, y)
        yield format_html(
            '<text class="figure" x="{}" y="{}" text-anchor="end">{}</text>',
            LEFT - 8,
            y + 4,
            _axis_label(number, step, language),
        )
    if unit:
        yield format_html('<text class="unit" x="{}" y="{}">{}</text>', LEFT, HEIGHT - 5, unit)


def _axis_label(number: float, step: float, language: str) -> str:
    places = max(0, -math.floor(math.log10(step) + 1e-9)) + (
        1 if f"{step:e}".startswith("2.5") and step < 10 else 0
    )
    rounded = Decimal(f"{round(number, places) + 0.0:.{places}f}")
    return write_number(TypedNumber(rounded, is_grouped=True), language=language)


def _bars(series: DataSeries, board: _PlotArea) -> Iterator[str]:
    room = (board.right - LEFT) / board.points * 0.72
    each = room / len(series.columns)
    zero = board.y(max(board.low, min(0.0, board.high)))
    for place in range(board.points):
        for column, (_, numbers) in enumerate(series.columns):
            number = numbers[place]
            if number is None:
                continue
            y = board.y(number)
            yield format_html(
                '<rect class="c{}" x="{}" y="{}" width="{}" height="{}"/>',
                column + 1,
                round(board.x(place) - room / 2 + column * each, 1),
                min(y, zero),
                round(max(each - (1 if each > 4 else 0), 0.6), 1),
                round(max(abs(zero - y), 0.6), 1),
            )


def _lines(series: DataSeries, board: _PlotArea) -> Iterator[str]:
    """A line for every run of numbers; where one is missing, the line is broken rather than guessed."""
    for column, (_, numbers) in enumerate(series.columns, start=1):
        run: list[tuple[float, float]] = []
        for place in range(board.points + 1):
            number = numbers[place] if place < board.points else None
            if number is not None:
                run.append((board.x(place), board.y(number)))
                continue
            if len(run) > 1:
                spots = " ".join(f"{x},{y}" for x, y in run)
                yield format_html('<polyline class="c{}" points="{}" fill="none"/>', column, spots)
            if len(run) == 1 or (run and board.points <= 24):
                for x, y in run:
                    yield format_html('<circle class="c{}" cx="{}" cy="{}" r="3"/>', column, x, y)
            run = []


def _point_labels(points: Sequence[str], board: _PlotArea) -> Iterator[str]:
    every = max(1, math.ceil(len(points) / MAX_POINT_LABELS))
    for place in range(0, len(points), every):
        anchor = "middle" if board.bars or 0 < place < len(points) - 1 else "start" if place == 0 else "end"
        name = points[place] if len(points[place]) <= 14 else points[place][:13].rstrip() + "…"
        yield format_html(
            '<text class="name" x="{}" y="{}" text-anchor="{}">{}</text>',
            board.x(place), board.bottom + 20, anchor if len(points) > 1 else "middle", name,
        )  # fmt: skip


def _legend(series: DataSeries) -> SafeString:
    """Which colour is which column, where there is more than one."""
    if len(series.columns) < 2:
        return SafeString("")
    lines = format_html_join(
        "",
        '<li><span class="c{}"></span>{}</li>',
        ((n, name) for n, (name, _) in enumerate(series.columns, start=1)),
    )
    return format_html('<ul class="key" aria-hidden="true">{}</ul>', lines)
