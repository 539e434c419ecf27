"""What every page is told about the publication."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from masthead.articles import queries

# Pages of signing in, paying and leaving: nobody wants to return to them.
NO_WAY_BACK = (
    "/sign-in/",
    "/sign-out/",
    "/left/",
    "/join/",
    "/pay/",
    "/payments/",
    "/account/",
    "/preview/",
    "/desk/",
)


def publication(request: HttpRequest) -> dict[str, Any]:
    """`publication` (name, tagline, language), `sections` (name, address), `look`, `origin`; lazily.

    `way_back` is where signing in or subscribing leads back to; empty where that would be a circle.
    """

    def line() -> queries.MastheadLine:
        return getattr(request, "masthead_line", None) or queries.masthead_line()

    return {
        "origin": settings.SITE_URL,
        "way_back": "" if request.path == "/" or request.path.startswith(NO_WAY_BACK) else request.path,
        "publication": SimpleLazyObject(line),
        "sections": SimpleLazyObject(lambda: line().sections),
        "look": SimpleLazyObject(lambda: line().look),
    }
