"""What nobody's browser sends: values that break what reads them, and every address they can be sent to."""

import ast
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from django.forms import BaseForm
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.rooms import PACKAGE

TEXTS = {
    "a NUL": "a\x00b",
    "half of a character": "a\ud800b",
    "ten thousand letters": "a" * 10_000,
    "thirty digits": "9" * 30,
    "nineteen digits": "9" * 19,
    "a negative number": "-1",
    "a list": "[]",
    "an object": '{"a": [null, "\\ud800\\u0000"]}',
    "digits of another script": "\u0663\u0664",
    "a raised digit": "\u00b2",
    "390 euro signs": "\u20ac" * 390,
    "nothing": "",
    "no number": "NaN",
    "more than a fraction": "1e400",
    "a path out of here": "../../../etc/passwd",
    "a host that is none": "http://[",
    "a port that is none": "http://a:99999999/#b",
    "a place in a host that is none": "http://[#a",
    "another site": "//evil.example\\@/",
    "lines": "a\r\nSet-Cookie: b=c\r\n\r\n",
    "a day that is none": "2026-02-30T25:61",
    "noncharacters": "\ufffe\U0001ffff",
    "accents without end": "e" + "\u0301" * 2_000,
    "a template": "{{ 7 }}{% load %}%(a)s%s{0}",
    "a number that is ours": "1",
    "a path that is ours": "/account/",
}
# Bytes of an address that are no UTF-8: half of a character, a torn one, Latin-1.
TORN = ("%ED%A0%80", "%E2%82", "%FF%FE")
HEADERS = (
    *("Accept", "Accept-Language", "If-Modified-Since", "If-None-Match", "Range", "Referer", "Origin"),
    *("User-Agent", "HX-Request", "HX-Current-URL", "HX-Trigger", "HX-Target", "X-Requested-With"),
    *("Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Purpose", "Authorization"),
)
COOKIES = ("csrf", "pass", "meter", "messages", "passkey", "another")
TYPES = ("application/json", "text/xml", "multipart/form-data", "multipart/form-data; boundary=x", "nonsense")
BODIES = (
    *(b"", b"\x00", b"[]", b"\xff\xfe", b"--x\r\n", b'{"a": "\\ud800"}'),
    *(b"<a>" * 2_000, b"[" * 20_000, b"1" * 5_000),
)
MANY_FIELDS = b"&".join(b"a=1" for _ in range(10_010))  # more than Django takes

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Sent:
    """One request as a test client sends it; its path is escaped."""

    method: str
    path: str
    what: str
    query: str = ""
    body: bytes = b""
    content_type: str = "application/x-www-form-urlencoded"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path[:120]} ({self.what})"


@dataclass(frozen=True)
class Address:
    """A pattern of an address, and the module of the view behind it."""

    pattern: str
    module: str = ""

    @property
    def parameters(self) -> list[str]:
        return _PARAMETER.findall(self.pattern)

    def filled(self, values: Mapping[str, str]) -> str:
        """The address with a value for each parameter; 1 for those that have none."""
        return _PARAMETER.sub(lambda found: values.get(found[1]) or "1", self.pattern)


def every_address(patterns: Sequence[Any] | None = None, before: str = "/") -> Iterator[Address]:
    """Every pattern of ours and of the desk, with its parameters as `path` writes them."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        named = re.sub(r"\(\?P(<\w+>)[^()]*\)", r"\1", str(pattern.pattern))
        here = before + re.sub(r"[\^$\\]", "", named)
        if isinstance(pattern, URLResolver):
            yield from every_address(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern) and not set("(*") & set(here):
            view = getattr(pattern.callback, "view_class", pattern.callback)
            yield Address(here, str(getattr(view, "__module__", "")))


def names_that_are_read() -> list[str]:
    """Every name that a view or a form of ours reads out of a query or a form."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if {"tests", "migrations"} & set(path.relative_to(PACKAGE).parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("incoming."):
                said = (argument.value for argument in node.args if isinstance(argument, ast.Constant))
                found |= {name for name in said if isinstance(name, str)}
    for form in _forms(BaseForm):
        if form.__module__.startswith("masthead."):
            found |= set(getattr(form, "base_fields", ()))
    return sorted(name for name in found if re.fullmatch(r"[\w-]{1,40}", name))


def _forms(base: type) -> Iterator[type]:
    subclasses: list[type] = base.__subclasses__()
    for kind in subclasses:
        yield kind
        yield from _forms(kind)


def requests_to(
    address: Address, values: Mapping[str, str], names: Sequence[str], *, every: int, first: int
) -> Iterator[Sent]:
    """What is sent to one address: of everything there is each `every`th, beginning with the `first`."""
    return itertools.islice(_everything(address, values, names), first % every, None, every)


def _everything(address: Address, values: Mapping[str, str], names: Sequence[str]) -> Iterator[Sent]:
    right = address.filled(values)
    for what, text in TEXTS.items():
        fields = _fields(names, text)
        yield Sent("GET", right, f"query: {what}", query=fields)
        yield Sent("POST", right, f"form: {what}", query=fields, body=fields.encode())
        yield Sent(
            "POST",
            right,
            f"parts: {what}",
            body=_parts(names, text),
            content_type="multipart/form-data; boundary=x",
        )
        said = json.dumps(dict.fromkeys(names, text)).encode()
        yield Sent("POST", right, f"JSON: {what}", body=said, content_type="application/json")
        latin = re.sub("[\r\n;]", "", _bytes(text).decode("latin-1"))[:4_000]
        yield Sent("GET", right, f"headers: {what}", headers=dict.fromkeys(HEADERS, latin))
        cookies = "; ".join(f"{name}={latin}" for name in COOKIES)
        yield Sent("GET", right, f"cookies: {what}", cookies=cookies)
        for name, method in itertools.product(address.parameters, ("GET", "POST")):
            there = address.filled({**values, name: escaped(text) or "0"})
            yield Sent(method, there, f"{name}: {what}", query="htmx=1")
    for torn in TORN:
        yield Sent("GET", right, f"query: {torn}", query="&".join(f"{name}={torn}" for name in names))
        for name in address.parameters:
            yield Sent("GET", address.filled({**values, name: torn}), f"{name}: {torn}")
    for kind, body in itertools.product(TYPES, BODIES):
        yield Sent("POST", right, f"{kind}: {body[:9]!r}", body=body, content_type=kind)
    yield Sent("POST", right, "more fields than are taken", body=MANY_FIELDS)
    yield Sent("POST", right, "one field 900 times", body=b"&".join([b"q=1"] * 900))
    yield Sent("GET", right, "lists in names", query="&".join(f"{name}[]=1" for name in names))


def escaped(text: str) -> str:
    """The text as a browser writes it into an address; half a character as its three bytes."""
    return quote(_bytes(text), safe="")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _fields(names: Sequence[str], text: str) -> str:
    return urlencode([(name, _bytes(text)) for name in names])


def _parts(names: Sequence[str], text: str) -> bytes:
    """Every name with that text, and files of that name and content."""
    head = b'--x\r\nContent-Disposition: form-data; name="%s"'
    parts = [head % name.encode() + b"\r\n\r\n%s\r\n" % _bytes(text) for name in names]
    flat = re.sub(rb'[\r\n"]', b"", _bytes(text))
    kind = b'; filename="%s.png"\r\nContent-Type: %s\r\n\r\n%s\r\n' % (flat, flat, _bytes(text))
    parts += [head % name + kind for name in (b"file", b"picture", b"files[]")]
    return b"".join(parts) + b"--x--\r\n"
