"""Responses of this room: cache headers and redirects."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django_htmx.middleware import HtmxDetails

from masthead.discussion import permissions
from masthead.discussion.models import Comment, Thread
from masthead.kit.caching import allow_caching
from masthead.kit.dependencies import Dependency


class HtmxRequest(HttpRequest):
    """A request as htmx's middleware hands it on."""

    htmx: HtmxDetails


private = cache_control(private=True, no_store=True)


def set_cache_headers(response: HttpResponse, thread: Thread) -> HttpResponse:
    """A thread everybody may read is revalidated each time; any other is private."""
    response["Cache-Control"] = "no-cache" if thread.is_public else "private, no-store"
    return response


def cached_or_private(
    request: HttpRequest, response: HttpResponse, thread: Thread, *depends_on: Dependency
) -> HttpResponse:
    """The same; and the front door may cache what is for everybody until one of `depends_on` changes."""
    if thread.is_public:
        allow_caching(request, response, *depends_on)
    return set_cache_headers(response, thread)


def ensure_readable(request: HtmxRequest, found: Comment) -> Comment:
    """The comment, for those who may read its thread; others are refused."""
    permissions.ensure_may_read(request.user, found.thread, timezone.now())
    return found


def see_other(address: str) -> HttpResponse:
    """On to `address`, to be read there: 303."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
