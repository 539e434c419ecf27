"""Search: in what everybody may read, and to the end of what this reader may."""

import re
import unicodedata
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from masthead.articles.errors import SearchIsTooLong, SearchIsTooShort
from masthead.articles.models import ListedUnder, Listing, PublicView
from masthead.articles.queries.shelves import PAGE, Cursor, Shelf, published, shelf_of
from masthead.paywall.decisions import Level

SHORTEST, LONGEST, MOST_WORDS = 2, 100, 8
_FIRST_DAY, _LAST_DAY = date(1000, 1, 1), date(9000, 1, 1)

_PHRASE = re.compile(r'"([^"]*)"|(\S+)')

_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


@dataclass(frozen=True)
class Sieve:
    """What a search is narrowed to; dates are days by the publication's clock, both included."""

    section_id: int | None = None
    author_id: int | None = None
    tag_id: int | None = None
    from_date: date | None = None
    to_date: date | None = None
    oldest_first: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything at all is left out."""
        return any((self.section_id, self.author_id, self.tag_id, self.from_date, self.to_date))


def search(
    *,
    words: str,
    sieve: Sieve | None = None,
    open_to: AbstractSet[Level] = frozenset(),
    before: Cursor | None = None,
    limit: int = PAGE,
) -> Shelf:
    """Published pieces that hold all `words`, those in quotation marks as they stand.

    Pieces of the levels in `open_to` are searched to their end; of any other only the public view is looked
    at, so that hits, number and order say nothing of what is behind its gate. Without words a `sieve` that
    narrows is enough.

    :raises SearchIsTooShort: fewer than two letters
    :raises SearchIsTooLong: more than a hundred letters
    """
    sieve = sieve or Sieve()
    if len(words) > LONGEST:
        raise SearchIsTooLong
    parts = sought(words)
    if sum(map(len, parts)) < SHORTEST and (words or not sieve.narrows):
        raise SearchIsTooShort
    found = _sifted(published().defer("teaser_html"), sieve)
    for part in parts:
        found = found.filter(_holds(part, open_to))
    return shelf_of(found, before=before, limit=limit, oldest_first=sieve.oldest_first)


def sought(words: str) -> list[str]:
    """The first few of the words, folded; those between quotation marks together."""
    parts = (phrase or word for phrase, word in _PHRASE.findall(words.translate(_QUOTES)))
    return [folded for part in parts if (folded := fold(part.strip('"')))][:MOST_WORDS]


def _holds(part: str, open_to: AbstractSet[Level]) -> Q:
    """In the public view, or in the whole text of a piece that is open to its end.

    The whole text of a public piece is its public view; for strangers no other is even looked at.
    """
    holds = Q(search_text__contains=part)
    if gated := set(open_to) - {Level.PUBLIC}:
        holds |= Q(level__in=gated, article__searched_body__folded__contains=part)
    return holds


def _sifted(found: QuerySet[PublicView], sieve: Sieve) -> QuerySet[PublicView]:
    if sieve.section_id:
        found = found.filter(section_id=sieve.section_id)
    for kind, subject_id in ((ListedUnder.AUTHOR, sieve.author_id), (ListedUnder.TAG, sieve.tag_id)):
        if subject_id:
            places = Listing.objects.filter(kind=kind, subject_id=subject_id)
            found = found.filter(article_id__in=places.values("view_id"))
    if sieve.from_date:
        found = found.filter(first_published_at__gte=_midnight(sieve.from_date))
    if sieve.to_date:
        found = found.filter(first_published_at__lt=_midnight(sieve.to_date, days_later=1))
    return found


def _midnight(day: date, *, days_later: int = 0) -> datetime:
    """The moment a day begins; days at the ends of the calendar stand for all that lie beyond any piece."""
    within = min(max(day, _FIRST_DAY), _LAST_DAY)  # so that no time zone leads out of the calendar
    return timezone.make_aware(datetime.combine(within + timedelta(days=days_later), time.min))


def fold(text: str) -> str:
    """`text` as it is compared in a search: one case, no accents, no control characters."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(
        "".join(mark for mark in spread if not unicodedata.combining(mark) and mark != "\x00").split()
    )
