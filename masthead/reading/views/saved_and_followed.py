"""What is one reader's own beside the shared pages: pieces saved, authors and sections followed."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from masthead.articles import keeping, operations, queries
from masthead.articles.models import PublicView
from masthead.paywall import gate
from masthead.people.models import Person
from masthead.people.permissions import ensure_signed_in

private = cache_control(private=True, no_store=True)
NOTHING = 204  # leaves on the page what stands there for everybody


@private
@require_safe
def yours(request: HttpRequest, article_id: int) -> HttpResponse:
    """The buttons beneath a piece as they are for this reader; nothing for a stranger."""
    person = gate.person_of(request)
    if person is None:
        return HttpResponse(status=NOTHING)
    view = _view(article_id)
    context = {
        "view": view,
        "saved": keeping.has_saved(person=person, article_id=article_id),
        "subjects": keeping.subjects_of(view, person=person),
    }
    return render(request, "articles/_yours.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, article_id: int) -> HttpResponse:
    """Put a piece aside for later, or let it go again."""
    person = ensure_signed_in(gate.person_of(request))
    view = _view(article_id)
    if request.method == "POST":
        act = operations.let_piece_go if request.POST.get("let_go") else operations.save_piece
        act(person=person, article_id=article_id, now=timezone.now())
    saved = keeping.has_saved(person=person, article_id=article_id)
    return _done(
        request, view.path, "articles/_keep.html", "articles/keep.html", {"view": view, "saved": saved}
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def following(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """Follow an author or a section, or stop."""
    person = ensure_signed_in(gate.person_of(request))
    if request.method == "POST":
        act = operations.stop_following if request.POST.get("stop") else operations.follow
        act(person=person, kind=kind, subject_id=subject_id, now=timezone.now())
    subject = keeping.subject(kind=kind, subject_id=subject_id, person=person)
    return _done(
        request, subject.address, "articles/_follow.html", "articles/follow.html", {"subject": subject}
    )


@private
@require_safe
def your_following(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """The button on the page of an author or a section as it is for this reader; nothing for a stranger."""
    person = gate.person_of(request)
    if person is None:
        return HttpResponse(status=NOTHING)
    subject = keeping.subject(kind=kind, subject_id=subject_id, person=person)
    return render(request, "articles/_follow.html", {"subject": subject})


@private
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """What this reader put aside, and whom they follow."""
    person = ensure_signed_in(gate.person_of(request))
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else 0
    context = {
        "page": keeping.saved_by(person=person, before=number),
        "subjects": keeping.followed_by(person),
    }
    return render(request, "articles/saved.html", context)


def account_part(person: Person, now: datetime) -> tuple[str, dict[str, Any]]:  # noqa: ARG001 - the shape of every part
    """The way from the account page to what one saved and whom one follows."""
    return "articles/_account_part.html", {}


def _done(
    request: HttpRequest, address: str, fragment: str, page: str, context: dict[str, Any]
) -> HttpResponse:
    if getattr(request, "htmx", False):
        return render(request, fragment, context)
    if request.method == "POST":
        return redirect("articles:saved" if request.POST.get("from") == "saved" else address)
    return render(request, page, context)


def _view(article_id: int) -> PublicView:
    view = queries.public_view_of(article_id)
    if view is None:
        raise Http404
    return view
