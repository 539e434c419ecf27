"""Moving an account to another e-mail address, and taking it back."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from masthead.kit import incoming
from masthead.kit.email_addresses import readable_email
from masthead.kit.refusals import Refusal
from masthead.people import operations, permissions, queries
from masthead.people.forms import CodeForm, GiveNameForm, NewAddressForm, PlanAddressForm
from masthead.people.models import AddressChange, Role
from masthead.people.views.requests import (
    network_of_request,
    person_of,
    private,
    reauthentication_required,
    remember_code,
)

PENDING_ADDRESS = "new_address"
NAME_PREFIX = "named"  # two forms of one page ask for an address


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Ask for the new address and mail a code to it."""
    person = permissions.ensure_signed_in(person_of(request))
    if request.method != "POST":
        return _address_page(request, NewAddressForm())
    form = NewAddressForm(incoming.form_fields(request))
    if not form.is_valid():
        return _address_page(request, form, status=422)
    email = form.cleaned_data["email"]
    try:
        code = operations.request_address_change(
            person=person, email=email, network=network_of_request(request), now=timezone.now()
        )
    except Refusal as no:
        form.add_error("email", str(no))
        return _address_page(request, form, status=no.status)
    remember_code(request, PENDING_ADDRESS, code)
    return redirect("people:confirm_address")


@reauthentication_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest) -> HttpResponse:
    """The code from the new address."""
    person = permissions.ensure_signed_in(person_of(request))
    pending = request.session.get(PENDING_ADDRESS)
    if not pending:
        return redirect("people:address")
    if request.method != "POST":
        return _confirm_page(request, CodeForm(), pending["email"])
    form = CodeForm(incoming.form_fields(request))
    if not form.is_valid():
        return _confirm_page(request, form, pending["email"], status=422)
    try:
        change = operations.change_address(
            person=person,
            code_id=pending["code_id"],
            earlier=pending.get("earlier", ()),
            entered=form.cleaned_data["code"],
            network=network_of_request(request),
            keep_session_key=request.session.session_key or "",
            now=timezone.now(),
        )
    except Refusal as no:
        form.add_error("code", str(no))
        return _confirm_page(request, form, pending["email"], status=no.status)
    del request.session[PENDING_ADDRESS]
    update_session_auth_hash(request, change.person)
    sentence = _("Your account is at %(address)s now. We have written to both addresses.")
    messages.success(request, sentence % {"address": change.new_address})
    return redirect("people:account")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def undo_address(request: HttpRequest, link: str) -> HttpResponse:
    """From the old mailbox: take the change back. Opening the page does nothing yet."""
    if request.method == "POST":
        change = operations.undo_address_change(link=link, now=timezone.now())
        return render(request, "people/address_undone.html", {"change": change})
    change = queries.address_change_by_link(link, "undo")
    possible = queries.may_undo_address_change(change, now=timezone.now())
    return _question(request, "people/address_undo.html", change, link, possible=possible)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def stop_address(request: HttpRequest, link: str) -> HttpResponse:
    """From the old mailbox: stop what staff has planned. Opening the page does nothing yet."""
    if request.method == "POST":
        change = operations.stop_address_change(link=link, now=timezone.now())
        return render(request, "people/address_stopped.html", {"change": change})
    change = queries.address_change_by_link(link, "stop")
    possible = change.state == change.State.WAITING
    return _question(request, "people/address_stop.html", change, link, possible=possible)


def _question(
    request: HttpRequest, template: str, change: AddressChange, link: str, *, possible: bool
) -> HttpResponse:
    """The page that a link in a mail opens: a button, or a sentence that it is too late for it."""
    context = {"change": change, "link": link, "possible": possible}
    return render(request, template, context, status=200 if possible else 410)


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_address_change(request: HttpRequest) -> HttpResponse:
    """The publisher helps somebody who lost their mailbox."""
    by = permissions.ensure_role(person_of(request), Role.PUBLISHER)
    form = PlanAddressForm(incoming.form_fields(request) or None)
    if request.method != "POST":
        return _plan_page(request, form)
    if not form.is_valid():
        return _plan_page(request, form, status=422)
    try:
        operations.plan_address_change(**form.cleaned_data, by=by, now=timezone.now())
    except Refusal as no:
        form.add_error(None, str(no))
        return _plan_page(request, form, status=no.status)
    messages.success(
        request, _("The old address has been told. In two days the account moves, unless it says no.")
    )
    return redirect("people:plan_address_change")


@reauthentication_required
@require_POST
def give_name(request: HttpRequest) -> HttpResponse:
    """The publisher gives somebody a name that was held."""
    by = permissions.ensure_role(person_of(request), Role.PUBLISHER)
    form = GiveNameForm(incoming.form_fields(request), prefix=NAME_PREFIX)
    if not form.is_valid():
        return _plan_page(request, PlanAddressForm(), name_form=form, status=422)
    person = queries.person_by_address(form.cleaned_data["email"])
    try:
        operations.give_display_name(
            person=permissions.ensure_known(person), name=form.cleaned_data["name"], by=by, now=timezone.now()
        )
    except Refusal as no:
        form.add_error(None, str(no))
        return _plan_page(request, PlanAddressForm(), name_form=form, status=no.status)
    messages.success(request, _("The account bears this name now."))
    return redirect("people:plan_address_change")


@private
@login_required
@require_POST
def withdraw_address(request: HttpRequest, change_id: int) -> HttpResponse:
    """The publisher thinks better of it."""
    by = permissions.ensure_role(person_of(request), Role.PUBLISHER)
    operations.withdraw_address_change(change_id=change_id, by=by, now=timezone.now())
    return redirect("people:plan_address_change")


def _address_page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    context = {"form": form, "person": person_of(request)}
    return render(request, "people/address.html", context, status=status)


def _confirm_page(request: HttpRequest, form: Form, email: str, status: int = 200) -> HttpResponse:
    return render(
        request, "people/address_code.html", {"form": form, "email": readable_email(email)}, status=status
    )


def _plan_page(
    request: HttpRequest, form: Form, *, name_form: Form | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "name_form": name_form or GiveNameForm(prefix=NAME_PREFIX),
        "waiting": queries.pending_address_changes(),
    }
    return render(request, "people/plan_address.html", context, status=status)
