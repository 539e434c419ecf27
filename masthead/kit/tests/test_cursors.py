"""Cursors: what we wrote is read, what we did not write says nothing and breaks nothing."""

from datetime import UTC, datetime

import pytest

from masthead.kit.cursors import Cursor, number

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
NOT_OURS = ("", "x", "-1", "+1", " 1", "1 ", "1_0", "1.0", "٣", "²", "9" * 19, "9" * 5000)


def test_number__reads_plain_digits() -> None:
    assert number("0") == 0
    assert number("41") == 41
    assert number("9" * 18) == 10**18 - 1
    assert number("12345", digits=4) is None


@pytest.mark.parametrize("text", NOT_OURS)
def test_number__says_nothing_of_anything_else(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize("separator", ["-", "~"])
def test_cursor__is_read_as_it_was_written(separator: str) -> None:
    cursor = Cursor(NOON, 7)
    assert Cursor.parse(cursor.written(separator), separator=separator) == cursor


def test_cursor__bounds_keep_it_within_the_calendar() -> None:
    assert Cursor.parse(f"{'9' * 17}-{'9' * 18}") is not None
    assert Cursor.parse(f"{'9' * 18}-1") is None


@pytest.mark.parametrize("text", [*NOT_OURS, "1-", "-", "1~1", "1-1-1", "1-x", "x-1", "1-" + "9" * 19])
def test_cursor__of_anything_else_is_none(text: str) -> None:
    assert Cursor.parse(text) is None
