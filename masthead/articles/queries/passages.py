"""Where in a piece what somebody searched for stands: only in what they may read to its end."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from masthead.articles.models import PublicView, SearchedBody
from masthead.articles.queries import searching
from masthead.paywall.decisions import Level

BEFORE, AFTER = 14, 22  # words on either side


@dataclass(frozen=True)
class Passage:
    """Words of a piece around those that were found; the dots say whether the text goes on."""

    before: str
    found: str
    after: str
    from_the_start: bool
    to_the_end: bool


def passages(
    *, views: Iterable[PublicView], words: str, open_to: AbstractSet[Level]
) -> Mapping[int, Passage]:
    """Where `words` stand in those of `views` that are open to their end, by article; in one query."""
    sought = searching.sought(words)
    readable = [view.article_id for view in views if view.level in open_to]
    if not (sought and readable):
        return {}
    bodies = SearchedBody.objects.filter(article_id__in=readable, article__public_view__level__in=open_to)
    found = ((pk, passage(text, sought)) for pk, text in bodies.values_list("article_id", "text"))
    return {pk: there for pk, there in found if there}


def passage(text: str, sought: Sequence[str]) -> Passage | None:
    """The first place in `text` of the longest of the `sought` that stands in it."""
    tokens = text.split()
    folded = [searching.fold(token) for token in tokens]
    joined = " ".join(folded)
    for part in sorted(sought, key=len, reverse=True):
        at = joined.find(part)
        if at >= 0:
            return _around(tokens, folded, at, at + len(part))
    return None


def _around(tokens: Sequence[str], folded: Sequence[str], start: int, end: int) -> Passage:
    """The words on either side of those that cover the letters from `start` to `end` of the folded text."""
    first, last, letter = 0, 0, 0
    for number, word in enumerate(folded):
        if letter <= start:
            first = number
        if letter < end:
            last = number
        letter += len(word) + 1
    begin, stop = max(0, first - BEFORE), last + 1 + AFTER
    return Passage(
        before=" ".join(tokens[begin:first]),
        found=" ".join(tokens[first : last + 1]),
        after=" ".join(tokens[last + 1 : stop]),
        from_the_start=begin == 0,
        to_the_end=stop >= len(tokens),
    )
