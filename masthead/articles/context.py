"""What every page is told about the publication."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from masthead.articles import queries


def publication(request: HttpRequest) -> dict[str, Any]:
    """`publication` (name, tagline, language), `sections` (name, address), `look`, `origin`; lazily."""

    def line() -> queries.MastheadLine:
        return getattr(request, "masthead_line", None) or queries.masthead_line()

    return {
        "origin": settings.SITE_URL,
        "publication": SimpleLazyObject(line),
        "sections": SimpleLazyObject(lambda: line().sections),
        "look": SimpleLazyObject(lambda: line().look),
    }
