"""The headers that name our Webmention and Pingback endpoints."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from masthead.kit.addresses import absolute_address


class MentionEndpointsMiddleware:
    """Adds the two headers to every response for a piece, open or closed, also to HEAD.

    Webmention senders read the header before they read the page, and the front door caches it with the page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Masthead-Piece" in response:
            webmention = f'<{absolute_address(reverse("mentions:webmention"))}>; rel="webmention"'
            there = response.headers.get("Link")
            response["Link"] = f"{there}, {webmention}" if there else webmention
            response["X-Pingback"] = absolute_address(reverse("mentions:pingback"))
        return response
