"""The publication's pages: front, section, article; and its own look."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from masthead.articles import listings, operations, queries
from masthead.articles.look import Look
from masthead.articles.models import ArticlePage, FrontPage, PublicView, SectionPage
from masthead.kit.contributions import gather
from masthead.memberships import queries as memberships
from masthead.paywall import gate
from masthead.paywall import queries as paywall
from masthead.paywall.decisions import Open


def front_page(request: HttpRequest, page: FrontPage) -> HttpResponse:  # noqa: ARG001 - there is one
    front = queries.front()
    return shared(request, render(request, "articles/front.html", {"front": front}), tags=["front"])


def section_page(request: HttpRequest, page: SectionPage) -> HttpResponse:
    shelf = queries.public_views(
        section_id=page.pk, before=queries.Cursor.parse(request.GET.get("before", ""))
    )
    context = {
        "section": page,
        "section_path": f"/{page.slug}/",
        "shelf": shelf,
        "letters": queries.letters_under(shelf.views),
    }
    return shared(request, render(request, "articles/section.html", context), tags=[f"section-{page.pk}"])


def article_page(request: HttpRequest, page: ArticlePage) -> HttpResponse:
    """The piece as far as this reader may read it; drafts are drawn by `previews`."""
    now = timezone.now()
    view = queries.public_view_of(page.pk)
    if view is None:
        raise Http404
    piece = queries.piece_of(view)
    decision = gate.decision_for(request, piece, now=now)
    talk = queries.talk_under(view, now=now)
    around = listings.beside(view)
    context = {
        "view": view,
        "around": around,
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
    may_be_kept(
        request,
        response,
        decision.variant,
        tags=[
            f"piece-{piece.id}",
            "publication",
            "offer",
            *([f"thread-{talk.thread.pk}"] if talk else []),
            *listings.door_tags(view, around),
        ],
    )
    response["Masthead-Piece"] = f"{piece.id} {piece.level} {int(piece.metered)}"
    return response


def _beside(view: PublicView, *, may_read: bool) -> list[tuple[str, dict[str, Any]]]:
    """What rooms above show under a piece: a template and its `part` each."""
    parts = (offer(view, may_read=may_read) for offer in gather("article_page"))
    return [part for part in parts if part is not None]


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
    may_be_kept(request, response, "open", tags=["publication"])
    return response


def look_preview(request: HttpRequest, look: Look, *, on_dark: bool = False) -> HttpResponse:
    """The front page with this look, in the desk only. The policy lets in its sheet and no other."""
    line = queries.look_preview_line(look, shown=operations.shown_logos(look), on_dark=on_dark)
    request.own_sheet = line.sheet  # type: ignore[attr-defined]
    context = {"front": queries.front(), "look": line}
    response = render(request, "articles/front.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def shared(request: HttpRequest, response: HttpResponse, *, tags: list[str]) -> HttpResponse:
    """The answer is the same for everybody until something with one of `tags` changes."""
    response["Cache-Control"] = "public, no-cache"
    may_be_kept(request, response, "open", tags=[*tags, "publication"])
    return response


def may_be_kept(request: HttpRequest, response: HttpResponse, variant: str, *, tags: list[str]) -> None:
    """Let the front door keep the answer."""
    # Only the bare address: pages of older pieces are asked for rarely, and by anybody's guess of a number.
    if not request.GET and not getattr(request, "is_preview", False):
        response["Masthead-Keep"] = variant
        response["Masthead-Tags"] = " ".join(tags)
