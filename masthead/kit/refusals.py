"""The base class of every refusal, and a refusal as it is stored."""

import json
from collections.abc import Iterator
from typing import ClassVar

from django.utils.functional import Promise


class Refusal(Exception):
    """A rule said no. It carries a code, an HTTP status and the sentence the person will read.

    Subclasses set `code`, `status` and `sentence`; `%(name)s` in it is filled from keyword arguments.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 403
    sentence: ClassVar[str | Promise]

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self),), self.__dict__

    def __str__(self) -> str:
        return str(self.sentence) % self.facts if self.facts else str(self.sentence)


def _again(kind: type[Refusal]) -> Refusal:
    """A refusal of that kind, made without its arguments: what it knew is given back to it afterwards."""
    no = kind.__new__(kind)
    Exception.__init__(no, kind.code)
    return no


def stored(no: Refusal) -> str:
    """The refusal as a row keeps it, code and facts; `sentence_of` makes its sentence when it is shown."""
    return f"{no.code} {json.dumps(no.facts)}" if no.facts else no.code


def sentence_of(kept: str) -> str:
    """The sentence of a stored refusal in the active language; what is no such thing is said as it stands."""
    code, _, facts = kept.partition(" ")
    for kind in _kinds(Refusal):
        if kind.code == code:
            no = _again(kind)
            no.facts = json.loads(facts) if facts else {}
            return str(no)
    return kept


def _kinds(base: type[Refusal]) -> Iterator[type[Refusal]]:
    for kind in base.__subclasses__():
        if "code" in vars(kind):
            yield kind
        yield from _kinds(kind)
