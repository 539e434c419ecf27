"""What the doors of this room read from a request, and remember in a session."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import cache_control

from masthead.people import decisions
from masthead.people.models import Person

View = Callable[..., HttpResponse]
PROOF = "proof"  # in the session: whose mail or passkey was shown here, and when
PROOF_LASTS = timedelta(minutes=15)

private = cache_control(private=True, no_store=True)


def person_of(request: HttpRequest) -> Person | None:
    """Who is signed in."""
    return request.user if isinstance(request.user, Person) else None


def network_of(request: HttpRequest) -> str:
    """Whom the request's address is counted with."""
    return decisions.network(get_adapter().get_client_ip(request))


def safe_next(request: HttpRequest) -> str:
    """Where to go afterwards: a page of ours or nothing."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    local = wish.startswith("/") and len(wish) <= 2000 and wish.isprintable()
    return wish if local and url_has_allowed_host_and_scheme(wish, allowed_hosts=None) else ""


def note_proof(request: HttpRequest, person: Person) -> None:
    """Remember that a code or a passkey was shown in this session just now."""
    request.session[PROOF] = {"person_id": person.pk, "at": timezone.now().timestamp()}


def is_proven(request: HttpRequest) -> bool:
    """Whether a code or a passkey was shown in this session lately, by whoever is signed in."""
    proof = request.session.get(PROOF) or {}
    age = timezone.now().timestamp() - float(proof.get("at", 0))
    return proof.get("person_id") == request.user.pk and 0 <= age < PROOF_LASTS.total_seconds()


def proof_needed(view: View) -> View:
    """Let nobody in who has not lately shown a code or a passkey: an open browser is not enough."""

    @wraps(view)
    @private
    @login_required
    def guarded(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
        if not is_proven(request):
            there = request.path if request.method in {"GET", "HEAD"} else resolve_url("people:account")
            return redirect(f"{resolve_url('people:prove')}?{urlencode({'next': there})}")
        return view(request, *args, **arguments)

    return guarded
