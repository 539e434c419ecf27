"""The hosted pages: pay, be declined, confirm with the bank, or leave. Each is for one reader only."""

from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from masthead.kit import incoming
from masthead.payments.providers.pretend import operations
from masthead.payments.providers.pretend.models import PretendSession


@require_safe
@never_cache
@login_required
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """What is sold, for how much, and the cards one may pretend to have."""
    session = _own_session(request, ref)
    if session.state == "complete":
        return _redirect_back(session.success_url)
    return _hosted_page(request, session)


@require_POST
@never_cache
@login_required
def pay(request: HttpRequest, ref: str) -> HttpResponse:
    """A card was chosen."""
    session = _own_session(request, ref)
    card = incoming.form(request).name("card")
    if card == "good":
        return _redirect_back(operations.pay(session.ref, now=timezone.now()).success_url)
    if card == "confirm":
        operations.ask_for_confirmation(session.ref)
        return redirect("pretend:confirm", session.ref)
    return _declined(request, session)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """The bank asks the holder of the card (3-D Secure)."""
    session = _own_session(request, ref)
    if session.state == "complete":
        return _redirect_back(session.success_url)
    if session.state != "confirming":
        return redirect("pretend:page", session.ref)
    if request.method != "POST":
        return render(request, "payments/pretend/confirm.html", {"session": session})
    if incoming.form(request).choice("answer", ["yes"]):
        return _redirect_back(operations.pay(session.ref, now=timezone.now()).success_url)
    return _declined(request, session)


def _own_session(request: HttpRequest, ref: str) -> PretendSession:
    session = operations.session_by_ref(ref)
    if session.account != str(request.user.pk):
        raise Http404
    return session


def _declined(request: HttpRequest, session: PretendSession) -> HttpResponse:
    session = operations.decline(session.ref, now=timezone.now())
    if session.state == "complete":  # paid in another window meanwhile
        return _redirect_back(session.success_url)
    return _hosted_page(request, session, is_declined=True)


def _hosted_page(request: HttpRequest, session: PretendSession, *, is_declined: bool = False) -> HttpResponse:
    context = {
        "session": session,
        "is_declined": is_declined,
        "is_closed": session.state == "expired",
        "cancel_path": _path(session.cancel_url),
    }
    status = 402 if is_declined else 410 if session.state == "expired" else 200
    return render(request, "payments/pretend/page.html", context, status=status)


def _path(url: str) -> str:
    """Only the path: the pretend provider is on the same host, whatever name the browser uses for it."""
    return urlsplit(url).path


def _redirect_back(url: str) -> HttpResponse:
    return HttpResponseRedirect(_path(url), status=303)
