"""Signing in (by code, passkey or link) and signing out."""

from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from masthead.kit import email_addresses, incoming
from masthead.kit.rate_limits import RateLimitExceeded
from masthead.kit.refusals import Refusal
from masthead.people import operations, permissions
from masthead.people.errors import MailIsNotSetUp
from masthead.people.forms import AddressForm, CodeForm
from masthead.people.models import Person
from masthead.people.views.requests import (
    network_of_request,
    private,
    record_reauthentication,
    remember_code,
    safe_next,
)
from masthead.people.views.webauthn import credential_for_challenge, offer_challenge

PENDING = "sign_in"  # in the session: which code was sent, to whom, and where to go afterwards
PENDING_LIFETIME = timedelta(hours=1)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in or sign up: ask for an address and mail a code to it."""
    next_page = safe_next(request)
    if request.user.is_authenticated:
        return redirect(next_page or "people:account")
    if request.method != "POST":
        known = request.session.get(PENDING, {}).get("email", "") if request.session.session_key else ""
        return _sign_in_page(
            request, AddressForm(initial={"email": email_addresses.readable_email(known)}), next_page
        )
    form = AddressForm(incoming.form_fields(request))
    if not form.is_valid():
        return _sign_in_page(request, form, next_page, status=422)
    email = form.cleaned_data["email"]
    try:
        mailbox = email_addresses.without_subaddress(email)
        asker = f"{mailbox} {network_of_request(request)}"
        if not ratelimit.consume(request, action="request_login_code", key=asker):
            raise RateLimitExceeded(seconds=60)  # noqa: TRY301 - allauth's limit, shown with our sentence
        code = operations.send_sign_in_code(
            email=email, network=network_of_request(request), now=timezone.now()
        )
    except (RateLimitExceeded, MailIsNotSetUp) as no:
        form.add_error("email", str(no))
        return _sign_in_page(request, form, next_page, status=no.status)
    remember_code(request, PENDING, code)["next"] = next_page
    request.session.set_expiry(PENDING_LIFETIME)  # signing in makes it as long as any
    return redirect("account_confirm_login_code")


@private
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """The page where the code is typed. Opening it signs nobody in, so a mail scanner may."""
    pending = request.session.get(PENDING)
    if request.user.is_authenticated:
        return redirect(safe_next(request) or "people:account")
    if not pending:
        return redirect("account_login")
    if request.method != "POST":
        return _code_page(request, CodeForm(), pending)
    form = CodeForm(incoming.form_fields(request))
    if not form.is_valid():
        return _code_page(request, form, pending, status=422)
    try:
        person = operations.enter_sign_in_code(
            code_id=pending["code_id"],
            earlier=pending.get("earlier", ()),
            entered=form.cleaned_data["code"],
            network=network_of_request(request),
            now=timezone.now(),
        )
    except Refusal as no:
        form.add_error("code", str(no))
        return _code_page(request, form, pending, status=no.status)
    del request.session[PENDING]
    record_authentication(request, person, method="code", email=person.email)
    goal = _asking_for_a_name(person, pending["next"] or resolve_url("/"))
    return _signed_in(request, person, goal)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """GET: the options for the browser's passkey call. POST: its signed answer."""
    if request.user.is_authenticated:
        return redirect(safe_next(request) or "people:account")
    now = timezone.now()
    try:
        operations.try_passkey(network=network_of_request(request), now=now)
        if request.method != "POST":
            return offer_challenge(request)
        person = operations.note_passkey_used(passkey=credential_for_challenge(request), now=now)
    except Refusal as no:
        return _sign_in_page(request, AddressForm(), safe_next(request), status=no.status, sentence=str(no))
    record_authentication(request, person, method="mfa", type="webauthn", passwordless=True)
    return _signed_in(request, person, safe_next(request) or resolve_url("/"))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link from the terminal. Opening it shows a button and signs nobody in, so a preview may open it."""
    now = timezone.now()
    if request.method != "POST":
        person = operations.ensure_sign_in_link_is_valid(token=token, now=now)
        return render(request, "people/sign_in_link.html", {"person": person})
    person = operations.use_sign_in_link(token=token, network=network_of_request(request), now=now)
    record_authentication(request, person, method="link", email=person.email)
    place = "wagtailadmin_home" if person.has_perm("wagtailadmin.access_admin") else "people:account"
    goal = _asking_for_a_name(person, resolve_url(place))
    return _signed_in(request, person, goal)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this sign-in, only ever by a form; following a link just shows that form."""
    if not request.user.is_authenticated:
        return redirect("/")
    if request.method == "POST":
        logout(request)
        return redirect("/")
    return render(request, "people/sign_out.html")


@private
@require_safe
def account_is_closed(request: HttpRequest) -> HttpResponse:
    """The page that allauth shows to a closed account."""
    return render(request, "people/account_closed.html", status=403)


def _signed_in(request: HttpRequest, person: Person, goal: str) -> HttpResponse:
    """This browser is signed in, has just proven it, and goes on to `goal`."""
    answer: HttpResponse = perform_login(request, person, redirect_url=goal, email=person.email)
    record_reauthentication(request, person)
    return answer


def _asking_for_a_name(person: Person, goal: str) -> str:
    """On to `goal`; staff without a name are asked for one first: it stands over pieces and decisions."""
    if person.display_name or not permissions.is_staff(person):
        return goal
    return f"{resolve_url('people:display_name')}?{urlencode({'next': goal})}"


def _sign_in_page(
    request: HttpRequest, form: Form, next_page: str, status: int = 200, sentence: str = ""
) -> HttpResponse:
    context = {"form": form, "next_page": next_page, "sentence": sentence}
    return render(request, "people/sign_in.html", context, status=status)


def _code_page(request: HttpRequest, form: Form, pending: dict[str, Any], status: int = 200) -> HttpResponse:
    again = (
        f"{resolve_url('account_login')}?{urlencode({'next': pending['next']})}" if pending["next"] else None
    )
    context = {
        "form": form,
        "email": email_addresses.readable_email(pending["email"]),
        "next_page": pending["next"],
        "other_address": again or resolve_url("account_login"),
    }
    return render(request, "people/sign_in_code.html", context, status=status)
