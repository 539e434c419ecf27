"""Lists of pieces: by author, tag, month, series, and those that were corrected. Public views only."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import MONTHS
from django.views.decorators.http import require_safe

from masthead.kit import incoming
from masthead.kit.cursors import Cursor
from masthead.publishing import queries as publishing
from masthead.publishing.dependencies import ArticleLists
from masthead.publishing.models import Author, ListKind, Tag
from masthead.reading.queries import listings, related, series
from masthead.reading.views.pages import cacheable_for_everybody


@require_safe
def authors_page(request: HttpRequest) -> HttpResponse:
    return _page(request, "authors", {"entries": listings.authors()})


@require_safe
def author_page(request: HttpRequest, slug: str) -> HttpResponse:
    author = listings.author_by_slug(slug)
    if author is None:
        raise Http404
    list_page = listings.list_page(ListKind.AUTHOR, author.pk, before=_cursor(request))
    return _page(
        request,
        "author",
        {
            "author": author,
            "portrait": listings.portrait_of(author),
            "list_page": list_page,
            **_feeds(author),
        },
    )


@require_safe
def tags_page(request: HttpRequest) -> HttpResponse:
    return _page(request, "tags", {"entries": listings.tags()})


@require_safe
def tag_page(request: HttpRequest, slug: str) -> HttpResponse:
    tag = listings.tag_by_slug(slug)
    if tag is None:
        raise Http404
    list_page = listings.list_page(ListKind.TAG, tag.pk, before=_cursor(request))
    return _page(request, "tag", {"tag": tag, "list_page": list_page, **_feeds(tag)})


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    return _page(request, "archive", {"months": listings.archive_months()})


@require_safe
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    if not (1 <= month <= 12 and 1000 <= year < 9000):
        raise Http404
    list_page = listings.month_page(year, month, before=_cursor(request))
    if not list_page.views and not incoming.query(request):
        raise Http404
    return _page(request, "archive_month", {"year": year, "month": MONTHS[month], "list_page": list_page})


@require_safe
def series_page(request: HttpRequest, slug: str) -> HttpResponse:
    found = series.series_by_slug(slug)
    if found is None:
        raise Http404
    parts = series.parts_of(found, after=incoming.query(request).number("after"))
    return _page(request, "series", {"series": found, "parts": parts})


@require_safe
def corrections_page(request: HttpRequest) -> HttpResponse:
    list_page = listings.list_page(ListKind.CORRECTED, before=_cursor(request))
    corrected = [(view, related.corrections_of(view)) for view in list_page.views]
    return _page(request, "corrections", {"corrected": corrected, "list_page": list_page})


def _page(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    response = render(request, f"reading/lists/{template}.html", {**context, "path": request.path})
    return cacheable_for_everybody(request, response, ArticleLists())


def _feeds(subject: Author | Tag) -> dict[str, object]:
    return {"feed_base": publishing.address_of(subject), "feed_title": str(subject)}


def _cursor(request: HttpRequest) -> Cursor | None:
    return incoming.query(request).cursor("before")
