"""Signing in, signing out, and the pages about oneself."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from masthead.kit.contributions import gather
from masthead.kit.limits import TooMany
from masthead.kit.refusals import Refusal
from masthead.people import decisions, operations, permissions, queries
from masthead.people.errors import MailIsNotSetUp
from masthead.people.forms import AddressForm, CodeForm, NameForm
from masthead.people.models import Person

PENDING = "sign_in"  # in the session: which code was sent, to whom, and where to go afterwards

private = cache_control(private=True, no_store=True)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in or sign up: ask for an address and mail a code to it."""
    next_page = _safe_next(request)
    if request.user.is_authenticated:
        return redirect(next_page or "people:account")
    if request.method != "POST":
        known = request.session.get(PENDING, {}).get("email", "") if request.session.session_key else ""
        return _sign_in_page(request, AddressForm(initial={"email": known}), next_page)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, next_page, status=422)
    email = form.cleaned_data["email"]
    try:
        if not ratelimit.consume(request, action="request_login_code", key=queries.normal_address(email)):
            raise TooMany(seconds=60)  # noqa: TRY301 - allauth's limit speaks with our sentence
        code = operations.send_code(email=email, network=_network(request), now=timezone.now())
    except (TooMany, MailIsNotSetUp) as no:
        form.add_error("email", str(no))
        return _sign_in_page(request, form, next_page, status=no.status)
    request.session[PENDING] = {"code_id": code.pk, "email": code.email, "next": next_page}
    return redirect("account_confirm_login_code")


@private
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """The page where the code is typed. Opening it signs nobody in, so a mail scanner may."""
    pending = request.session.get(PENDING)
    if request.user.is_authenticated:
        return redirect(_safe_next(request) or "people:account")
    if not pending:
        return redirect("account_login")
    if request.method != "POST":
        return _code_page(request, CodeForm(), pending)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, pending, status=422)
    try:
        person = operations.enter_code(
            code_id=pending["code_id"],
            entered=form.cleaned_data["code"],
            network=_network(request),
            now=timezone.now(),
        )
    except Refusal as no:
        form.add_error("code", str(no))
        return _code_page(request, form, pending, status=no.status)
    del request.session[PENDING]
    record_authentication(request, person, method="code", email=person.email)
    answer: HttpResponse = perform_login(
        request, person, redirect_url=pending["next"] or resolve_url("/"), email=person.email
    )
    return answer


@private
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link from the terminal. Opening it shows a button and signs nobody in, so a preview may open it."""
    now = timezone.now()
    if request.method != "POST":
        person = operations.ensure_link_is_good(token=token, now=now)
        return render(request, "people/sign_in_link.html", {"person": person})
    person = operations.use_sign_in_link(token=token, network=_network(request), now=now)
    record_authentication(request, person, method="link", email=person.email)
    goal = "wagtailadmin_home" if person.has_perm("wagtailadmin.access_admin") else "people:account"
    answer: HttpResponse = perform_login(request, person, redirect_url=resolve_url(goal), email=person.email)
    return answer


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
    """Where a closed account is led if it gets through to allauth."""
    return render(request, "people/closed.html", status=403)


@private
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Everything about oneself, gathered from all rooms."""
    person = permissions.ensure_signed_in(_person(request))
    now = timezone.now()
    offered = [part for offer in gather("account_page") if (part := offer(person, now)) is not None]
    context = {
        "person": person,
        "parts": [
            render_to_string(template, {"person": person, **part}, request) for template, part in offered
        ],
        "sessions": queries.sign_ins_of(person),
        "this_session": request.session.session_key,
        "may_use_desk": person.has_perm("wagtailadmin.access_admin"),
    }
    return render(request, "people/account.html", context)


@private
@login_required
@require_POST
def end_other_sign_ins(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    person = permissions.ensure_signed_in(_person(request))
    operations.end_other_sign_ins(person=person, keep=request.session.session_key or "", now=timezone.now())
    return redirect("people:account")


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Choose the name others see."""
    person = permissions.ensure_signed_in(_person(request))
    next_page = _safe_next(request)
    if request.method != "POST":
        return _name_page(request, NameForm(initial={"name": person.display_name}), next_page)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _name_page(request, form, next_page, status=422)
    try:
        operations.set_display_name(person=person, name=form.cleaned_data["name"], now=timezone.now())
    except Refusal as no:
        form.add_error("name", str(no))
        return _name_page(request, form, next_page, status=no.status)
    return redirect(next_page or "people:account")


@private
@require_safe
def way_to_desk(request: HttpRequest) -> HttpResponse:
    """For a page that has nothing to show yet: the way to the desk for whoever may use it, else nothing."""
    person = _person(request)
    if person is None or not person.has_perm("wagtailadmin.access_admin"):
        return HttpResponse(status=204)
    return render(request, "people/_way_to_desk.html")


@private
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The part of the header that is about the reader; nothing for a stranger."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    person = permissions.ensure_signed_in(_person(request))
    offered = [part for offer in gather("you") if (part := offer(person)) is not None]
    parts = [render_to_string(template, context, request) for template, context in offered]
    return render(request, "people/_me.html", {"person": person, "parts": parts})


def _sign_in_page(request: HttpRequest, form: Form, next_page: str, status: int = 200) -> HttpResponse:
    return render(request, "people/sign_in.html", {"form": form, "next_page": next_page}, status=status)


def _code_page(request: HttpRequest, form: Form, pending: dict[str, Any], status: int = 200) -> HttpResponse:
    again = (
        f"{resolve_url('account_login')}?{urlencode({'next': pending['next']})}" if pending["next"] else None
    )
    context = {
        "form": form,
        "email": pending["email"],
        "next_page": pending["next"],
        "other_address": again or resolve_url("account_login"),
    }
    return render(request, "people/code.html", context, status=status)


def _name_page(request: HttpRequest, form: Form, next_page: str, status: int = 200) -> HttpResponse:
    return render(request, "people/name.html", {"form": form, "next_page": next_page}, status=status)


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _network(request: HttpRequest) -> str:
    return decisions.network(get_adapter().get_client_ip(request))


def _safe_next(request: HttpRequest) -> str:
    """Where to go afterwards: a page of ours or nothing."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    local = wish.startswith("/") and len(wish) <= 2000 and wish.isprintable()
    return wish if local and url_has_allowed_host_and_scheme(wish, allowed_hosts=None) else ""
