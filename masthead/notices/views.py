"""Notices, preferences about them, unsubscribing; and the mailbox of the demonstration."""

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

from masthead.design.content_security_policy import PAGE_POLICY
from masthead.kit import incoming
from masthead.kit.addresses import path_of_ours
from masthead.notices import forms, operations, queries
from masthead.people.models import Person
from masthead.people.permissions import ensure_signed_in

View = Callable[..., HttpResponse]

private = cache_control(private=True, no_store=True)

MAX_PATH_LENGTH = 9 * 500  # as many as a row holds, escaped
# An e-mail's HTML is untrusted: no script, no form, nothing fetched, sandboxed in its frame.
EMAIL_FRAME_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


@private
@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """One's notices, newest first."""
    page = queries.notices_of(
        person=ensure_signed_in(request.user),
        before=incoming.query(request).number("before") or 0,
    )
    return render(request, "notices/notices.html", {"page": page})


@private
@login_required
@require_POST
def read(request: HttpRequest, notice_id: int | None = None) -> HttpResponse:
    """Mark one as read and go where it leads, or mark all."""
    person = ensure_signed_in(request.user)
    path = operations.mark_read(person=person, notice_id=notice_id, now=timezone.now())
    return redirect(path_of_ours(path, most=MAX_PATH_LENGTH) or "notices:notices")


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose the channel of each kind of notice."""
    person = ensure_signed_in(request.user)
    form = forms.PreferencesForm(
        incoming.form_fields(request) or None, preferences=queries.preferences_of(person)
    )
    if request.method == "POST" and form.is_valid():
        for kind, channel in form.changes():
            operations.set_preference(person=person, kind=kind, channel=channel, now=timezone.now())
        messages.success(request, _("Your preferences are saved."))
        return redirect("notices:preferences")
    context = {
        "form": form,
        "fixed": [preference for preference in form.preferences if not preference.kind.may_be_switched_off],
    }
    return render(
        request, "notices/preferences.html", context, status=422 if form.is_bound and form.errors else 200
    )


@private
@csrf_exempt  # the signed link is the permission; a mail program brings no cookie and no token (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Switch one kind of e-mail off: opening the page shows the button, pressing it does it."""
    if request.method == "POST":
        title = operations.unsubscribe(token=token)
        return render(request, "notices/unsubscribed.html", {"title": title})
    _whom, kind = queries.unsubscribe_target(token)
    return render(request, "notices/unsubscribe.html", {"kind": kind, "token": token})


def header_part(person: Person) -> tuple[str, dict[str, object]]:
    """What the header says of unread notices."""
    return "notices/_header_part.html", {"unread": queries.unread_of(person)}


def account_part(person: Person, now: datetime) -> tuple[str, dict[str, object]]:  # noqa: ARG001 - the shape of every part
    """What the account page says of notices."""
    return "notices/_account_part.html", {"unread": queries.unread_of(person)}


def mailbox_only(view: View) -> View:
    """Hide the page where there is a real mail server."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
        if settings.EMAIL_URL != "mailbox":
            raise Http404
        return view(request, *args, **arguments)

    return guarded


@mailbox_only
@private
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """What arrived, newest first; the list alone for whoever only wants to know what is new."""
    template = "notices/_mailbox_emails.html" if getattr(request, "htmx", False) else "notices/mailbox.html"
    return render(request, template, {"emails": queries.newest_emails()})


@mailbox_only
@private
@require_safe
def mailbox_email(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail: its text, its HTML in a sandboxed frame, its source."""
    response = render(request, "notices/mailbox_email.html", {"email": _parsed_email(mail_id)})
    response.headers["Content-Security-Policy"] = f"{PAGE_POLICY}; frame-src 'self'"
    return response


@mailbox_only
@private
@require_safe
@xframe_options_sameorigin
def mailbox_email_html(request: HttpRequest, mail_id: int) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The HTML part as it was sent, under a sandbox policy."""
    response = HttpResponse(_parsed_email(mail_id).html)
    response.headers["Content-Security-Policy"] = EMAIL_FRAME_POLICY
    return response


@mailbox_only
@private
@require_safe
def mailbox_email_source(request: HttpRequest, mail_id: int) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The bytes a mail server would have been given."""
    return HttpResponse(_parsed_email(mail_id).source, content_type="text/plain; charset=utf-8")


def _parsed_email(mail_id: int) -> queries.ParsedEmail:
    mail = queries.mailbox_email_by_id(mail_id)
    if mail is None:
        raise Http404
    return queries.parse_email(mail)
