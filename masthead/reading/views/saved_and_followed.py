"""Saving articles and following authors and sections."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from masthead.kit import incoming
from masthead.paywall import gate
from masthead.people.models import Person
from masthead.people.permissions import ensure_signed_in
from masthead.publishing import queries as publishing
from masthead.publishing.models import PublicView
from masthead.reading import operations
from masthead.reading.queries import saved_and_followed

private = cache_control(private=True, no_store=True)
NO_CONTENT = 204  # htmx then leaves the page as it is


@private
@require_safe
def article_buttons(request: HttpRequest, article_id: int) -> HttpResponse:
    """The buttons beneath a piece as they are for this reader; nothing for a stranger."""
    person = gate.person_of(request)
    if person is None:
        return HttpResponse(status=NO_CONTENT)
    view = _view(article_id)
    context = {
        "view": view,
        "saved": saved_and_followed.has_saved(person=person, article_id=article_id),
        "followables": saved_and_followed.followables_of(view, person=person),
    }
    return render(request, "reading/_article_buttons.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def save_or_unsave(request: HttpRequest, article_id: int) -> HttpResponse:
    """Save an article for later, or remove it from the saved ones."""
    person = ensure_signed_in(gate.person_of(request))
    view = _view(article_id)
    if request.method == "POST":
        act = operations.unsave_article if incoming.form(request).text("unsave") else operations.save_article
        act(person=person, article_id=article_id, now=timezone.now())
    saved = saved_and_followed.has_saved(person=person, article_id=article_id)
    return _done(
        request, view.path, "reading/_save_button.html", "reading/save.html", {"view": view, "saved": saved}
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def follow_or_unfollow(request: HttpRequest, kind: str, followable_id: int) -> HttpResponse:
    """Follow an author or a section, or stop."""
    person = ensure_signed_in(gate.person_of(request))
    if request.method == "POST":
        act = operations.unfollow if incoming.form(request).text("stop") else operations.follow
        act(person=person, kind=kind, followable_id=followable_id, now=timezone.now())
    followable = saved_and_followed.followable(kind=kind, followable_id=followable_id, person=person)
    return _done(
        request,
        followable.address,
        "reading/_follow_button.html",
        "reading/follow.html",
        {"followable": followable},
    )


@private
@require_safe
def follow_button(request: HttpRequest, kind: str, followable_id: int) -> HttpResponse:
    """The button on the page of an author or a section as it is for this reader; nothing for a stranger."""
    person = gate.person_of(request)
    if person is None:
        return HttpResponse(status=NO_CONTENT)
    followable = saved_and_followed.followable(kind=kind, followable_id=followable_id, person=person)
    return render(request, "reading/_follow_button.html", {"followable": followable})


@private
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """The reader's saved articles and follows."""
    person = ensure_signed_in(gate.person_of(request))
    context = {
        "list_page": saved_and_followed.saved_by(
            person=person, before=incoming.query(request).number("before") or 0
        ),
        "followables": saved_and_followed.followed_by(person),
    }
    return render(request, "reading/saved.html", context)


def account_part(person: Person, now: datetime) -> tuple[str, dict[str, object]]:  # noqa: ARG001 - the shape of every part
    """The account page's link to saved articles and follows."""
    return "reading/_account_part.html", {}


def _done(
    request: HttpRequest, address: str, fragment: str, page: str, context: dict[str, object]
) -> HttpResponse:
    if getattr(request, "htmx", False):
        return render(request, fragment, context)
    if request.method == "POST":
        came_from = incoming.form(request).choice("from", ["saved"])
        return redirect("reading:saved" if came_from else address)
    return render(request, page, context)


def _view(article_id: int) -> PublicView:
    view = publishing.public_view_of(article_id)
    if view is None:
        raise Http404
    return view
