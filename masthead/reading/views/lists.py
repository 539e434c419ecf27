"""Lists of pieces: by author, tag, month, series, and those that were corrected. Public views only."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import MONTHS
from django.views.decorators.http import require_safe

from masthead.articles import listings, queries
from masthead.articles.models import ListedUnder
from masthead.articles.views.pages import shared

LISTS = "lists"  # what the front door drops when any piece changes


@require_safe
def authors_page(request: HttpRequest) -> HttpResponse:
    return _page(request, "authors", {"subjects": listings.authors()})


@require_safe
def author_page(request: HttpRequest, slug: str) -> HttpResponse:
    author = listings.author_called(slug)
    if author is None:
        raise Http404
    shelf = listings.listed(ListedUnder.AUTHOR, author.pk, before=_cursor(request))
    return _page(
        request,
        "author",
        {"author": author, "portrait": listings.portrait_of(author), "shelf": shelf, **_feeds(author)},
    )


@require_safe
def tags_page(request: HttpRequest) -> HttpResponse:
    return _page(request, "tags", {"subjects": listings.tags()})


@require_safe
def tag_page(request: HttpRequest, slug: str) -> HttpResponse:
    tag = listings.tag_called(slug)
    if tag is None:
        raise Http404
    shelf = listings.listed(ListedUnder.TAG, tag.pk, before=_cursor(request))
    return _page(request, "tag", {"tag": tag, "shelf": shelf, **_feeds(tag)})


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    return _page(request, "archive", {"months": listings.months()})


@require_safe
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    if not (1 <= month <= 12 and 1000 <= year < 9000):
        raise Http404
    shelf = listings.published_in(year, month, before=_cursor(request))
    if not shelf.views and not request.GET:
        raise Http404
    return _page(request, "archive_month", {"year": year, "month": MONTHS[month], "shelf": shelf})


@require_safe
def series_page(request: HttpRequest, slug: str) -> HttpResponse:
    series = listings.series_called(slug)
    if series is None:
        raise Http404
    after = request.GET.get("after", "")
    parts = listings.parts_of(series, after=int(after) if re.fullmatch("[0-9]{1,18}", after) else None)
    return _page(request, "series", {"series": series, "parts": parts})


@require_safe
def corrections_page(request: HttpRequest) -> HttpResponse:
    shelf = listings.listed(ListedUnder.CORRECTED, before=_cursor(request))
    corrected = [(view, listings.corrections_of(view)) for view in shelf.views]
    return _page(request, "corrections", {"corrected": corrected, "shelf": shelf})


def _page(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    response = render(request, f"articles/lists/{template}.html", {**context, "path": request.path})
    return shared(request, response, tags=[LISTS])


def _feeds(subject: Any) -> dict[str, Any]:
    return {"feed_base": listings.address_of(subject), "feed_title": str(subject)}


def _cursor(request: HttpRequest) -> queries.Cursor | None:
    return queries.Cursor.parse(request.GET.get("before", ""))
