"""The page of data exports, and their archives."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from masthead.kit.refusals import Refusal
from masthead.people import operations, permissions, queries
from masthead.people.views.requests import person_of, reauthentication_required


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def data_exports(request: HttpRequest) -> HttpResponse:
    """Request a data export, and see those that are ready."""
    person = permissions.ensure_signed_in(person_of(request))
    sentence, status = "", 200
    if request.method == "POST":
        try:
            operations.request_data_export(person=person, now=timezone.now())
        except Refusal as no:
            sentence, status = str(no), no.status
        else:
            messages.success(
                request, _("We are preparing your data export and will write to you when it is ready.")
            )
            return redirect("people:data_exports")
    context = {"exports": queries.data_exports_of(person, now=timezone.now()), "sentence": sentence}
    return render(request, "people/data_exports.html", context, status=status)


@reauthentication_required
@require_safe
def data_export_file(request: HttpRequest, export_id: int) -> HttpResponse:
    """The archive of a data export, for the person it is about."""
    person = permissions.ensure_signed_in(person_of(request))
    export = queries.data_export_of(person, export_id, now=timezone.now())
    answer = HttpResponse(bytes(export.archive or b""), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="data-export-{export.requested_at:%Y-%m-%d}.zip"'
    return answer
