"""What the official client says of Stripe's objects and calls, read from its source without importing it."""

import ast
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PLAIN = {"int": int, "str": str, "bool": bool, "Decimal": str}


def package() -> Path:
    """Where the client's source lies."""
    spec = find_spec("stripe")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


@dataclass
class Kind:
    """A class of the client: its annotated fields and the classes inside it."""

    name: str
    fields: dict[str, ast.expr]
    inside: "dict[str, Kind]" = field(default_factory=dict)
    maps: frozenset[str] = frozenset()  # of objects: the client falls over their null, so they are left out


def kind_of(node: ast.ClassDef) -> Kind:
    fields = {
        each.target.id: parsed(each.annotation)
        for each in node.body
        if isinstance(each, ast.AnnAssign)
        and isinstance(each.target, ast.Name)
        and each.target.id != "OBJECT_NAME"
    }
    inside = {each.name: kind_of(each) for each in node.body if isinstance(each, ast.ClassDef)}
    return Kind(node.name, fields, inside, frozenset(_maps(node)))


def _maps(node: ast.ClassDef) -> list[str]:
    for each in node.body:
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "_inner_class_dicts":
            return [str(word) for word in ast.literal_eval(each.value)]
    return []


def parsed(node: ast.expr) -> ast.expr:
    """An annotation, also where it is written as a string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _of_text(node.value)
    return node


@cache
def _of_text(text: str) -> ast.expr:
    return ast.parse(text.strip(), mode="eval").body


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of object by the word in its `object` field."""
    found = {}
    for path in package().rglob("_*.py"):
        text = path.read_text()
        if "OBJECT_NAME: ClassVar" not in text or "/v2/" in path.as_posix() or "/events/" in path.as_posix():
            continue
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and (word := object_name(node)):
                found[word] = kind_of(node)
    return found


def object_name(node: ast.ClassDef) -> str:
    for each in node.body:
        if (
            isinstance(each, ast.AnnAssign)
            and isinstance(each.target, ast.Name)
            and each.target.id == "OBJECT_NAME"
            and isinstance(each.value, ast.Constant)
        ):
            return str(each.value.value)
    return ""


def differences(value: Any) -> list[str]:
    """Where an answer and the annotations disagree; nothing when they do not."""
    if isinstance(value, dict) and value.get("object") == "list":
        return _list(value, None, {}, "list")
    return _object(value, str(value.get("object")))


def _object(value: Any, path: str) -> list[str]:
    kind = kinds().get(value.get("object"))
    if kind is None:
        return [f"{path}: no kind {value.get('object')}"]
    if value.get("deleted") is True:
        return [] if set(value) == {"id", "object", "deleted"} else [f"{path}: {set(value)}"]
    wanted = set(kind.fields) - {"deleted"}
    found = _fields(value, kind, wanted, kind.inside, path)
    if value["object"] == "event":
        found += _object(value["data"]["object"], f"{path}.data.object")
    return found


def _fields(
    value: dict[str, Any], kind: Kind, wanted: set[str], known: dict[str, Kind], path: str
) -> list[str]:
    found = [f"{path}: {name} is not there" for name in sorted(wanted - kind.maps - set(value))]
    found += [f"{path}: {name} is too much" for name in sorted(set(value) - wanted)]
    for name in wanted & set(value):
        found += _check(kind.fields[name], value[name], {**known, **kind.inside}, f"{path}.{name}")
    return found


def _list(value: Any, inner: ast.expr | None, known: dict[str, Kind], path: str) -> list[str]:
    if not isinstance(value, dict) or set(value) != {"object", "data", "has_more", "url"}:
        return [f"{path}: no list"]
    found = []
    for place, each in enumerate(value["data"]):
        here = f"{path}[{place}]"
        found += _check(inner, each, known, here) if inner else _object(each, here)
    return found


def _check(node: ast.expr, value: Any, known: dict[str, Kind], path: str) -> list[str]:
    node = parsed(node)
    if isinstance(node, ast.BinOp):  # X | Y
        return _any_of([node.left, node.right], value, known, path)
    if isinstance(node, ast.Name):
        return _named(node.id, value, known, path)
    if isinstance(node, ast.Attribute):
        return []
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
        return [f"{path}: cannot read {ast.unparse(node)}"]
    inner = node.slice if node.value.id == "Literal" else parsed(node.slice)
    if node.value.id == "Optional" and value is None:
        return []
    reader = READERS.get(node.value.id)
    return reader(inner, value, known, path) if reader else [f"{path}: cannot read {ast.unparse(node)}"]


def _union(inner: ast.expr, value: Any, known: dict[str, Kind], path: str) -> list[str]:
    return _any_of(inner.elts if isinstance(inner, ast.Tuple) else [inner], value, known, path)


def _literal(inner: ast.expr, value: Any, known: dict[str, Kind], path: str) -> list[str]:
    words = [each.value for each in ast.walk(inner) if isinstance(each, ast.Constant)]
    return [] if value in words else [f"{path}: {value!r} is none of {words[:5]}"]


def _many(inner: ast.expr, value: Any, known: dict[str, Kind], path: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{path}: no list but {value!r}"]
    return [each for one in value for each in _check(inner, one, known, path)]


def _expandable(inner: ast.expr, value: Any, known: dict[str, Kind], path: str) -> list[str]:
    return [] if isinstance(value, str) else _check(inner, value, known, path)


def _map(inner: ast.expr, value: Any, known: dict[str, Kind], path: str) -> list[str]:
    return [] if isinstance(value, dict) else [f"{path}: no map but {value!r}"]


def _any_of(nodes: list[ast.expr], value: Any, known: dict[str, Kind], path: str) -> list[str]:
    found = [_check(node, value, known, path) for node in nodes]
    return min(found, key=len)


def _named(name: str, value: Any, known: dict[str, Kind], path: str) -> list[str]:
    if name in PLAIN:
        right = isinstance(value, PLAIN[name]) and (name != "int" or not isinstance(value, bool))
        return [] if right else [f"{path}: {value!r} is no {name}"]
    if name == "float":
        return (
            [] if isinstance(value, int | float) and not isinstance(value, bool) else [f"{path}: {value!r}"]
        )
    if name == "Any":
        return []
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is no {name}"]
    if name in known:
        kind = known[name]
        return _fields(value, kind, set(kind.fields), known, path)
    return _object(value, path) if "object" in value else [f"{path}: which {name}?"]


READERS = {
    "Optional": _check,
    "Union": _union,
    "Literal": _literal,
    "List": _many,
    "ListObject": lambda inner, value, known, path: _list(value, inner, known, path),
    "ExpandableField": _expandable,
    "UntypedStripeObject": _map,
    "Dict": _map,
}
