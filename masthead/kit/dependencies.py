"""What a cached page depends on, and whether a change concerns it.

Whoever draws a part of a page says on what it depends; whoever announces an event says what it changed. Both
use the same words: each room declares its kinds in its `dependencies.py`, as subclasses of `Dependency`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from django.http import HttpRequest

ANY = "*"
_kinds: dict[str, type["Dependency"]] = {}


@dataclass(frozen=True, slots=True)
class Dependency:
    """Something that stands on pages and can change: `Article(7)`, or `Article()` for any of its kind.

    A page that depends on `Article()` is made untrue by a change of any article; a change of `Article()`
    makes every page untrue that depends on one. What there is only one of is declared and used without an id.
    """

    id: int | str | None = None
    kind: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        name = "".join(f"-{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("-")
        known = _kinds.get(name)
        # With slots the dataclass decorator makes the class a second time: the same name in the same module.
        if known is not None and known.__module__ != cls.__module__:
            raise TypeError(f"{cls.__module__} and {known.__module__} both declare {cls.__name__}")
        cls.kind = name
        _kinds[name] = cls

    def __str__(self) -> str:
        return f"{self.kind}:{ANY if self.id is None else quote(str(self.id), safe='')}"


def page_keys(written: Iterable[str]) -> frozenset[str]:
    """The keys under which a page that depends on `written` (dependencies as strings) is found."""
    keys = set()
    for dependency in written:
        keys |= {dependency, dependency.partition(":")[0]}
    return frozenset(keys)


def keys_made_untrue(written: str) -> tuple[str, ...]:
    """The keys whose pages are made untrue by a change of `written` (a dependency as a string)."""
    kind, _, which = written.partition(":")
    return (kind,) if which == ANY else (written, f"{kind}:{ANY}")


def depend_on(request: HttpRequest, *dependencies: Dependency) -> None:
    """What is being drawn for `request` depends on these, beside what was said of it already."""
    dependencies_of(request).update(dependencies)


def dependencies_of(request: HttpRequest) -> set[Dependency]:
    """On what the answer to `request` depends, as far as it was said."""
    said: set[Dependency] | None = getattr(request, "_dependencies", None)
    if said is None:
        said = set()
        request._dependencies = said  # type: ignore[attr-defined]  # noqa: SLF001 - ours, on Django's object
    return said
