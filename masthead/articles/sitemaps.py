"""The sitemap: every published piece, newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from masthead.articles import queries

LARGEST = 50_000  # what https://www.sitemaps.org/protocol.html allows in one file


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Front page, sections and pieces."""
    context = {"pieces": queries.addresses(limit=LARGEST)}
    response = render(request, "articles/sitemap.xml", context, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=60"
    return response
