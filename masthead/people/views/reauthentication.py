"""Showing once more who one is, for steps that ask for more than an open browser."""

from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from masthead.kit.refusals import Refusal
from masthead.people import operations, permissions, queries
from masthead.people.forms import CodeForm
from masthead.people.views.requests import network_of, note_proof, person_of, private, safe_next
from masthead.people.views.webauthn import checked_credential

PENDING_PROOF = "proof_code"


@private
@login_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent, or offer to send one."""
    person = permissions.ensure_signed_in(person_of(request))
    if request.method != "POST":
        return _page(request, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        operations.enter_proof(
            person=person,
            code_id=request.session.get(PENDING_PROOF, 0),
            entered=form.cleaned_data["code"],
            network=network_of(request),
            now=timezone.now(),
        )
    except Refusal as no:
        form.add_error("code", str(no))
        return _page(request, form, status=no.status)
    del request.session[PENDING_PROOF]
    note_proof(request, person)
    return redirect(safe_next(request) or "people:account")


@private
@login_required
@require_POST
def send_proof(request: HttpRequest) -> HttpResponse:
    """Mail a code to one's own address."""
    person = permissions.ensure_signed_in(person_of(request))
    try:
        code = operations.send_proof(person=person, network=network_of(request), now=timezone.now())
    except Refusal as no:
        return _page(request, CodeForm(), status=no.status, sentence=str(no))
    request.session[PENDING_PROOF] = code.pk
    wish = safe_next(request)
    return redirect(resolve_url("people:prove") + (f"?{urlencode({'next': wish})}" if wish else ""))


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prove_by_passkey(request: HttpRequest) -> HttpResponse:
    """What the script asks for, and where it brings the answer of the passkey."""
    person = permissions.ensure_signed_in(person_of(request))
    if request.method != "POST":
        return JsonResponse({"request_options": webauthn.begin_authentication(person)})
    try:
        passkey = checked_credential(request, person)
        operations.note_passkey_used(passkey=passkey, now=timezone.now())
    except Refusal as no:
        return _page(request, CodeForm(), status=no.status, sentence=str(no))
    note_proof(request, person)
    return redirect(safe_next(request) or "people:account")


def _page(request: HttpRequest, form: Form, status: int = 200, sentence: str = "") -> HttpResponse:
    person = permissions.ensure_signed_in(person_of(request))
    context = {
        "form": form,
        "email": person.email,
        "sent": PENDING_PROOF in request.session,
        "has_passkeys": bool(queries.passkeys_of(person)),
        "next_page": safe_next(request),
        "sentence": sentence,
    }
    return render(request, "people/prove.html", context, status=status)
