"""What the views of this room read from a request and store in the session."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control

from masthead.kit import incoming, networks
from masthead.people.models import EmailCode, Person

View = Callable[..., HttpResponse]
REAUTHENTICATED = "reauthenticated"  # in the session: whose mail or passkey was shown here, and when
EARLIER_CODES = 2
MAX_NEXT_LENGTH = 2000
REAUTHENTICATION_LIFETIME = timedelta(minutes=15)

private = cache_control(private=True, no_store=True)


def person_of(request: HttpRequest) -> Person | None:
    """Who is signed in."""
    return request.user if isinstance(request.user, Person) else None


def network_of_request(request: HttpRequest) -> str:
    """The network of the request's IP address, for rate limits."""
    return networks.household(get_adapter().get_client_ip(request))


def safe_next(request: HttpRequest) -> str:
    """Where to go afterwards: a page of ours or nothing."""
    return incoming.form(request).own_path("next", most=MAX_NEXT_LENGTH) or incoming.query(request).own_path(
        "next", most=MAX_NEXT_LENGTH
    )


def remember_code(request: HttpRequest, key: str, code: EmailCode) -> dict[str, Any]:
    """Note in the session which code was sent, and to whom; returns the note, to which more may be added.

    The two codes before it, to the same address, stay good: messages arrive late and in any order.
    """
    before = request.session.get(key) or {}
    same = before.get("email") == code.email
    earlier = [before["code_id"], *before.get("earlier", ())][:EARLIER_CODES] if same else []
    note = {"code_id": code.pk, "earlier": earlier, "email": code.email}
    request.session[key] = note
    return note


def record_reauthentication(request: HttpRequest, person: Person) -> None:
    """Remember that a code or a passkey was shown in this session just now."""
    request.session[REAUTHENTICATED] = {"person_id": person.pk, "at": timezone.now().timestamp()}


def is_recently_authenticated(request: HttpRequest) -> bool:
    """Whether a code or a passkey was shown in this session lately, by whoever is signed in."""
    shown = request.session.get(REAUTHENTICATED) or {}
    age = timezone.now().timestamp() - float(shown.get("at", 0))
    return shown.get("person_id") == request.user.pk and 0 <= age < REAUTHENTICATION_LIFETIME.total_seconds()


def reauthentication_required(view: View) -> View:
    """Require that a code or a passkey was shown within the last quarter of an hour."""

    @wraps(view)
    @private
    @login_required
    def guarded(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
        if not is_recently_authenticated(request):
            there = request.path if request.method in {"GET", "HEAD"} else resolve_url("people:account")
            return redirect(f"{resolve_url('people:reauthenticate')}?{urlencode({'next': there})}")
        return view(request, *args, **arguments)

    return guarded
