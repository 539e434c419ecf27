"""How an answer tells the front door that it may be cached, for whom, and on what it depends."""

from urllib.parse import unquote

from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, reverse

from masthead.kit import incoming
from masthead.kit.dependencies import Dependency, depend_on, dependencies_of

VARIANT, DEPENDENCIES = "Masthead-Cache-Variant", "Masthead-Dependencies"
OPEN = "open"


def allow_caching(
    request: HttpRequest, response: HttpResponseBase, *depends_on: Dependency, variant: str = OPEN
) -> None:
    """Let the front door cache the answer as `variant` until one of its dependencies changes.

    Its dependencies are those given here and those said with `depend_on` while it was drawn. Only the bare
    address is cached, in its one spelling: older pages are asked for rarely, and by anybody's guess of a
    number, and `/readers/007/` would be one more page for each zero.
    """
    if incoming.query(request) or getattr(request, "is_preview", False) or not _is_the_one_spelling(request):
        return
    depend_on(request, *depends_on)
    response.headers[VARIANT] = variant
    response.headers[DEPENDENCIES] = " ".join(sorted(map(str, dependencies_of(request))))


def _is_the_one_spelling(request: HttpRequest) -> bool:
    """Whether the address is the one we would write ourselves."""
    found = request.resolver_match
    if found is None:
        return False
    try:
        ours = reverse(
            found.view_name if found.url_name else found.func, args=found.args, kwargs=found.kwargs
        )
    except NoReverseMatch:
        return False
    return unquote(ours) == request.path
