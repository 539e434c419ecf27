"""A rule stands in one place: what would be a second copy of it is found by reading the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from masthead.publishing.models import article_of_thread, thread_key
from tests.house.rooms import PACKAGE, name_of

# --- reading numbers out of addresses: kit/cursors.py -------------------------------------------------------

NUMBERS_OF_THEIR_OWN = {
    "kit/cursors.py": "the place",
    "config/cli.py": "what the operator types: a port, a number of people",
    "frontdoor/request.py": "Content-Length, as HTTP writes it; unreadable is refused",
    "kit/numbers.py": "numbers as people type them, with their marks",
    "kit/fetching/public_addresses.py": "whether the last label of a host is a number",
    "mentions/pingback_xml.py": "XML-RPC's numbers, which may be negative",
    "publishing/operations/autosave.py": "the number of a sending; others are refused",
    "payments/providers/webhook_signatures.py": "the moment in a signature; others are refused",
}
NUMBERS_IN_VIEWS = {
    "reading/views/pages.py": "yes or no, written as 1 or 0",
}
ASKS_FOR_DIGITS = {"isdigit", "isdecimal", "isnumeric"}


def test_cursors__are_read_in_one_place() -> None:
    asking = {
        name_of(path)
        for path in _modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ASKS_FOR_DIGITS
    }
    assert asking == set(NUMBERS_OF_THEIR_OWN)


def test_cursors__no_view_makes_a_number_of_what_an_address_asks() -> None:
    by_hand = {
        name_of(path)
        for path in _modules()
        if path.stem == "views" or path.parent.name == "views"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "int"
    }
    assert by_hand == set(NUMBERS_IN_VIEWS)


# --- who may read a thread: discussion/queries/threads.py ---------------------------------------------------

WHERE_READERS_ARE_NAMED = {
    "discussion/models.py": "the choices, and whether it is everybody",
    "discussion/queries/threads.py": "the place",
    "discussion/operations/threads.py": "what a thread begins with",
    "publishing/models/choices.py": "which of them a publication can choose, in the desk's words",
    "publishing/models/publication.py": "what a publication begins with",
    "publishing/operations/discussions.py": "who reads under a piece that is not published",
}


def test_may_read__who_may_read_a_thread_is_decided_in_one_place() -> None:
    naming = {
        name_of(path)
        for path in _modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Readers"
        and node.attr in {"EVERYBODY", "REGISTERED", "MEMBERS", "STAFF"}
    }
    assert naming == set(WHERE_READERS_ARE_NAMED)


# --- characters that do harm: kit/text_hygiene.py -----------------------------------------------------------

ASKING_UNICODE = {
    "kit/text_hygiene.py": "the place",
    "people/names.py": "which letters and digits a name may have",
    "kit/text.py": "which way a text runs",
    "kit/search_text.py": "what of a word is compared",
    "kit/search_index.py": "what of a folded text is a word",
}


def test_text_hygiene__what_characters_do_harm_is_known_in_one_place() -> None:
    asking = {
        name_of(path)
        for path in _modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in {"category", "combining", "bidirectional"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "unicodedata"
    }
    assert asking == set(ASKING_UNICODE)


def test_direction_of__directions_are_listed_in_one_place() -> None:
    listing = {
        name_of(path) for path in _modules() if re.search(r"u202a|u2066", path.read_text(), re.IGNORECASE)
    }
    assert listing == {"kit/text_hygiene.py"}


# --- what a network is: kit/networks.py ---------------------------------------------------------------------

READING_ADDRESSES = {
    "kit/networks.py": "the place",
    "kit/fetching/public_addresses.py": "whether a host may be fetched from",
    "config/cli.py": "whether a host is this machine",
    "frontdoor/request.py": "the networks of TRUSTED_PROXIES",
    "setup/startup_checks.py": "whether TRUSTED_PROXIES can be read",
}


def test_networks__what_one_is_is_known_in_one_place() -> None:
    reading = {
        name_of(path)
        for path in _modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Import) and any(alias.name == "ipaddress" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "ipaddress")
    }
    assert reading == set(READING_ADDRESSES)
    undressing = {name_of(path) for path in _modules() if "ipv4_mapped" in path.read_text()}
    assert undressing == {"kit/networks.py"}


# --- the keys of discussions: publishing/models/public_view.py ----------------------------------------------


def test_thread_key__is_made_and_read_in_one_place() -> None:
    spelling = {
        name_of(path)
        for path in _modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value == "article:"
    }
    assert spelling == {"publishing/models/public_view.py"}
    taking_apart = {
        f"{name_of(path)}:{node.lineno}"
        for path in _modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"partition", "rpartition", "split", "startswith", "removeprefix"}
        and "key" in ast.unparse(node.func.value).split(".")
        and [ast.unparse(argument) for argument in node.args] == ["':'"]
    }
    assert taking_apart == set()


def test_thread_key__is_read_as_it_was_made() -> None:
    assert article_of_thread(thread_key(41)) == 41
    for key in ("", "article:", "article:x", "article:-1", "claim:41", "41", "article:" + "9" * 40):
        assert article_of_thread(key) is None


def _modules() -> Iterator[Path]:
    """Every module but tests and migrations, the wiring's too. The local Stripe may use no rule of ours."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"tests", "migrations", "local_stripe"} & set(path.relative_to(PACKAGE).parts):
            yield path


# --- full addresses: kit/addresses.py ----------------------------------------------------------------------

JOINING_ORIGINS = {
    "kit/addresses.py": "the place",
    "leaks/audit.py": "resolves what a page links to",
    "publishing/operations/readiness.py": "asks whether a link is one of ours",
}


def test_absolute_address__full_addresses_are_made_in_one_place() -> None:
    joined = re.compile(r"SITE_URL\s*\+|\{settings\.SITE_URL\}\{|\+\s*settings\.SITE_URL")
    assert {name_of(path) for path in _modules() if joined.search(path.read_text())} == set(JOINING_ORIGINS)


def test_slug_converter__every_route_takes_every_short_name() -> None:
    # Keys that are made by machines.
    ascii_only = {"avatars/<slug:key>-small.webp", "avatars/<slug:key>-large.webp", "<slug:name>/messages/"}
    routes = {
        route for path in _modules() for route in re.findall(r'path\("([^"]*<slug:[^"]*)"', path.read_text())
    }
    assert routes - ascii_only == set()
