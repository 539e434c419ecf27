"""Nobody's guess at an address makes the database look at every row: the plan of each look-up is read.

On both databases. Small tables are scanned because that is quicker, so PostgreSQL is asked what it would do
if it could not; on SQLite the planner knows no sizes and takes an index wherever there is one.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import sign_in
from masthead.mentions import queries as mentions
from masthead.people.models import Person
from masthead.publishing.models import PublicView
from masthead.publishing.tests.conftest import front, gated, harbour, marit  # noqa: F401 - fixtures of the room

# What each address is asked with; no such thing is there, so every table that could hold it is looked into.
WORD = "nobody-knows-this"
ADDRESSES = [
    f"/{WORD}/",
    f"/{WORD}/{WORD}/",
    f"/{WORD}/rss.xml",
    f"/authors/{WORD}/",
    f"/authors/{WORD}/feed.json",
    f"/tags/{WORD}/",
    f"/tags/{WORD}/atom.xml",
    f"/series/{WORD}/",
    f"/media/{WORD}",
    f"/join/?plan={WORD}",
    f"/join/{WORD}/",
    f"/join/welcome/{WORD}/",
    f"/avatars/{WORD}-small.webp",
    f"/webmention/{WORD}/",
    f"/pay/pretend/{WORD}/",
    f"/payments/returned/{WORD}/",
    f"/payments/abandoned/{WORD}/",
]
# One row each: there is nothing to look through.
SMALL = {"wagtailcore_site", "publishing_publication"}


@pytest.mark.usefixtures("gated")
def test_addresses__none_makes_the_database_look_at_every_row(client: Client, mina: Person) -> None:
    sign_in(client, mina)
    looked_up = set()
    for address in ADDRESSES:
        tables = _looked_up(partial(client.get, address))
        assert tables, f"{address} is looked up nowhere"
        looked_up |= tables
    assert {"publishing_publicview", "publishing_goneaddress", "wagtailredirects_redirect"} <= looked_up


@pytest.mark.usefixtures("gated")
def test_mentions__none_makes_the_database_look_at_every_row() -> None:
    assert _looked_up(lambda: mentions.article_at(f"https://magazine.example/{WORD}/{WORD}/"))


@pytest.mark.usefixtures("gated")
def test_query_plan__a_look_up_without_an_index_is_noticed() -> None:
    views = PublicView.objects.filter(headline=WORD)
    for ask in (views.exists, views.first, views.order_by("path").first):  # the last two follow an index
        with pytest.raises(AssertionError, match="every row of publishing_publicview"):
            _looked_up(ask)


def _looked_up(ask: Callable[[], object]) -> set[str]:
    """The tables in which `ask` looks for the word, each of which has an index for it."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    statements = [query["sql"] for query in captured if WORD in query["sql"] and "SELECT" in query["sql"]]
    for statement in statements:
        scanned = _scanned_in(statement) - SMALL
        assert not scanned, f"every row of {', '.join(scanned)} is looked at by {statement}"
    return {table for statement in statements for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', statement)}


def _scanned_in(statement: str) -> set[str]:
    """The tables of which every row would be read, be it in the order of an index."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("EXPLAIN QUERY PLAN " + statement)
            lines = [row[-1] for row in cursor.fetchall()]
            return {line.split()[1].strip('"') for line in lines if line.startswith("SCAN ")}
        cursor.execute("SET LOCAL enable_seqscan = off")
        # Of a few rows it would rather read all in their order than sort the one that an index finds.
        cursor.execute("EXPLAIN (FORMAT JSON) " + re.sub(r" ORDER BY .*? LIMIT \d+$", "", statement))
        (plan,) = cursor.fetchone()
    return set(_without_condition((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))


def _without_condition(node: dict[str, Any]) -> Iterator[str]:
    """The tables of those steps of a plan that no index narrows."""
    if node["Node Type"] in {"Seq Scan", "Index Scan", "Index Only Scan"} and "Index Cond" not in node:
        yield node["Relation Name"]
    for inner in node.get("Plans", []):
        yield from _without_condition(inner)
