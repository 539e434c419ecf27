"""Sets, renews and deletes the pass cookie on every response, and merges a stranger's meter at sign-in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from masthead.kit import incoming
from masthead.paywall import gate, meter_cookie, operations, passes, queries
from masthead.paywall.errors import PrefetchRefused
from masthead.people.models import Person


class PassMiddleware:
    """Mints a pass for whoever is signed in, deletes one that was left over, merges the meter at sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if meter_cookie.COOKIE in incoming.cookies(request):
            self.merge_meter_into_account(request)
        response = self.get_response(request)
        before = len(response.cookies)
        person = gate.person_of(request)
        if person:
            self.set_pass_cookie(request, response, person)
        else:
            self.delete_pass_cookie(request, response)
        if len(response.cookies) > before:
            make_private(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:  # noqa: ARG002 - Django's signature
        if isinstance(exception, PrefetchRefused):
            refused = HttpResponse(
                str(exception),
                status=exception.status,
                content_type="text/plain",
                headers={"Cache-Control": "no-store"},
            )
            # A refusal is no fault of the site: Django would write every 503 into the log as one.
            refused._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - its own way to say so
            return refused
        return None

    def merge_meter_into_account(self, request: HttpRequest) -> None:
        person = gate.person_of(request)
        if person is None:
            return
        now = timezone.now()
        state = meter_cookie.read(
            gate.meter_cookie_of(request), period_days=queries.policy().period_days, now=now
        )
        if state:
            operations.merge_readings(person=person, piece_ids=state.read, read_at=state.started_at, now=now)

    def set_pass_cookie(self, request: HttpRequest, response: HttpResponse, person: Person) -> None:
        now = timezone.now()
        shown = passes.read(
            incoming.cookies(request).text(passes.COOKIE, most=incoming.MAX_COOKIE_LENGTH), now=now
        )
        if shown is None or shown.reader_id != person.pk or shown.version != person.access_version:
            response.set_cookie(
                passes.COOKIE,
                passes.mint(person, now=now),
                max_age=passes.LIFETIME,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        if meter_cookie.COOKIE in incoming.cookies(request):
            response.delete_cookie(meter_cookie.COOKIE, samesite="Lax")

    def delete_pass_cookie(self, request: HttpRequest, response: HttpResponse) -> None:
        if passes.COOKIE in incoming.cookies(request):
            response.delete_cookie(passes.COOKIE, samesite="Lax")


def make_private(response: HttpResponse) -> None:
    """A response that sets a reader's cookie is private, whatever the page itself allows."""
    if "no-store" not in response.get("Cache-Control", ""):
        patch_cache_control(response, private=True)
