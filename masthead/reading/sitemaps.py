"""The sitemap of every published piece, and the one of what is new."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from masthead.reading.queries import listings

MAX_URLS = 50_000  # what https://www.sitemaps.org/protocol.html allows in one file


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Front page, sections, lists and pieces."""
    context = {
        "pieces": listings.addresses_of_pieces(limit=MAX_URLS),
        "lists": listings.list_addresses(),
    }
    response = render(request, "reading/sitemap.xml", context, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=60"
    return response


@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """What was published in the last two days."""
    context = {"pieces": listings.news_sitemap_views(now=timezone.now())}
    content_type = "application/xml; charset=utf-8"
    response = render(request, "reading/sitemap-news.xml", context, content_type=content_type)
    response["Cache-Control"] = "public, max-age=60"
    return response
