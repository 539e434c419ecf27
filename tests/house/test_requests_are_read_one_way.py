"""What a request brings has one way in, typed, bounded and cleaned: `kit/incoming.py`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.rooms import PACKAGE, name_of

BROUGHT = {"GET", "POST", "body", "headers", "COOKIES", "META", "FILES", "read"}
READING_REQUESTS = {
    "kit/incoming.py": "the place",
    "publishing/editor.py": "sets the form that Wagtail's editor reads, itself read in the one way",
}
WHERE_NEXT_MAY_LEAD = {
    "kit/addresses.py": "the rule",
    "kit/incoming.py": "what a query or a form asks for",
    "notices/views.py": "where a notice leads, as its row says",
}


def modules() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.relative_to(PACKAGE).parts):
            yield path


def reads(code: str) -> list[str]:
    """Where a request is read: `request.GET`, `self.request.POST`, `view.request.headers`."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Attribute)
        and node.attr in BROUGHT
        and ast.unparse(node.value).rpartition(".")[2] in {"request", "_request", "http_request"}
    ]


def test_requests__are_read_in_one_place() -> None:
    assert {name_of(path) for path in modules() if reads(path.read_text())} == set(READING_REQUESTS)


@pytest.mark.parametrize(
    "code",
    [
        'request.GET.get("a")',
        "Form(request.POST or None)",
        "self.request.COOKIES",
        "view.request.headers['a']",
    ],
)
def test_reads__finds_whoever_reads_by_hand(code: str) -> None:
    assert reads(code)
    assert not reads("incoming.query(request).text('a'); response.headers; request.path; arrival.headers")


def test_request_parameters__are_called_request() -> None:
    """So that the test above finds them."""
    others = {
        f"{name_of(path)}: {argument.arg}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        for argument in (*node.args.args, *node.args.kwonlyargs)
        if argument.annotation is not None
        and ast.unparse(argument.annotation).strip("'\"")
        in {"HttpRequest", "HtmxRequest", "HttpRequest | None"}
        and argument.arg != "request"
    }
    assert others == set()


def test_where_next_may_lead__is_one_rule() -> None:
    asking = {
        name_of(path)
        for path in modules()
        if "path_of_ours" in (text := path.read_text()) or "url_has_allowed_host_and_scheme" in text
    }
    assert asking == set(WHERE_NEXT_MAY_LEAD)
