"""Doors never touch the database: the word `objects` does not occur in them."""

import tokenize

from tests.house.rooms import ROOMS, modules, name_of

DOORS = {"views", "api", "feeds", "sitemaps", "urls"}


def test_views__none_says_objects() -> None:
    trespasses = []
    for room in ROOMS:
        for path in modules(room):
            if not DOORS & {path.stem, path.parent.name}:
                continue
            with path.open("rb") as file:
                trespasses += [
                    f"{name_of(path)}:{token.start[0]} {token.line.strip()}"
                    for token in tokenize.tokenize(file.readline)
                    if token.type == tokenize.NAME
                    and token.string in {"objects", "_default_manager", "connection", "connections"}
                ]
    assert trespasses == []
