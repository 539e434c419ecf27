"""Taking everything along, and leaving."""

from allauth.account.internal.flows.logout import logout
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from masthead.kit.contributions import gather
from masthead.kit.refusals import Refusal
from masthead.people import operations, permissions, queries
from masthead.people.forms import LeaveForm
from masthead.people.views.requests import person_of, private, proof_needed


@proof_needed
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """Ask for everything, and fetch it when it is packed."""
    person = permissions.ensure_signed_in(person_of(request))
    sentence, status = "", 200
    if request.method == "POST":
        try:
            operations.ask_for_export(person=person, now=timezone.now())
        except Refusal as no:
            sentence, status = str(no), no.status
        else:
            messages.success(request, _("We are packing it and will write to you when it is ready."))
            return redirect("people:exports")
    context = {"exports": queries.exports_of(person, now=timezone.now()), "sentence": sentence}
    return render(request, "people/exports.html", context, status=status)


@proof_needed
@require_safe
def export_file(request: HttpRequest, export_id: int) -> HttpResponse:
    """The archive, for whom it is about."""
    person = permissions.ensure_signed_in(person_of(request))
    export = queries.export_of(person, export_id, now=timezone.now())
    answer = HttpResponse(bytes(export.archive or b""), content_type="application/zip")
    answer["Content-Disposition"] = (
        f'attachment; filename="everything-of-mine-{export.asked_at:%Y-%m-%d}.zip"'
    )
    return answer


@proof_needed
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Say what goes and what the law keeps; then do it."""
    person = permissions.ensure_signed_in(person_of(request))
    form = LeaveForm(request.POST or None)
    sentence, status = "", 200
    try:
        permissions.ensure_may_leave(person)
        if request.method == "POST" and form.is_valid():
            stays = form.cleaned_data["letters"] == "stay"
            operations.leave(person=person, letters_stay=stays, now=timezone.now())
            logout(request)
            return redirect("people:left")
    except Refusal as no:
        sentence, status = str(no), no.status
    if request.method == "POST" and not form.is_valid():
        status = 422
    now = timezone.now()
    offered = [part for offer in gather("leaving_page") if (part := offer(person, now)) is not None]
    parts = [render_to_string(template, context, request) for template, context in offered]
    context = {"form": form, "parts": parts, "sentence": sentence}
    return render(request, "people/leave.html", context, status=status)


@private
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Goodbye."""
    return render(request, "people/left.html")
