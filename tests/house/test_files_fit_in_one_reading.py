"""A file past four hundred lines wants to be a folder, and its modules say what they hold (HOUSE §6)."""

import ast

from tests.house.rooms import PACKAGE

LONGEST = 400


def test_modules__none_is_longer_than_four_hundred_lines() -> None:
    long = {
        path.relative_to(PACKAGE).as_posix(): lines
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts
        and "tests" not in path.parts
        and (lines := len(path.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_modules__every_one_of_a_folder_says_what_it_holds() -> None:
    folders = [
        folder
        for name in ("models", "queries", "operations", "views")
        for folder in PACKAGE.glob(f"*/{name}/")
    ]
    silent = [
        path.relative_to(PACKAGE).as_posix()
        for folder in folders
        for path in folder.glob("*.py")
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert folders
    assert silent == []
