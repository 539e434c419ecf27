"""What every page is told about the publication."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from masthead.articles import queries


def publication(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - Django's signature
    """`publication` (name, tagline, language), `sections` (name, address), `origin`; lazily."""
    return {
        "origin": settings.SITE_URL,
        "publication": SimpleLazyObject(queries.masthead_line),
        "sections": SimpleLazyObject(lambda: queries.masthead_line().sections),
    }
