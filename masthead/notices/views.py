"""The mailbox page of the demonstration: what was really sent, as text, as HTML and as source."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from masthead.design.middleware import PAGES
from masthead.notices import queries

View = Callable[..., HttpResponse]

private = cache_control(private=True, no_store=True)

# A mail is a stranger's page: no script, no form, nothing fetched, no way out of its frame.
A_MAIL = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


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
