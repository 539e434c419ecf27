"""Reauthentication by code or passkey, for sensitive steps."""

from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from masthead.kit import incoming
from masthead.kit.refusals import Refusal
from masthead.people import operations, permissions, queries
from masthead.people.forms import CodeForm
from masthead.people.views.requests import (
    network_of_request,
    person_of,
    private,
    record_reauthentication,
    remember_code,
    safe_next,
)
from masthead.people.views.webauthn import checked_credential

PENDING_REAUTHENTICATION = "reauthentication_code"


@private
@login_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def reauthenticate(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent, or offer to send one."""
    person = permissions.ensure_signed_in(person_of(request))
    if request.method != "POST":
        return _page(request, CodeForm())
    form = CodeForm(incoming.form_fields(request))
    if not form.is_valid():
        return _page(request, form, status=422)
    pending = request.session.get(PENDING_REAUTHENTICATION) or {}
    try:
        operations.enter_reauthentication_code(
            person=person,
            code_id=pending.get("code_id", 0),
            earlier=pending.get("earlier", ()),
            entered=form.cleaned_data["code"],
            network=network_of_request(request),
            now=timezone.now(),
        )
    except Refusal as no:
        form.add_error("code", str(no))
        return _page(request, form, status=no.status)
    del request.session[PENDING_REAUTHENTICATION]
    record_reauthentication(request, person)
    return redirect(safe_next(request) or "people:account")


@private
@login_required
@require_POST
def send_reauthentication_code(request: HttpRequest) -> HttpResponse:
    """Mail a code to one's own address."""
    person = permissions.ensure_signed_in(person_of(request))
    try:
        code = operations.send_reauthentication_code(
            person=person, network=network_of_request(request), now=timezone.now()
        )
    except Refusal as no:
        return _page(request, CodeForm(), status=no.status, sentence=str(no))
    remember_code(request, PENDING_REAUTHENTICATION, code)
    wish = safe_next(request)
    return redirect(resolve_url("people:reauthenticate") + (f"?{urlencode({'next': wish})}" if wish else ""))


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reauthenticate_by_passkey(request: HttpRequest) -> HttpResponse:
    """GET: the options for the browser's passkey call. POST: its signed answer."""
    person = permissions.ensure_signed_in(person_of(request))
    if request.method != "POST":
        return JsonResponse({"request_options": webauthn.begin_authentication(person)})
    try:
        passkey = checked_credential(request, person)
        operations.note_passkey_used(passkey=passkey, now=timezone.now())
    except Refusal as no:
        return _page(request, CodeForm(), status=no.status, sentence=str(no))
    record_reauthentication(request, person)
    return redirect(safe_next(request) or "people:account")


def _page(request: HttpRequest, form: Form, status: int = 200, sentence: str = "") -> HttpResponse:
    person = permissions.ensure_signed_in(person_of(request))
    context = {
        "form": form,
        "email": person.readable_email,
        "sent": PENDING_REAUTHENTICATION in request.session,
        "has_passkeys": bool(queries.passkeys_of(person)),
        "next_page": safe_next(request),
        "sentence": sentence,
    }
    return render(request, "people/reauthenticate.html", context, status=status)
