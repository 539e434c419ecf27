"""One's passkeys: adding, naming, removing."""

from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from masthead.kit import incoming
from masthead.kit.refusals import Refusal
from masthead.people import operations, permissions, queries
from masthead.people.views.requests import person_of, private, reauthentication_required
from masthead.people.views.webauthn import new_credential


@private
@login_required
@require_safe
def passkeys(request: HttpRequest) -> HttpResponse:
    """Every passkey, and when it was used."""
    person = permissions.ensure_signed_in(person_of(request))
    return render(request, "people/passkeys.html", {"passkeys": queries.passkeys_of(person)})


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Let the browser make a passkey, and keep its public half."""
    person = permissions.ensure_signed_in(person_of(request))
    if request.method != "POST":
        return _add_page(request)
    try:
        operations.add_passkey(
            person=person,
            name=incoming.form(request).text("name"),
            credential=new_credential(request),
            now=timezone.now(),
        )
    except Refusal as no:
        return _add_page(request, sentence=str(no), status=no.status)
    messages.success(request, _("From now on you can sign in with this passkey."))
    return redirect("people:passkeys")


@private
@login_required
@require_POST
def name_passkey(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Call it something else."""
    person = permissions.ensure_signed_in(person_of(request))
    name = incoming.form(request).text("name")
    operations.name_passkey(person=person, passkey_id=passkey_id, name=name, now=timezone.now())
    return redirect("people:passkeys")


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_passkey(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Ask, then remove."""
    person = permissions.ensure_signed_in(person_of(request))
    if request.method != "POST":
        passkey = queries.passkey_of(person, passkey_id)
        return render(request, "people/passkey_remove.html", {"passkey": passkey})
    operations.remove_passkey(person=person, passkey_id=passkey_id, now=timezone.now())
    messages.success(request, _("That passkey no longer signs anybody in."))
    return redirect("people:passkeys")


def _add_page(request: HttpRequest, sentence: str = "", status: int = 200) -> HttpResponse:
    person = permissions.ensure_signed_in(person_of(request))
    options = webauthn.begin_registration(person, passwordless=True)
    context = {"js_data": {"creation_options": options}, "sentence": sentence}
    return render(request, "people/passkey_add.html", context, status=status)
