"""The publication's pages: front, section, article, search; and the files they show."""

import mimetypes
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from masthead.articles import operations, permissions, queries
from masthead.articles.errors import SearchIsTooLong, SearchIsTooShort
from masthead.articles.look import Look
from masthead.articles.models import ArticlePage, FrontPage, PublicView, SectionPage
from masthead.kit.byteranges import file_or_part
from masthead.kit.contributions import gather
from masthead.memberships import queries as memberships
from masthead.paywall import gate
from masthead.paywall import queries as paywall
from masthead.paywall.decisions import Open

A_WEEK = 7 * 24 * 60 * 60


def front_page(request: HttpRequest, page: FrontPage) -> HttpResponse:  # noqa: ARG001 - there is one
    front = queries.front()
    return _shared(request, render(request, "articles/front.html", {"front": front}), tags=["front"])


def section_page(request: HttpRequest, page: SectionPage) -> HttpResponse:
    shelf = queries.public_views(
        section_id=page.pk, before=queries.Cursor.parse(request.GET.get("before", ""))
    )
    context = {"section": page, "shelf": shelf, "letters": queries.letters_under(shelf.views)}
    return _shared(request, render(request, "articles/section.html", context), tags=[f"section-{page.pk}"])


def article_page(request: HttpRequest, page: ArticlePage) -> HttpResponse:
    """The piece as far as this reader may read it; in the desk, the draft as staff will see it."""
    if getattr(request, "is_preview", False):
        return preview(request, page)
    now = timezone.now()
    view = queries.public_view_of(page.pk)
    if view is None:
        raise Http404
    piece = queries.piece_of(view)
    decision = gate.decision_for(request, piece, now=now)
    talk = queries.talk_under(view, now=now)
    context = {
        "view": view,
        "decision": decision,
        "body": queries.full_body(article_id=view.article_id, decision=decision)
        if decision.may_read
        else None,
        "reason_sentence": gate.reason_sentence(decision, paywall.policy()) if decision != Open() else "",
        "may_register": "register" in getattr(decision, "offers", ()),
        "plans": memberships.offered_plans() if "join" in getattr(decision, "offers", ()) else None,
        "talk": talk,
        "beside": _beside(view, may_read=decision.may_read),
        "address": settings.SITE_URL + view.path,
    }
    response = render(request, "articles/article.html", context)
    gate.remember(request, response, piece, decision, now=now)
    gate.cache_headers(response, piece, decision)
    _may_be_kept(
        request,
        response,
        decision.variant,
        tags=[f"piece-{piece.id}", "publication", "offer", *([f"thread-{talk.thread.pk}"] if talk else [])],
    )
    response["Masthead-Piece"] = f"{piece.id} {piece.level} {int(piece.metered)}"
    return response


def _beside(view: PublicView, *, may_read: bool) -> list[tuple[str, dict[str, Any]]]:
    """What rooms above show under a piece: a template and its `part` each."""
    parts = (offer(view, may_read=may_read) for offer in gather("article_page"))
    return [part for part in parts if part is not None]


def preview(request: HttpRequest, page: ArticlePage) -> HttpResponse:
    """The draft in the desk, to its end: whoever may open the preview may read what is in it."""
    view, body = operations.draft_view(article=page, now=timezone.now())
    context = {
        "view": view,
        "decision": Open(),
        "body": body,
        "is_preview": True,
        "address": "",
    }
    response = render(request, "articles/article.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").split())
    context: dict[str, object] = {"words": words[: queries.LONGEST]}
    status = 200
    if words:
        try:
            context["shelf"] = queries.search(
                words=words, before=queries.Cursor.parse(request.GET.get("before", ""))
            )
        except (SearchIsTooShort, SearchIsTooLong) as no:
            context["sentence"], status = str(no), no.status
    response = render(request, "articles/search.html", context, status=status)
    response["Cache-Control"] = "public, no-cache"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    response = render(
        request,
        "articles/robots.txt",
        {"origin": settings.SITE_URL},
        content_type="text/plain; charset=utf-8",
    )
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def look_sheet(request: HttpRequest, digest: str) -> HttpResponse:  # noqa: ARG001 - the address is compared whole
    """The stylesheet of the publication's own look; its content is in its address, so it is kept for ever."""
    look = queries.masthead_line().look
    if look.address != request.path:
        queries.forget_masthead_line()  # another process may have changed it a moment ago
        look = queries.masthead_line().look
    if look.address != request.path:
        raise Http404
    response = HttpResponse(look.sheet, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    _may_be_kept(request, response, "open", tags=["publication"])
    return response


def look_preview(request: HttpRequest, look: Look) -> HttpResponse:
    """The front page with this look; in the desk only, whose policy allows a sheet in the page."""
    finished = operations.shown_logos(look)
    line = queries.look_line(look, draft=True)
    context = {"front": queries.front(), "look": replace(line, shown=finished)}
    response = render(request, "articles/front.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def media_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of the media folder: for everybody, for those who may read its piece, or for the desk."""
    placed = queries.placed_file(path)
    if placed is not None and placed.in_the_open:
        return _file(request, path, keep=f"public, max-age={A_WEEK}")
    if placed is None and queries.belongs_to_the_look(path):
        return _file(request, path, keep=f"public, max-age={A_WEEK}")
    now = timezone.now()
    if placed is not None and any(gate.may_see_parts(request, piece, now=now) for piece in placed.pieces):
        return _file(request, path, keep="private, no-store")
    if permissions.may_see_desk_files(gate.person_of(request)):
        return _file(request, path, keep="private, no-store")
    raise Http404


def _file(request: HttpRequest, path: str, *, keep: str) -> HttpResponseBase:
    try:
        changed: datetime = default_storage.get_modified_time(path)
        if request.headers.get("If-Modified-Since") == http_date(changed.timestamp()):
            answer: HttpResponseBase = HttpResponse(status=304)
        else:
            answer = file_or_part(
                default_storage.open(path),
                size=default_storage.size(path),
                asked=request.headers.get("range", ""),
                content_type=mimetypes.guess_type(path)[0] or "application/octet-stream",
            )
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
    answer["Last-Modified"] = http_date(changed.timestamp())
    answer["Cache-Control"] = keep
    return answer


def _shared(request: HttpRequest, response: HttpResponse, *, tags: list[str]) -> HttpResponse:
    response["Cache-Control"] = "public, no-cache"
    _may_be_kept(request, response, "open", tags=[*tags, "publication"])
    return response


def _may_be_kept(request: HttpRequest, response: HttpResponse, variant: str, *, tags: list[str]) -> None:
    # Only the bare address: pages of older pieces are asked for rarely, and by anybody's guess of a number.
    if not request.GET and not getattr(request, "is_preview", False):
        response["Masthead-Keep"] = variant
        response["Masthead-Tags"] = " ".join(tags)
