"""The desk's search index: words compared as readers' search compares them, one writer at a time.

Both databases cut a text into words and drop accents, each by rules of its own. So they are given words that
are folded already, with every letter beyond ASCII spelled by its number: both find the same.

An upload is indexed twice at the same moment: by the page that stored it, with its tags, and by the job that
every saved row puts in the queue. On SQLite the library's index looks first and inserts then, on PostgreSQL
it touches the rows of others; so two at once fail on a unique key, or each waits for the other. Here the
second waits for the first, finds its entry and brings it up to date.
"""

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from modelsearch.backends import database, get_search_backend
from modelsearch.index import get_indexed_models
from modelsearch.query import And, Not, Or, Phrase, PlainText

from masthead.kit import search_text

INDEXED_AT_ONCE = 100  # rows in one transaction
MAX_WORDS = 20
_LOCK = 7_310_582_942_116_041  # any number that nothing else in this database locks


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name under which the library looks for it
    """The library's backend for the present database, with an index that has one writer."""
    kind = type(database.SearchBackend(params))
    compilers = {
        name: type("AnyFilterCompiler", (_AnyFilter, getattr(kind, name)), {})
        for name in ("query_compiler_class", "autocomplete_query_compiler_class")
    }
    backend = type("FoldedBackend", (_FoldedQueries, kind), compilers)(params)
    library: Any = sys.modules[kind.index_class.__module__]
    if not issubclass(library.ObjectIndexer, _FoldedIndexer):
        # The library has no other way to say how a text is indexed.
        library.ObjectIndexer = type("FoldedIndexer", (_FoldedIndexer, library.ObjectIndexer), {})
    backend.index_class = type("OneWriterIndex", (_OneWriter, backend.index_class), {})
    return backend


def index_again() -> None:
    """Store every row as it is compared now, some at a time, so that nobody who writes waits for them."""
    backend = get_search_backend()
    for model in get_indexed_models():
        numbers = list(model.get_indexed_objects().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(numbers), INDEXED_AT_ONCE):
            some = model.get_indexed_objects().filter(pk__in=numbers[start : start + INDEXED_AT_ONCE])
            backend.add_bulk(model, list(some))


def indexed_words(text: str) -> str:
    """The words of a folded text, between spaces, in ASCII."""
    kept = (one if unicodedata.category(one)[0] in "LMN" else " " for one in text)
    return "".join(one if one.isascii() else f"x{ord(one):x}x" for one in kept)


class _FoldedIndexer:
    def prepare_value(self, value: Any) -> str:
        said = super().prepare_value(value)  # type: ignore[misc]  # it is joined with the library's, which has it
        return indexed_words(search_text.stored_search_text(said))


class _FoldedQueries:
    def _search(self, kind: type, query: Any, rows: Any, **more: Any) -> Any:
        folded = _folded(query, more.get("operator"))
        return super()._search(kind, folded, rows, **more)  # type: ignore[misc]  # it is joined with the library's, which has it


class _AnyFilter:
    """A search among rows filtered and ordered by anything: a tag, how often a picture is used, its size.

    The library refuses what Elasticsearch could not follow; a database follows all of it.
    """

    def _get_filters_from_queryset(self, check_only: bool = False) -> None:
        """Nothing to check."""

    def _get_order_by(self) -> Sequence[Any]:
        return ()


def _folded(query: Any, operator: str | None = None) -> Any:
    if isinstance(query, str):
        return _any_spelling(query, operator)
    if isinstance(query, PlainText):
        return _any_spelling(query.query_string, query.operator)
    if isinstance(query, Phrase):
        return Phrase(indexed_words(search_text.fold(query.query_string)))
    if isinstance(query, And | Or):
        return type(query)([_folded(part) for part in query.subqueries])
    return Not(_folded(query.subquery)) if isinstance(query, Not) else query


def _any_spelling(words: str, operator: str | None) -> Any:
    """All of these words, or any of them, each in whichever spelling; an empty text for none."""
    terms = []
    for word in words.split()[:MAX_WORDS]:
        ways = dict.fromkeys(tuple(indexed_words(way).split()) for way in search_text.spellings(word))
        if found := [And([PlainText(part) for part in way]) for way in ways if way]:
            terms.append(Or(found))
    return (Or(terms) if operator == "or" else And(terms)) if terms else ""


class _OneWriter:
    def add_items(self, model: type, objs: Sequence[Any]) -> None:
        with _alone():
            super().add_items(model, objs)  # type: ignore[misc]  # it is joined with the library's, which has it

    def delete_item(self, item: Any) -> None:
        with _alone():
            super().delete_item(item)  # type: ignore[misc]  # it is joined with the library's, which has it


@contextmanager
def _alone() -> Iterator[None]:
    """One transaction, in which nobody else writes the index. On SQLite every transaction is that."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield
