"""The language of an answer, and how the desk says no.

Pages are shared, so everybody is answered in the publication's language. The desk starts from it too; a staff
member who has chosen another one there gets that from Wagtail.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from masthead.kit.dependencies import depend_on
from masthead.kit.refusals import Refusal
from masthead.publishing import queries
from masthead.publishing.dependencies import Publication

GetResponse = Callable[[HttpRequest], HttpResponse]


class PublicationLanguageMiddleware:
    """Activates the publication's language for each request and sets Content-Language."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        summary = queries.publication_summary()
        depend_on(request, Publication())  # whatever is answered is in its language
        request.publication_summary = summary  # type: ignore[attr-defined]  # asked again by the context of every page
        with translation.override(summary.language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", summary.language)
        return response


class DeskSignInMiddleware:
    """The desk's scripts ask for JSON: whoever is no longer signed in is told so, not sent to a page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.path.startswith("/desk/")
            and request.user.is_anonymous
            and not request.accepts("text/html")
        ):
            sentence = _("Your sign-in has ended. Please sign in again.")
            return JsonResponse({"error_code": "signed_out", "error_message": sentence}, status=401)
        return self.get_response(request)


class DeskRefusalMiddleware:
    """What a rule refused in the desk is said in the desk, with the way back to the page it is about."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal) or not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        if not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        page_id = exception.facts.get("page_id")
        is_there = isinstance(page_id, int) and queries.newest_draft_of(page_id) is not None
        context = {"sentence": str(exception), "page_id": page_id if is_there else None}
        return render(request, "publishing/desk/refusal.html", context, status=exception.status)
