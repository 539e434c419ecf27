"""Keeps the reader's pass true on every answer of Django's, and takes a stranger's meter into the account."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from masthead.paywall import gate, metercookie, operations, passes, queries
from masthead.paywall.errors import PrefetchRefused
from masthead.people.models import Person


class Passes:
    """Mints a pass for whoever is signed in, deletes one that was left over, merges the meter at sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if metercookie.COOKIE in request.COOKIES:
            self.take_meter_into_account(request)
        response = self.get_response(request)
        before = len(response.cookies)
        person = gate.person_of(request)
        if person:
            self.give_pass(request, response, person)
        else:
            self.take_pass(request, response)
        if len(response.cookies) > before:
            keep_to_one_reader(response)
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

    def take_meter_into_account(self, request: HttpRequest) -> None:
        person = gate.person_of(request)
        if person is None:
            return
        now = timezone.now()
        kept = metercookie.read(
            request.COOKIES[metercookie.COOKIE], period_days=queries.policy().period_days, now=now
        )
        if kept:
            operations.note_readings(person=person, piece_ids=kept.read, read_at=kept.started_at, now=now)

    def give_pass(self, request: HttpRequest, response: HttpResponse, person: Person) -> None:
        now = timezone.now()
        shown = passes.read(request.COOKIES.get(passes.COOKIE), now=now)
        if shown is None or shown.reader_id != person.pk or shown.version != person.access_version:
            response.set_cookie(
                passes.COOKIE,
                passes.mint(person, now=now),
                max_age=passes.LIFETIME,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        if metercookie.COOKIE in request.COOKIES:
            response.delete_cookie(metercookie.COOKIE, samesite="Lax")

    def take_pass(self, request: HttpRequest, response: HttpResponse) -> None:
        if passes.COOKIE in request.COOKIES:
            response.delete_cookie(passes.COOKIE, samesite="Lax")


def keep_to_one_reader(response: HttpResponse) -> None:
    """An answer that carries somebody's cookie is nobody else's, whatever the page itself allows."""
    if "no-store" not in response.get("Cache-Control", ""):
        patch_cache_control(response, private=True)
