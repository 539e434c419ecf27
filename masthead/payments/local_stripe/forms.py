"""What was sent, as nested values: `a[b][0][c]=v` becomes {"a": {"b": {"0": {"c": "v"}}}}."""

import re
from typing import Any
from urllib.parse import parse_qsl

from masthead.payments.local_stripe.failures import invalid

PART = re.compile(r"\[([^\[\]]*)\]")
DEEPEST = 8


def decode(text: str) -> dict[str, Any]:
    """The nested values of a query string or a form."""
    tree: dict[str, Any] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        head, bracket, rest = key.partition("[")
        parts = [head, *PART.findall(bracket + rest)]
        if len(parts) > DEEPEST or (bracket and "".join(f"[{part}]" for part in parts[1:]) != bracket + rest):
            raise invalid(f"Invalid parameter name: {key}", key)
        _put(tree, parts, value)
    return tree


def _put(tree: dict[str, Any], parts: list[str], value: str) -> None:
    for part in parts[:-1]:
        tree = tree.setdefault(part or str(len(tree)), {})
        if not isinstance(tree, dict):
            raise invalid(f"Invalid parameter: {'.'.join(parts)}", parts[0])
    tree[parts[-1] or str(len(tree))] = value
