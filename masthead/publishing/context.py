"""Context of every page: the publication, its sections, its theme."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from masthead.kit.dependencies import depend_on
from masthead.publishing import queries
from masthead.theme.dependencies import Theme

# Pages of signing in, paying and account deletion: no sign-in or checkout returns to them.
NO_RETURN_PATHS = (
    "/sign-in/",
    "/sign-out/",
    "/account-deleted/",
    "/join/",
    "/pay/",
    "/payments/",
    "/account/",
    "/preview/",
    "/desk/",
)


def publication(request: HttpRequest) -> dict[str, Any]:
    """`publication` (name, tagline, language), `sections` (name, address), `theme`; lazily.

    `return_path` is where signing in or subscribing returns to; empty where that would be a loop.
    """

    def line() -> queries.PublicationSummary:
        depend_on(request, Theme())
        return getattr(request, "publication_summary", None) or queries.publication_summary()

    return {
        "return_path": ""
        if request.path == "/" or request.path.startswith(NO_RETURN_PATHS)
        else request.path,
        "publication": SimpleLazyObject(line),
        "sections": SimpleLazyObject(lambda: line().sections),
        "theme": SimpleLazyObject(lambda: line().theme),
    }
