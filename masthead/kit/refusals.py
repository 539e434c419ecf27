"""How every room says no."""

from typing import ClassVar

from django.utils.functional import Promise


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A rule said no. It carries a code, an HTTP status and the sentence the person will read.

    Subclasses set `code`, `status` and `sentence`; `%(name)s` in it is filled from keyword arguments.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 403
    sentence: ClassVar[str | Promise]

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        return str(self.sentence) % self.facts if self.facts else str(self.sentence)
