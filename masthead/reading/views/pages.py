"""The publication's pages: front, section, article; and its own theme."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from masthead.discussion.dependencies import CommentCount
from masthead.kit import incoming
from masthead.kit.addresses import absolute_address
from masthead.kit.caching import allow_caching
from masthead.kit.contributions import gather
from masthead.kit.dependencies import Dependency, depend_on
from masthead.paywall import gate
from masthead.paywall import queries as paywall
from masthead.paywall.decide import Open
from masthead.paywall.dependencies import MeterPolicy
from masthead.publishing import dependencies
from masthead.publishing import queries as publishing
from masthead.publishing.models import ArticlePage, FrontPage, PublicView, SectionPage
from masthead.reading.contributions import ARTICLE_PAGE
from masthead.reading.queries import front, list_pages, related
from masthead.reading.views.article_context import article_context
from masthead.theme import operations as theme_operations
from masthead.theme import queries as theme_queries
from masthead.theme.dependencies import Theme as ThemeDependency
from masthead.theme.models import Theme


def front_page(request: HttpRequest, page: FrontPage) -> HttpResponse:  # noqa: ARG001 - there is one
    response = render(request, "reading/front_page.html", {"front": front.front()})
    # Each count of comments may change what is most discussed.
    return cacheable_for_everybody(request, response, dependencies.ArticleLists(), CommentCount())


def section_page(request: HttpRequest, page: SectionPage) -> HttpResponse:
    list_page = list_pages.public_views(section_id=page.pk, before=incoming.query(request).cursor("before"))
    context = {
        "section": page,
        "section_path": publishing.address_of(page),
        "list_page": list_page,
        "comment_counts": publishing.comment_counts(list_page.views),
    }
    counts = (CommentCount(view.thread_key) for view in list_page.views)
    response = render(request, "reading/section.html", context)
    return cacheable_for_everybody(request, response, dependencies.ArticleLists(), *counts)


def article_page(request: HttpRequest, page: ArticlePage) -> HttpResponse:
    """The piece as far as this reader may read it; drafts are drawn by `previews`."""
    now = timezone.now()
    view = publishing.public_view_of(page.pk)
    if view is None:
        raise Http404
    piece = publishing.piece_of(view)
    decision = gate.decision_for(request, piece, now=now)
    thread_page = publishing.thread_page_under(view, now=now)
    related_content = related.related_content(view)
    may_read = decision.may_read
    context = article_context(
        view,
        related=related_content,
        decision=decision,
        body=publishing.full_body(article_id=view.article_id, decision=decision) if may_read else None,
        policy=None if decision == Open() else paywall.policy(),
    ) | {
        "thread_page": thread_page,
        "contributed_parts": _contributed_parts(request, view, may_read=may_read),
        "address": absolute_address(view.path),
    }
    response = render(request, "reading/article.html", context)
    gate.record_reading(request, response, piece, decision, now=now)
    gate.set_cache_headers(response, piece, decision)
    allow_caching(
        request,
        response,
        dependencies.Article(piece.id),
        MeterPolicy(),
        CommentCount(view.thread_key),
        *(thread_page.depends_on if thread_page else ()),
        *related_content.depends_on,
        variant=decision.variant,
    )
    response["Masthead-Piece"] = f"{piece.id} {piece.level} {int(piece.metered)}"
    return response


def _contributed_parts(
    request: HttpRequest, view: PublicView, *, may_read: bool
) -> list[tuple[str, dict[str, object]]]:
    """What rooms above contribute to the article page: a template and its `part` each."""
    drawn = []
    for offer in gather(ARTICLE_PAGE):
        part = offer(view, may_read)
        depend_on(request, *part.depends_on)
        if part.template:
            drawn.append((part.template, part.context))
    return drawn


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    response = render(
        request,
        "reading/robots.txt",
        content_type="text/plain; charset=utf-8",
    )
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def theme_stylesheet(request: HttpRequest, digest: str) -> HttpResponse:  # noqa: ARG001 - the address is compared whole
    """The stylesheet of the theme; a hash of its content is in its address, so browsers may cache it for
    ever.
    """
    theme = publishing.publication_summary().theme
    if theme.address != request.path:
        publishing.invalidate_publication_summary()  # another process may have changed it a moment ago
        theme = publishing.publication_summary().theme
    if theme.address != request.path:
        raise Http404
    response = HttpResponse(theme.stylesheet, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    allow_caching(request, response, dependencies.Publication(), ThemeDependency())
    return response


def theme_preview(request: HttpRequest, theme: Theme, *, on_dark: bool = False) -> HttpResponse:
    """Preview of the theme in the desk: the front page with it. The CSP admits this stylesheet and no
    other.
    """
    shown = theme_operations.logo_renditions(theme)
    summary = theme_queries.theme_preview_summary(theme, logos=shown, on_dark=on_dark)
    request.inline_stylesheet = summary.stylesheet  # type: ignore[attr-defined]  # the CSP's middleware reads it there
    context = {"front": front.front(), "theme": summary}
    response = render(request, "reading/front_page.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def cacheable_for_everybody(
    request: HttpRequest, response: HttpResponse, *depends_on: Dependency
) -> HttpResponse:
    """The answer is the same for everybody until something of `depends_on` changes."""
    response["Cache-Control"] = "public, no-cache"
    allow_caching(request, response, *depends_on)
    return response
