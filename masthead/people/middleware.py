"""Nobody who is signed in is asked to sign in: that way round there is no end."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from masthead.design.views import refusal_page
from masthead.people.errors import NotForThisAccount

SIGN_IN_PAGES = ("account_login", "wagtailadmin_login", "wagtailcore_login")  # ours, and what leads there
GetResponse = Callable[[HttpRequest], HttpResponse]


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
    goal = urlsplit(response["Location"])
    if goal.path not in {resolve_url(name) for name in SIGN_IN_PAGES}:
        return False
    return any(urlsplit(page).path == request.path for page in parse_qs(goal.query).get("next", []))
