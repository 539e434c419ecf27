"""What is done to every request before a room sees it."""

from collections.abc import Callable
from http.client import MOVED_PERMANENTLY, PERMANENT_REDIRECT

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

from masthead.kit.addresses import composed
from masthead.kit.incoming import query_string

GetResponse = Callable[[HttpRequest], HttpResponse]


class OneSpellingMiddleware:
    """One page has one address, however its letters are composed: others lead to it.

    Rooms compare `request.path`, which Django has decoded, with what they stored (`kit/addresses.py`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            raise Http404
        address = composed(request.path)
        if address == request.path:
            return self.get_response(request)
        query = query_string(request)
        # Two slashes at the start would name another host.
        path = escape_leading_slashes(escape_uri_path(address))
        answer = HttpResponseRedirect(path + (f"?{query}" if query else ""))
        # A form that was sent there is sent there again, not asked for.
        answer.status_code = MOVED_PERMANENTLY if request.method in {"GET", "HEAD"} else PERMANENT_REDIRECT
        return answer
