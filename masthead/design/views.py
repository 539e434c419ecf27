"""Pages that every room shares: a refusal, a failed form token."""

from http.client import UNAUTHORIZED

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from masthead.kit.refusals import Refusal


def refusal(request: HttpRequest, no: Refusal) -> HttpResponse:
    """The page (or, for htmx, the fragment) that says what a rule refused."""
    htmx = bool(getattr(request, "htmx", False))
    template = "design/_refusal.html" if htmx else "design/refusal.html"
    context = {
        "sentence": str(no),
        "code": no.code,
        "ask_to_sign_in": no.status == UNAUTHORIZED,
        "return_to": request.path,
    }
    return render(request, template, context, status=no.status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The page for a form that was open too long, or sent from elsewhere."""
    sentence = _(
        "This form was open for too long or came from another place, so it was not taken. "
        "Go back, reload the page and send it again."
    )
    return render(request, "design/refusal.html", {"sentence": sentence, "code": "stale-form"}, status=403)
