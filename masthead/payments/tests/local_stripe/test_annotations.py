"""The server's tables and the official client's annotations say the same."""

import ast
import re
from pathlib import Path

import pytest

from masthead.payments.local_stripe.calls import CALLS
from masthead.payments.local_stripe.parameters import Parameter
from masthead.payments.local_stripe.shapes import NAMES
from masthead.payments.tests.local_stripe.annotations import Kind, kinds, package, parsed

pytestmark = pytest.mark.one_database
Documented = tuple[Path, str]


def test_shapes__name_every_annotated_field_and_no_other() -> None:
    wrong = {}
    for name, fields in NAMES.items():
        kind, parts = _split(name)
        for part in parts:
            kind = _inside(kind, part)
        if set(fields) != set(kind.fields) - {"deleted", "object"}:
            wrong[name] = set(fields) ^ (set(kind.fields) - {"deleted", "object"})
    assert len(NAMES) > 40
    assert wrong == {}


def test_calls__each_is_one_of_stripes() -> None:
    known = documented_calls()
    assert len(CALLS) > 80
    assert [call.name for call in CALLS if call.name not in known] == []


def test_calls__take_nothing_that_stripe_does_not_take() -> None:
    known = documented_calls()
    wrong = []
    for call in CALLS:
        path, name = known[call.name]
        classes = typed_dicts(path)
        wrong += [f"{call.name}: {each}" for each in unlike(call.parameters, classes, name, "")]
    assert wrong == []


def _split(name: str) -> tuple[Kind, list[str]]:
    for word in sorted(kinds(), key=len, reverse=True):
        if name == word:
            return kinds()[word], []
        if name.startswith(f"{word}."):
            return kinds()[word], name.removeprefix(f"{word}.").split(".")
    raise AssertionError(name)


def _inside(kind: Kind, part: str) -> Kind:
    text = ast.unparse(kind.fields[part])
    return next(each for name, each in kind.inside.items() if re.search(rf"\b{name}\b", text))


def documented_calls() -> dict[str, Documented]:
    """Each call of the client's services: the file that describes its parameters, and under which name."""
    found: dict[str, Documented] = {}
    for path in package().rglob("*_service.py"):
        if "/v2/" in path.as_posix():
            continue
        tree = ast.parse(path.read_text())
        came_from = {
            alias.name: package() / f"{node.module.removeprefix('stripe.').replace('.', '/')}.py"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module and ".params." in node.module
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and (name := _address(node)):
                words = {each for each in re.findall(r"\w+", _params(node)) if each in came_from}
                for word in words:
                    found[name] = came_from[word], word
    return found


def _params(node: ast.FunctionDef) -> str:
    for each in node.args.args:
        if each.arg == "params" and each.annotation:
            return ast.unparse(parsed(each.annotation))
    return ""


def _address(node: ast.FunctionDef) -> str:
    for each in ast.walk(node):
        if (
            isinstance(each, ast.Call)
            and isinstance(each.func, ast.Attribute)
            and each.func.attr == "_request"
        ):
            method, path = each.args[0], each.args[1]
            if isinstance(path, ast.Call) and isinstance(path.func, ast.Attribute):
                path = path.func.value
            assert isinstance(method, ast.Constant)
            assert isinstance(path, ast.Constant)
            address = re.sub(r"{\w+}", "{id}", str(path.value))
            return f"{str(method.value).upper()} {address}"
    return ""


def typed_dicts(path: Path) -> dict[str, Kind]:
    """The descriptions of parameters in one file."""
    return {
        node.name: Kind(
            node.name,
            {
                each.target.id: parsed(each.annotation)
                for each in node.body
                if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
            },
        )
        for node in _classes(path)
    }


def _classes(path: Path) -> list[ast.ClassDef]:
    """Also those that are written as a call, for the sake of names Python keeps to itself."""
    return [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)]


def unlike(ours: dict[str, Parameter], classes: dict[str, Kind], name: str, where: str) -> list[str]:
    """Where our description of parameters goes beyond Stripe's."""
    theirs = classes[name].fields
    found = []
    for key, one in ours.items():
        here = f"{where}.{key}"
        if key not in theirs:
            found.append(f"{here} is not Stripe's")
            continue
        text = ast.unparse(theirs[key])
        found += [f"{here} is a list for one only"] if one.many != ("List[" in text) else []
        found += [f"{here} is no map"] if one.type == "map" and "Dict[" not in text else []
        inner = [word for word in re.findall(r"\w+", text) if word in classes]
        if one.type == "dict":
            found += unlike(one.inside, classes, inner[0], here) if inner else [f"{here} has nothing inside"]
        for word in one.type.split("|") if "|" in one.type else []:
            found += [] if f"'{word}'" in text or f'"{word}"' in text else [f"{here} has no word {word}"]
    lacking = [key for key, node in theirs.items() if "NotRequired" not in ast.unparse(node)]
    found += [f"{where}.{key} is required" for key in lacking if key not in ours or not ours[key].required]
    return found
