"""Reading parameters by a description of what a call takes, and refusing everything else.

A description is written as `name!:type` where `!` says required, `[]` a list and `{…}` what lies inside:
`customer! items[]!{price quantity:int} metadata:map`.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from masthead.payments.local_stripe.failures import invalid, missing_parameter, unknown_parameter
from masthead.payments.local_stripe.numerals import number

TOKEN = re.compile(
    r"(?P<name>[a-z_0-9]+)(?P<many>\[\])?(?P<need>!)?(?::(?P<type>[a-z_0-9|]+))?(?P<open>\{)?|(?P<close>\})"
)
RANGE = ("gt", "gte", "lt", "lte")


@dataclass
class Parameter:
    """One parameter: what it is, and what lies inside."""

    many: bool = False
    required: bool = False
    type: str = "str"
    inside: "dict[str, Parameter]" = field(default_factory=dict)


def description(text: str) -> dict[str, Parameter]:
    """The parameters that a description names."""
    top: dict[str, Parameter] = {}
    open_now = [top]
    for found in TOKEN.finditer(text):
        if found["close"]:
            open_now.pop()
            continue
        one = Parameter(bool(found["many"]), bool(found["need"]), found["type"] or "str")
        open_now[-1][found["name"]] = one
        if found["open"]:
            one.type = "dict"
            open_now.append(one.inside)
    return top


def read(known: dict[str, Parameter], sent: dict[str, Any]) -> dict[str, Any]:
    """What was sent, as values of the described types."""
    return _read_all(known, sent, "")


def _read_all(known: dict[str, Parameter], sent: Any, where: str) -> dict[str, Any]:
    if not isinstance(sent, dict):
        raise invalid(f"Invalid object: {where}", where)
    for name in sent:
        if name not in known:
            raise unknown_parameter(_path(where, name))
    for name, one in known.items():
        if one.required and name not in sent:
            raise missing_parameter(_path(where, name))
    return {name: _read_one(known[name], value, _path(where, name)) for name, value in sent.items()}


def _read_one(one: Parameter, value: Any, where: str) -> Any:
    if not one.many:
        return _value(one, value, where)
    if value == "":
        return []
    if not isinstance(value, dict) or any(number(key) is None for key in value):
        raise invalid(f"Invalid array: {where}", where)
    ordered = sorted(value.items(), key=lambda pair: int(pair[0]))
    return [_value(one, each, f"{where}[{place}]") for place, each in ordered]


def _value(one: Parameter, value: Any, where: str) -> Any:
    if one.type == "map":
        return _map(value, where)
    if one.type == "range" and isinstance(value, dict):
        return {key: _scalar("int", each, f"{where}[{key}]") for key, each in value.items() if key in RANGE}
    if value == "":
        return None
    if one.type == "dict":
        return _read_all(one.inside, value, where)
    if not isinstance(value, str):
        raise invalid(f"Invalid value: {where}", where)
    return _scalar(one.type, value, where)


def _map(value: Any, where: str) -> dict[str, str]:
    """Names and words; an empty word takes a name away, an empty map all of them."""
    if value == "":
        return {"": ""}
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise invalid(f"Invalid map: {where}", where)
    if len(value) > 50 or any(len(key) > 40 or len(each) > 500 for key, each in value.items()):
        raise invalid(f"{where} holds at most 50 keys of 40 characters and values of 500", where)
    return dict(value)


def _scalar(kind: str, value: str, where: str) -> Any:
    if kind == "bool":
        if value not in {"true", "false"}:
            raise invalid(f"Invalid boolean: {value}", where)
        return value == "true"
    if kind in {"int", "range"}:
        if not re.fullmatch(r"-?\d{1,15}", value):
            raise invalid(f"Invalid integer: {value}", where, "parameter_invalid_integer")
        return int(value)
    if kind == "decimal":
        if not re.fullmatch(r"\d{1,12}(\.\d{1,12})?", value):
            raise invalid(f"Invalid decimal: {value}", where)
        return float(value)
    if "|" in kind and value not in kind.split("|"):
        raise invalid(f"Invalid {where}: must be one of {kind.replace('|', ', ')}", where)
    return value


def merged(old: dict[str, str] | None, new: dict[str, str] | None) -> dict[str, str]:
    """Metadata after a change: empty words take their names away."""
    if new is None:
        return dict(old or {})
    if new == {"": ""}:
        return {}
    return {key: value for key, value in {**(old or {}), **new}.items() if value != ""}


def _path(where: str, name: str) -> str:
    return f"{where}[{name}]" if where else name
