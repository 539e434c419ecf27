"""Where a page of a list ends and the next one begins, as an address says it.

Pure; nothing that is typed makes it raise.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

DIGITS = 18  # whatever is written with so many fits into the columns of both databases
_DIGITS_OF_A_MOMENT = 17  # microseconds until the year 5138

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def number(text: str, *, digits: int = DIGITS) -> int | None:
    """The number that `text` says in at most so many digits; None where it says none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


@dataclass(frozen=True)
class Cursor:
    """The last row of a page in a list ordered by a moment, then by a number; the next begins behind it."""

    moment: datetime
    number: int

    def __str__(self) -> str:
        return self.written("-")

    def written(self, separator: str) -> str:
        """The cursor as an address says it: microseconds, `separator`, number."""
        return f"{(self.moment - _EPOCH) // timedelta(microseconds=1)}{separator}{self.number}"

    @classmethod
    def parse(cls, text: str, *, separator: str = "-") -> Self | None:
        """The cursor in an address, or None when it is missing or not ours."""
        first, _separator, second = text.partition(separator)
        micros, last = number(first, digits=_DIGITS_OF_A_MOMENT), number(second)
        if micros is None or last is None:
            return None
        return cls(_EPOCH + timedelta(microseconds=micros), last)
