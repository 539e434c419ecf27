"""The map tells the truth: its rooms are those of the contracts, and what it points at is there."""

import ast
import re
import tomllib
from pathlib import Path

from tests.house.rooms import PACKAGE

ROOT = PACKAGE.parent
MAP = (ROOT / "docs/map.md").read_text(encoding="utf-8")
_ROOM = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
_RULE = re.compile(
    r"^\| (?P<rule>[^|]+) \| `(?P<path>[\w/]+\.py)` \| (?:`(?P<name>\w+)`)? ?\|$", re.MULTILINE
)


def _part(title: str) -> str:
    return MAP.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def _names_in(path: Path) -> set[str]:
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {
                name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)
            }
    return names


def test_map__its_stack_is_the_one_the_contracts_hold() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["id"] == "rooms")["layers"]
    stack = [{room.strip() for room in layer.split("|")} for layer in layers]
    drawn = _ROOM.findall(MAP.partition("\n## ")[0])
    for layer in stack:
        here, drawn = drawn[: len(layer)], drawn[len(layer) :]
        assert set(here) == layer
    assert drawn == []


def test_map__every_rule_stands_where_it_says() -> None:
    rules = [rule.groupdict() for rule in _RULE.finditer(_part("Where is the rule that …"))]
    assert len(rules) >= 40
    missing = [
        f"{rule['rule']}: {rule['path']} {rule['name'] or ''}"
        for rule in rules
        if not (ROOT / rule["path"]).exists()
        or (rule["name"] and rule["name"] not in _names_in(ROOT / rule["path"]))
    ]
    assert missing == []
