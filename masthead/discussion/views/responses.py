"""How the room answers: shared or private, and where to look next."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django_htmx.middleware import HtmxDetails

from masthead.discussion import permissions
from masthead.discussion.models import Comment, Readers, Thread


class Asked(HttpRequest):
    """A request as htmx's middleware hands it on."""

    htmx: HtmxDetails


private = cache_control(private=True, no_store=True)


def open_or_private(response: HttpResponse, thread: Thread) -> HttpResponse:
    """What stands in a thread for everybody is asked anew each time; any other is nobody else's."""
    is_open = thread.readable_by == Readers.EVERYBODY
    response["Cache-Control"] = "no-cache" if is_open else "private, no-store"
    return response


def kept_or_private(response: HttpResponse, thread: Thread) -> HttpResponse:
    """The same; and the front door may keep what is for everybody until the thread changes."""
    if thread.readable_by == Readers.EVERYBODY:
        response["Masthead-Keep"] = "open"
        response["Masthead-Tags"] = f"thread-{thread.pk}"
    return open_or_private(response, thread)


def ensure_readable(request: Asked, found: Comment) -> Comment:
    """The letter, for those who may read its thread; others are refused."""
    permissions.ensure_may_read(request.user, found.thread, timezone.now())
    return found


def see_other(address: str) -> HttpResponse:
    """On to `address`, to be read there: 303."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
