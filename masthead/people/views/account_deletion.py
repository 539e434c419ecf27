"""The pages on which an account is deleted."""

from allauth.account.internal.flows.logout import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from masthead.kit import incoming
from masthead.kit.contributions import gather
from masthead.kit.refusals import Refusal
from masthead.people import operations, permissions
from masthead.people.contributions import ACCOUNT_DELETION_PAGE
from masthead.people.forms import DeleteAccountForm
from masthead.people.views.requests import person_of, private, reauthentication_required


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request: HttpRequest) -> HttpResponse:
    """Say what is deleted and what the law requires to keep; then delete the account."""
    person = permissions.ensure_signed_in(person_of(request))
    form = DeleteAccountForm(incoming.form_fields(request) or None)
    sentence, status = "", 200
    try:
        permissions.ensure_may_delete_account(person)
        if request.method == "POST" and form.is_valid():
            stays = form.cleaned_data["comments"] == "keep"
            operations.delete_account(person=person, keep_comments=stays, now=timezone.now())
            logout(request)
            return redirect("people:account_deleted")
    except Refusal as no:
        sentence, status = str(no), no.status
    if request.method == "POST" and not form.is_valid():
        status = 422
    now = timezone.now()
    offered = [part for offer in gather(ACCOUNT_DELETION_PAGE) if (part := offer(person, now)) is not None]
    parts = [render_to_string(template, context, request) for template, context in offered]
    context = {"form": form, "parts": parts, "sentence": sentence}
    return render(request, "people/delete_account.html", context, status=status)


@private
@require_safe
def account_deleted(request: HttpRequest) -> HttpResponse:
    """The page after an account was deleted."""
    return render(request, "people/account_deleted.html")
