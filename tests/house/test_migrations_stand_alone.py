"""A migration is read for ever: it holds what it needs and imports nothing of ours that may change or go."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = sorted((ROOT / "masthead").glob("*/migrations/0*.py"))


def ours(source: str) -> list[str]:
    """Every name of the package that the source imports or spells as text, as a block's path is."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found += [name.name for name in names]
            case ast.ImportFrom(module=str(module)):
                found.append(module)
            case ast.Constant(value=str(text)):
                found.append(text)
    return [name for name in found if name.startswith("masthead.")]


@pytest.mark.parametrize("file", MIGRATIONS, ids=lambda file: f"{file.parts[-3]}.{file.stem}")
def test_migration__imports_nothing_that_lives(file: Path) -> None:
    assert ours(file.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "import masthead.payments.models",
        "from masthead.memberships.models import validate_currency",
        "lookup = {0: ('masthead.publishing.blocks.TextBlock', (), {})}",
    ],
)
def test_migration__that_imports_what_lives_is_found(source: str) -> None:
    assert len(ours(source)) == 1
