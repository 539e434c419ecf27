"""Pages that every room shares: a refusal, a failed form token, and every component in every state."""

from datetime import date
from http.client import FORBIDDEN, UNAUTHORIZED

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import reswap, retarget, trigger_client_event

from masthead.design.errors import DesignIsForStaff
from masthead.design.forms import SampleForm
from masthead.design.typed_fields import typed_fields
from masthead.kit.refusals import Refusal


def refusal_page(request: HttpRequest, no: Refusal) -> HttpResponse:
    """The page (or, for htmx, the fragment) that says what a rule refused."""
    htmx = bool(getattr(request, "htmx", False))
    template = "design/_refusal.html" if htmx else "design/refusal.html"
    context = {
        "sentence": str(no),
        "code": no.code,
        "ask_to_sign_in": no.status == UNAUTHORIZED,
        "return_to": request.path,
    }
    response = render(request, template, context, status=no.status)
    if "seconds" in no.facts:
        response["Retry-After"] = str(no.facts["seconds"])
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that was open too long, or sent from elsewhere.

    What somebody typed on a page of ours comes back, ready to be sent again with a fresh token. With htmx it
    still stands in its form, which gets the token, and the line at the foot of the page says so. What another
    site sent is not shown: it would be its words on our page, one click away from being posted. A
    script that asked for JSON gets a code.
    """
    if getattr(request, "htmx", False):
        response = render(request, "design/_stale_form.html", status=FORBIDDEN)
        response = trigger_client_event(response, "token:fresh", {"token": get_token(request)})
        return retarget(reswap(response, "innerHTML"), "#trouble")
    if not request.accepts("text/html"):  # the desk's script asks for a new token and sends it again
        return JsonResponse({"error_code": "stale_token", "error_message": reason}, status=FORBIDDEN)
    if (fields := typed_fields(request)) is not None:
        context = {"fields": fields, "path": request.get_full_path()}
        response = render(request, "design/stale_form.html", context, status=FORBIDDEN)
        response["Cache-Control"] = "private, no-store"
        return response
    sentence = _(
        "This form was open for too long or came from another place, so it was not taken. "
        "Go back, reload the page and send it again."
    )
    return render(
        request, "design/refusal.html", {"sentence": sentence, "code": "stale-form"}, status=FORBIDDEN
    )


SAMPLE = {
    "name": "Ada Lindqvist",
    "initials": "AL",
    "address": "ada@example.org",
    "yearly": "€60",
    "monthly": "€6",
    "day": date(2026, 3, 2),
    "note": 1,
    "points": 3,
}


@require_safe
def every_component(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who may enter the desk."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise DesignIsForStaff
    wrong = SampleForm({"email": "nobody", "plan": "yearly"}, prefix="wrong")
    wrong.add_error(None, _("A sentence about the whole form stands above it."))
    context = {
        "sample": SAMPLE,
        "form": SampleForm(prefix="calm"),
        "wrong": wrong,
        "kinds": ("", "good", "wrong"),
        "comments": (
            ("", _("A comment, as it stands in the discussion.")),
            ("new", _("A comment that is new since the last visit has a dot.")),
            ("chosen", _("The comment that an address points to, voted for by the one who looks.")),
            ("staff", _("A comment by somebody who works here.")),
            ("gone", _("This comment was deleted by its author.")),
        ),
    }
    response = render(request, "design/every_component.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
