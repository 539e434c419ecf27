"""The sitemap of every published piece, and the one of what is new."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from masthead.articles import listings, queries

LARGEST = 50_000  # what https://www.sitemaps.org/protocol.html allows in one file


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Front page, sections, lists and pieces."""
    context = {
        "pieces": queries.addresses(limit=LARGEST),
        "lists": listings.addresses(),
    }
    response = render(request, "articles/sitemap.xml", context, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=60"
    return response


@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """What was published in the last two days."""
    context = {"pieces": listings.newest(now=timezone.now())}
    content_type = "application/xml; charset=utf-8"
    response = render(request, "articles/sitemap-news.xml", context, content_type=content_type)
    response["Cache-Control"] = "public, max-age=60"
    return response
