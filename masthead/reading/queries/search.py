"""Search: in what everybody may read, and to the end of what this reader may."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from masthead.kit.cursors import Cursor
from masthead.kit.search_text import can_be_searched, fold, spellings
from masthead.paywall.decide import Level
from masthead.publishing import queries as publishing
from masthead.publishing.models import Listing, ListKind, PublicView
from masthead.publishing.queries.public_views import published_views
from masthead.reading.errors import SearchIsTooLong, SearchIsTooShort
from masthead.reading.queries import listings
from masthead.reading.queries.list_pages import PAGE_SIZE, ListPage, list_page_of

MIN_QUERY_LENGTH, MAX_QUERY_LENGTH, MAX_QUERY_TERMS = 2, 100, 8
_FIRST_DAY, _LAST_DAY = date(1000, 1, 1), date(9000, 1, 1)

_PHRASE = re.compile(r'"([^"]*)"|(\S+)')

_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


@dataclass(frozen=True)
class SearchFilter:
    """The filters of a search; dates are days in the publication's time zone, both included."""

    section_id: int | None = None
    author_id: int | None = None
    tag_id: int | None = None
    from_date: date | None = None
    to_date: date | None = None
    oldest_first: bool = False

    @property
    def is_set(self) -> bool:
        """Whether any filter is set."""
        return any((self.section_id, self.author_id, self.tag_id, self.from_date, self.to_date))


def search_articles(
    *,
    words: str,
    search_filter: SearchFilter | None = None,
    readable_levels: AbstractSet[Level] = frozenset(),
    before: Cursor | None = None,
    limit: int = PAGE_SIZE,
) -> ListPage:
    """Published pieces that hold all `words`, those in quotation marks as they stand.

    Pieces of the levels in `readable_levels` are searched to their end; of any other only the public view is
    searched, so that hits, number and order reveal nothing of what is behind its gate. Without words a filter
    that narrows is enough.

    :raises SearchIsTooShort: fewer than two letters
    :raises SearchIsTooLong: more than a hundred letters
    """
    search_filter = search_filter or SearchFilter()
    if len(words) > MAX_QUERY_LENGTH:
        raise SearchIsTooLong
    parts = search_terms(words)
    if sum(len(fold(part)) for part in parts) < MIN_QUERY_LENGTH and (words or not search_filter.is_set):
        raise SearchIsTooShort
    found = _filtered(published_views().defer("teaser_html"), search_filter)
    for part in parts:
        found = found.filter(_contains(part, readable_levels))
    return list_page_of(found, before=before, limit=limit, oldest_first=search_filter.oldest_first)


def search_filter_of(
    *,
    section: str,
    author: str,
    tag: str,
    from_date: date | None,
    to_date: date | None,
    oldest_first: bool,
) -> SearchFilter:
    """What a search is narrowed to, from the short names in its address; empty ones narrow nothing."""
    sections = {part.address: part.id for part in publishing.publication_summary().sections}
    found_author = listings.author_by_slug(author) if author else None
    found_tag = listings.tag_by_slug(tag) if tag else None
    return SearchFilter(
        section_id=sections.get(publishing.page_address(section)),
        author_id=found_author.pk if found_author else None,
        tag_id=found_tag.pk if found_tag else None,
        from_date=from_date,
        to_date=to_date,
        oldest_first=oldest_first,
    )


def search_terms(words: str) -> list[str]:
    """The search terms: the first few words, as typed; a quoted phrase is one term. A dash alone is none."""
    parts = (phrase or word for phrase, word in _PHRASE.findall(words.translate(_QUOTES)))
    return [part for part in parts if can_be_searched(fold(part))][:MAX_QUERY_TERMS]


def _contains(part: str, readable_levels: AbstractSet[Level]) -> Q:
    """In the public view, or in the whole text of a piece that is open to its end.

    The whole text of a public piece is its public view; for strangers no other is even looked at.
    """
    gated = set(readable_levels) - {Level.PUBLIC}
    holds = Q()
    for spelling in spellings(part):
        holds |= Q(search_text__contains=spelling)
        if gated:
            holds |= Q(level__in=gated, article__search_document__normalised__contains=spelling)
    return holds


def _filtered(found: QuerySet[PublicView], search_filter: SearchFilter) -> QuerySet[PublicView]:
    if search_filter.section_id:
        found = found.filter(section_id=search_filter.section_id)
    for kind, list_id in ((ListKind.AUTHOR, search_filter.author_id), (ListKind.TAG, search_filter.tag_id)):
        if list_id:
            places = Listing.objects.filter(kind=kind, list_id=list_id)
            found = found.filter(article_id__in=places.values("view_id"))
    if search_filter.from_date:
        found = found.filter(first_published_at__gte=_midnight(search_filter.from_date))
    if search_filter.to_date:
        found = found.filter(first_published_at__lt=_midnight(search_filter.to_date, days_later=1))
    return found


def _midnight(day: date, *, days_later: int = 0) -> datetime:
    """The moment a day begins; days at the ends of the calendar stand for all that lie beyond any piece."""
    within = min(max(day, _FIRST_DAY), _LAST_DAY)  # so that no time zone leads out of the calendar
    return timezone.make_aware(datetime.combine(within + timedelta(days=days_later), time.min))
