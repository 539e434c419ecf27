"""Pages that every room shares: a refusal, a failed form token, and every component in every state."""

from datetime import date
from http.client import FORBIDDEN, UNAUTHORIZED

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import reswap, retarget

from masthead.design.errors import DesignIsForStaff
from masthead.design.forms import SampleForm
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
    response = render(request, template, context, status=no.status)
    if "seconds" in no.facts:
        response["Retry-After"] = str(no.facts["seconds"])
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The page for a form that was open too long, or sent from elsewhere.

    With htmx the form keeps what was written in it, and the line at the foot of the page speaks.
    """
    if getattr(request, "htmx", False):
        response = render(request, "design/_stale_form.html", status=FORBIDDEN)
        return retarget(reswap(response, "innerHTML"), "#trouble")
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
        "letters": (
            ("", _("A letter, as it stands in the discussion.")),
            ("new", _("A letter that is new since the last visit has a dot.")),
            ("chosen", _("The letter that an address points to, voted for by the one who looks.")),
            ("staff", _("A letter by somebody who works here.")),
            ("gone", _("This letter was deleted by its author.")),
        ),
    }
    response = render(request, "design/every_component.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
