"""Site pages, the contact form on one of them, and the checklist in the desk."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from masthead.kit import incoming, networks
from masthead.kit.caching import allow_caching
from masthead.kit.refusals import Refusal
from masthead.people.models import Person
from masthead.site_pages import operations, permissions, queries
from masthead.site_pages.forms import ContactForm
from masthead.site_pages.models import SitePage, SitePageKind


def site_page(request: HttpRequest, page: SitePage) -> HttpResponse:
    """The page; the one for contact takes what is written in its form."""
    if page.kind == SitePageKind.CONTACT and not getattr(request, "is_preview", False):
        return _contact(request, page)
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    storage = queries.browser_storage() if page.kind == SitePageKind.COOKIES else ()
    response = render(request, "site_pages/site_page.html", {"page": page, "browser_storage": storage})
    if not getattr(request, "is_preview", False):
        response["Cache-Control"] = "public, no-cache"
        allow_caching(request, response)
    return response


def _contact(request: HttpRequest, page: SitePage) -> HttpResponse:
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    writer = _writer(request)
    known = {"name": writer.display_name, "email": writer.email} if writer else {}
    form = ContactForm(incoming.form_fields(request) if request.method == "POST" else None, initial=known)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _receive(request, form)
            except Refusal as no:
                form.add_error(None, str(no))
                status = no.status
            else:
                return redirect(f"{request.path}?sent")
    context = {
        "page": page,
        "form": form,
        "sent": "sent" in incoming.query(request) and request.method != "POST",
    }
    response = render(request, "site_pages/site_page.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _receive(request: HttpRequest, form: ContactForm) -> None:
    said = form.cleaned_data
    operations.receive_message(
        name=said["name"],
        email=said["email"],
        subject=said["subject"],
        text=said["text"],
        honeypot=said["website"],
        network=networks.household(get_adapter().get_client_ip(request)),
        by=_writer(request),
        now=timezone.now(),
    )


def _writer(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def account_deletion_part(person: Person, now: datetime) -> tuple[str, dict[str, object]]:  # noqa: ARG001 - the shape of every part
    """What account deletion does to messages written to the publication."""
    return "site_pages/_account_deletion_part.html", {"waiting": len(queries.messages_of(person))}


@require_safe
def checklist(request: HttpRequest) -> HttpResponse:
    """The checklist, and messages from readers that could not be delivered by e-mail."""
    person = permissions.ensure_may_see_checklist(request.user)
    context = {
        "steps": queries.checklist(),
        "waiting": queries.undelivered_messages() if permissions.may_read_messages(person) else (),
    }
    return render(request, "site_pages/checklist.html", context)


@require_POST
def send_test_mail(request: HttpRequest) -> HttpResponse:
    """Send whoever asks a test message."""
    person = permissions.ensure_may_see_checklist(request.user)
    try:
        operations.send_test_mail(by=person, now=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        sentence = _("A test message is on its way to %(address)s. The mark appears when it has been sent.")
        messages.success(request, sentence % {"address": person.email})
    return redirect("checklist")


@require_POST
def resolve_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """A message from a reader has been dealt with."""
    person = permissions.ensure_may_read_messages(request.user)
    operations.resolve_message(message_id=message_id, by=person, now=timezone.now())
    return redirect("checklist")
