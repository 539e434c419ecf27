"""Saying on every page of a piece where mentions of it are taken."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


class Endpoints:
    """Adds the two headers to whatever answers as a piece, open or closed, also to HEAD.

    Webmention senders read the header before they read the page, and the front door keeps it with the page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Masthead-Piece" in response:
            webmention = f'<{settings.SITE_URL}{reverse("mentions:webmention")}>; rel="webmention"'
            there = response.headers.get("Link")
            response["Link"] = f"{there}, {webmention}" if there else webmention
            response["X-Pingback"] = settings.SITE_URL + reverse("mentions:pingback")
        return response
