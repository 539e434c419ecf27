"""Standing pages, the contact form on one of them, and the checklist in the desk."""

from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from masthead.colophon import operations, permissions, queries
from masthead.colophon.forms import ContactForm
from masthead.colophon.models import Kind, StandingPage
from masthead.kit.refusals import Refusal
from masthead.people import decisions as people
from masthead.people.models import Person


def standing_page(request: HttpRequest, page: StandingPage) -> HttpResponse:
    """The page; the one for contact takes what is written in its form."""
    if page.kind == Kind.CONTACT and not getattr(request, "is_preview", False):
        return _contact(request, page)
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    kept = queries.kept_in_browsers() if page.kind == Kind.COOKIES else ()
    response = render(request, "colophon/page.html", {"page": page, "kept": kept})
    if not getattr(request, "is_preview", False):
        response["Cache-Control"] = "public, no-cache"
        if not request.GET:
            response["Masthead-Keep"] = "open"
            response["Masthead-Tags"] = "publication"
    return response


def _contact(request: HttpRequest, page: StandingPage) -> HttpResponse:
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    writer = _writer(request)
    known = {"name": writer.display_name, "email": writer.email} if writer else {}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=known)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _take(request, form)
            except Refusal as no:
                form.add_error(None, str(no))
                status = no.status
            else:
                return redirect(f"{request.path}?sent")
    context = {"page": page, "form": form, "sent": "sent" in request.GET and request.method != "POST"}
    response = render(request, "colophon/page.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _take(request: HttpRequest, form: ContactForm) -> None:
    said = form.cleaned_data
    operations.receive_message(
        name=said["name"],
        email=said["email"],
        subject=said["subject"],
        text=said["text"],
        trap=said["website"],
        network=people.network(get_adapter().get_client_ip(request)),
        by=_writer(request),
        now=timezone.now(),
    )


def _writer(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def leaving_part(person: Person, now: datetime) -> tuple[str, dict[str, Any]]:  # noqa: ARG001 - the shape of every part
    """What leaving does to messages written to the publication."""
    return "colophon/_leaving_part.html", {"waiting": len(queries.messages_of(person))}


@require_safe
def checklist(request: HttpRequest) -> HttpResponse:
    """What is left to do, and what readers wrote that mail has not taken."""
    person = permissions.ensure_may_see_checklist(request.user)
    context = {
        "steps": queries.checklist(),
        "waiting": queries.waiting_messages() if permissions.may_read_messages(person) else (),
    }
    return render(request, "colophon/checklist.html", context)


@require_POST
def try_mail(request: HttpRequest) -> HttpResponse:
    """Send whoever asks a test message."""
    person = permissions.ensure_may_see_checklist(request.user)
    try:
        operations.try_mail(by=person, now=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        sentence = _("A test message is on its way to %(address)s. The mark appears when it has been sent.")
        messages.success(request, sentence % {"address": person.email})
    return redirect("checklist")


@require_POST
def finish_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """A message from a reader has been dealt with."""
    person = permissions.ensure_may_read_messages(request.user)
    operations.finish_message(message_id=message_id, by=person, now=timezone.now())
    return redirect("checklist")
