"""The language of an answer, and how the desk says no.

Pages are shared, so everybody is answered in the publication's language. The desk starts from it too; a staff
member who has chosen another one there gets that from Wagtail.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _

from masthead.kit import incoming
from masthead.kit.dependencies import depend_on
from masthead.kit.refusals import Refusal
from masthead.publishing import queries
from masthead.publishing.dependencies import Publication
from masthead.publishing.errors import DeskRequestIsMalformed

DESK = "/desk/"  # looked at with every request, and there are sites of tests without one
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
        if request.path.startswith(DESK) and request.user.is_anonymous and not request.accepts("text/html"):
            sentence = _("Your sign-in has ended. Please sign in again.")
            return JsonResponse({"error_code": "signed_out", "error_message": sentence}, status=401)
        return self.get_response(request)


class DeskRefusalMiddleware:
    """What a rule refused in the desk is said in the desk, with the way back to the page it is about.

    Wagtail's views take what is sent at its word; a request that none of its pages sends is refused here.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Before anything is done, since where to go next is asked afterwards."""
        if not _is_staff_in_the_desk(request):
            return None
        said = [where.text("next") for where in (incoming.form(request), incoming.query(request))]
        are_addresses = all("/" in one or "." in one for one in said if one)  # as Django's `redirect` sees it
        return None if are_addresses else _refusal(request, DeskRequestIsMalformed())

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not _is_staff_in_the_desk(request):
            return None
        if _is_malformed(request, exception):
            exception = DeskRequestIsMalformed()
        return _refusal(request, exception) if isinstance(exception, Refusal) else None


def _is_staff_in_the_desk(request: HttpRequest) -> bool:
    return request.path.startswith(DESK) and request.user.has_perm("wagtailadmin.access_admin")


def _is_malformed(request: HttpRequest, exception: Exception) -> bool:
    """Whether the fault is in what was sent: Wagtail's views take fields and numbers for granted."""
    match exception:
        case MultiValueDictKeyError():
            return True
        case ValueError():
            return "expected a number but got" in str(exception)  # the words of Django's number fields
        case AttributeError():  # a version that is not there; what is to be created where nothing is
            view = request.resolver_match.view_name if request.resolver_match else ""
            is_link = view == "wagtailadmin_choose_page_external_link"  # sent without its address
            return exception.obj is None and (is_link or exception.name in {"as_object", "is_valid"})
    return False


def _refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    page_id = refusal.facts.get("page_id")
    is_there = isinstance(page_id, int) and queries.newest_draft_of(page_id) is not None
    context = {"sentence": str(refusal), "page_id": page_id if is_there else None}
    return render(request, "publishing/desk/refusal.html", context, status=refusal.status)
