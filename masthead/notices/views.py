"""What one was told and wishes to be told; and the mailbox page of the demonstration."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from masthead.design.middleware import PAGES
from masthead.notices import forms, operations, queries
from masthead.people.models import Person
from masthead.people.permissions import ensure_signed_in

View = Callable[..., HttpResponse]

private = cache_control(private=True, no_store=True)

# A mail is a stranger's page: no script, no form, nothing fetched, no way out of its frame.
A_MAIL = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


@private
@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first."""
    before = request.GET.get("before", "")
    page = queries.notices_of(
        person=ensure_signed_in(request.user),
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 0,
    )
    return render(request, "notices/notices.html", {"page": page})


@private
@login_required
@require_POST
def read(request: HttpRequest, notice_id: int | None = None) -> HttpResponse:
    """Mark one as read and go where it leads, or mark all."""
    person = ensure_signed_in(request.user)
    path = operations.mark_read(person=person, notice_id=notice_id, now=timezone.now())
    return redirect(path if path.startswith("/") and not path.startswith("//") else "notices:notices")


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """By which road each kind of notice comes."""
    person = ensure_signed_in(request.user)
    form = forms.PreferencesForm(request.POST or None, wishes=queries.wishes_of(person))
    if request.method == "POST" and form.is_valid():
        for kind, road in form.changes():
            operations.wish(person=person, kind=kind, road=road, now=timezone.now())
        messages.success(request, _("Your wishes are kept."))
        return redirect("notices:preferences")
    context = {"form": form, "fixed": [wish for wish in form.wishes if not wish.kind.may_be_off]}
    return render(
        request, "notices/preferences.html", context, status=422 if form.is_bound and form.errors else 200
    )


@private
@csrf_exempt  # the signed link is the permission; a mail program brings no cookie and no token (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Switch one kind of e-mail off: opening the page shows the button, pressing it does it."""
    if request.method == "POST":
        title = operations.stop_mail(token=token, now=timezone.now())
        return render(request, "notices/stopped.html", {"title": title})
    _whom, kind = queries.stopped_by(token)
    return render(request, "notices/stop.html", {"kind": kind, "token": token})


def notices_for_you(person: Person) -> tuple[str, dict[str, Any]]:
    """What the header says of unread notices."""
    return "notices/_you.html", {"unread": queries.unread_of(person)}


def account_part(person: Person, now: datetime) -> tuple[str, dict[str, Any]]:  # noqa: ARG001 - the shape of every part
    """What the account page says of notices."""
    return "notices/_account_part.html", {"unread": queries.unread_of(person)}


def only_without_a_mail_server(view: View) -> View:
    """Hide the page where there is a real mail server."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
        if settings.EMAIL_URL != "mailbox":
            raise Http404
        return view(request, *args, **arguments)

    return guarded


@only_without_a_mail_server
@private
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """What arrived, newest first; the list alone for whoever only wants to know what is new."""
    template = "notices/_mails.html" if getattr(request, "htmx", False) else "notices/mailbox.html"
    return render(request, template, {"letters": queries.newest_mails()})


@only_without_a_mail_server
@private
@require_safe
def letter(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail: its text, its HTML in a sandboxed frame, its source."""
    response = render(request, "notices/letter.html", {"letter": _letter(mail_id)})
    response.headers["Content-Security-Policy"] = f"{PAGES}; frame-src 'self'"
    return response


@only_without_a_mail_server
@private
@require_safe
@xframe_options_sameorigin
def letter_html(request: HttpRequest, mail_id: int) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The HTML part as it was sent, in a cage."""
    response = HttpResponse(_letter(mail_id).html)
    response.headers["Content-Security-Policy"] = A_MAIL
    return response


@only_without_a_mail_server
@private
@require_safe
def letter_source(request: HttpRequest, mail_id: int) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The bytes a mail server would have been given."""
    return HttpResponse(_letter(mail_id).source, content_type="text/plain; charset=utf-8")


def _letter(mail_id: int) -> queries.Letter:
    mail = queries.mail_by_id(mail_id)
    if mail is None:
        raise Http404
    return queries.letter_of(mail)
