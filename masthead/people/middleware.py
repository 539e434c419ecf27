"""Nobody who is signed in is asked to sign in, nor signed out by an answer that comes late."""

from collections.abc import Callable
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from masthead.design.views import refusal_page
from masthead.kit import incoming
from masthead.kit.addresses import parts_of
from masthead.people.errors import NotForThisAccount

SIGN_IN_PAGES = ("account_login", "wagtailadmin_login", "wagtailcore_login")  # ours, and what leads there
GetResponse = Callable[[HttpRequest], HttpResponse]


class PagesEndSignInsMiddleware(SessionMiddleware):
    """Only a page takes the cookie of an ended session away.

    What a script asks with an old cookie may be answered after somebody has signed in anew in another window,
    and would take the new cookie away.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and not cookie.value and _asked_by_script(request):
            del response.cookies[settings.SESSION_COOKIE_NAME]
        return response


def _asked_by_script(request: HttpRequest) -> bool:
    """As the browser says; older ones, and those without TLS, show it by what they accept."""
    headers = incoming.headers(request)
    if headers.name("Sec-Fetch-Dest"):
        return headers.name("Sec-Fetch-Dest") != "document"
    return "HX-Request" in headers or not request.accepts("text/html")


class SignedInMiddleware:
    """Where a page sends somebody who is signed in to sign in and come back, say that it is not theirs.

    Django's and Wagtail's own guards send everybody away who may not enter, and the sign-in page sends who is
    signed in straight back.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not (_leads_back_here(request, response) and request.user.is_authenticated):
            return response
        list(messages.get_messages(request))  # Wagtail's own sentence about it, which a later page would show
        return refusal_page(request, NotForThisAccount())


def _leads_back_here(request: HttpRequest, response: HttpResponse) -> bool:
    if response.status_code not in {301, 302, 303, 307, 308}:
        return False
    goal = parts_of(response["Location"])
    if goal.path not in {resolve_url(name) for name in SIGN_IN_PAGES}:
        return False
    return any(parts_of(page).path == request.path for page in parse_qs(goal.query).get("next", []))
