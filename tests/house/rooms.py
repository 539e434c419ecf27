"""Reading the house: which rooms there are, which modules they hold, and what those import."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "masthead"
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py") if path.parent.name != "config")


def modules(room: str) -> Iterator[Path]:
    """Every module of the room but its tests and migrations."""
    for path in sorted((PACKAGE / room).rglob("*.py")):
        if not {"tests", "migrations"} & set(path.relative_to(PACKAGE).parts):
            yield path


def name_of(path: Path) -> str:
    """`publishing/operations/site.py`, the way a person would point at it."""
    return path.relative_to(PACKAGE).as_posix()


def imported(path: Path) -> Iterator[str]:
    """The dotted name of everything it imports, inside functions too: `masthead.people.models.Person`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
