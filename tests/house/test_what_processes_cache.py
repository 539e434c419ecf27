"""Whatever a process caches of rows is a `CachedValue`: nothing else stays from one request to the next.

Each memoized function, each `global` and each container at the top of a module is looked at once, and has
its reason here.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.rooms import ROOMS, modules, name_of

NOT_OF_ROWS = {
    "frontdoor/admission.py": {"_signed_pass": "the signature of a value never changes"},
    "frontdoor/cached_page.py": {
        "_moment": "a date as a number",
        "accepted_codings": "a header, parsed",
    },
    "frontdoor/request.py": {
        "_host": "a header, checked",
        "_normalised_address": "an address of the network, parsed",
    },
    "kit/contributions.py": {"_table": "the wiring"},
    "kit/dependencies.py": {"_kinds": "the classes"},
    "kit/events.py": {"_reactions": "the wiring"},
    "kit/jobs/schedule.py": {"_entries": "the wiring"},
    "kit/jobs/worker.py": {"_running_workers": "threads", "_started": "threads"},
    "kit/pictures/colours.py": {"_srgb": "a profile of colours"},
    "payments/providers/stripe/client.py": {"_client": "a key's client and its connections"},
    "payments/providers/stripe/provider.py": {"_account_ref": "a key's account, which cannot change"},
    "people/names.py": {"_lookalike": "a table of letters"},
    "people/posing_names.py": {"_glued_offices": "the words above it", "_keys": "the words above it"},
}
MEMOIZERS = {"lru_cache", "cache", "cached"}
CONTAINERS = {"dict", "list", "set", "deque", "OrderedDict", "defaultdict", "WeakSet", "local"}


def _called(node: ast.expr) -> str:
    found = node.func if isinstance(node, ast.Call) else node
    return found.attr if isinstance(found, ast.Attribute) else getattr(found, "id", "")


def _is_empty_container(node: ast.expr | None) -> bool:
    match node:
        case ast.Dict(keys=[]) | ast.List(elts=[]) | ast.Constant(value=None):
            return True
        case ast.Call():
            return _called(node) in CONTAINERS and not node.args
    return False


def _remembering(path: Path) -> Iterator[str]:
    """The names in a module under which something may be kept between two calls."""
    tree = ast.parse(path.read_text())
    for node in tree.body:
        value = getattr(node, "value", None)
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_empty_container(value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))
    for part in ast.walk(tree):
        if isinstance(part, ast.Global):
            yield from part.names
        decorators = getattr(part, "decorator_list", [])
        if any(_called(decorator) in MEMOIZERS for decorator in decorators):
            yield getattr(part, "name", "")


def test_cached_value__is_whatever_is_cached_of_rows() -> None:
    found = {(name_of(path), name) for room in ROOMS for path in modules(room) for name in _remembering(path)}
    known = {(module, name) for module, names in NOT_OF_ROWS.items() for name in names}
    assert found == known
