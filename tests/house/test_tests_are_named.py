"""A test's name begins with what it tests, `test_<what>__<sentence>`, and no two of a file have one name."""

import ast
import re
from collections import Counter
from pathlib import Path

from tests.house.rooms import PACKAGE

NAME = re.compile(r"test_[a-z0-9]+(_[a-z0-9]+)*__[a-z0-9]+(_[a-z0-9]+)*")
FILES = sorted([*PACKAGE.glob("*/tests/**/test_*.py"), *(PACKAGE.parent / "tests").rglob("test_*.py")])


def names_in(text: str) -> list[str]:
    return [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]


def names_of(path: Path) -> list[str]:
    return names_in(path.read_text("utf-8"))


def test_test_names__begin_with_what_they_test() -> None:
    assert sum(len(names_of(path)) for path in FILES) > 1000
    assert [
        f"{path.name}::{name}" for path in FILES for name in names_of(path) if not NAME.fullmatch(name)
    ] == []


def test_test_names__none_stands_twice_in_a_file() -> None:
    twice = [
        (path.name, name) for path in FILES for name, often in Counter(names_of(path)).items() if often > 1
    ]
    assert twice == []


def test_test_names__a_bare_sentence_is_noticed() -> None:
    (bare, named) = names_in("def test_it_works(): ...\nclass TestOne:\n    def test_one__works(self): ...")
    assert not NAME.fullmatch(bare)
    assert NAME.fullmatch(named)
