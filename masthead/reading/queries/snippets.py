"""Snippets of search results: cut only from pieces this reader may read to the end."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from masthead.kit.search_text import fold, other_spellings, spellings
from masthead.paywall.decide import Level
from masthead.publishing.models import PublicView, SearchDocument
from masthead.reading.queries import search

WORDS_BEFORE, WORDS_AFTER = 14, 22  # words before and after the match


@dataclass(frozen=True)
class Snippet:
    """The words of a piece around those that were found, and whether the text continues on either side."""

    before: str
    found: str
    after: str
    starts_text: bool
    ends_text: bool


def snippets(
    *, views: Iterable[PublicView], words: str, readable_levels: AbstractSet[Level]
) -> Mapping[int, Snippet]:
    """Where `words` stand in those of `views` that are open to their end, by article; in one query."""
    terms = search.search_terms(words)
    readable = [view.article_id for view in views if view.level in readable_levels]
    if not (terms and readable):
        return {}
    bodies = SearchDocument.objects.filter(
        article_id__in=readable, article__public_view__level__in=readable_levels
    )
    found = ((pk, snippet(text, terms)) for pk, text in bodies.values_list("article_id", "text"))
    return {pk: there for pk, there in found if there}


def snippet(text: str, terms: Sequence[str]) -> Snippet | None:
    """The first place in `text` of the longest of `terms` that stands in it."""
    tokens = text.split()
    folded = [fold(token) for token in tokens]
    joined = " ".join(filter(None, folded))
    for part in sorted(terms, key=len, reverse=True):
        asked = spellings(part)
        for spelling in asked:
            at = joined.find(spelling)
            if at >= 0:
                return _around(tokens, *_numbers(folded, at, at + len(spelling)))
        for number, token in enumerate(tokens):
            if any(spelling in other for spelling in asked for other in other_spellings(token)):
                return _around(tokens, number, number)
    return None


def _numbers(folded: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The first and the last of the words that cover the letters from `start` to `end` of the folded text."""
    first, last, letter = 0, 0, 0
    for number, word in enumerate(folded):
        if word and letter <= start:
            first = number
        if word and letter < end:
            last = number
        letter += len(word) + bool(word)  # a space behind each, but not behind a quotation mark alone
    return first, last


def _around(tokens: Sequence[str], first: int, last: int) -> Snippet:
    """The words from `first` to `last`, and those on either side."""
    begin, stop = max(0, first - WORDS_BEFORE), last + 1 + WORDS_AFTER
    return Snippet(
        before=" ".join(tokens[begin:first]),
        found=" ".join(tokens[first : last + 1]),
        after=" ".join(tokens[last + 1 : stop]),
        starts_text=begin == 0,
        ends_text=stop >= len(tokens),
    )
