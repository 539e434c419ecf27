"""Previews of drafts: in the desk as any kind of reader, and by preview link."""

import re
from typing import TypeVar
from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from masthead.paywall import queries as paywall
from masthead.publishing import operations, queries
from masthead.publishing.models import ArticlePage
from masthead.reading.queries import related
from masthead.reading.views.article_context import article_context
from masthead.reading.views.files import send_file

Response = TypeVar("Response", bound=HttpResponseBase)
# Attributes in which templates and sanitised bodies name files, and the media addresses in them.
_SHOWN = re.compile(r"\b(?:src|srcset)=\"[^\"]*\"")
_MEDIA = re.compile(r"(?<![^\s\"])" + re.escape(settings.MEDIA_URL) + r"([^\s\"'<>?#,]+)")


def preview(request: HttpRequest, page: ArticlePage) -> HttpResponse:
    """The draft in the desk, as the reader whom the preview names would see it; staff may see all of it."""
    draft = operations.draft_of(article=page, now=timezone.now())
    context = draft_context(draft, mode=getattr(request, "preview_mode", "") or "member")
    response = render(request, "reading/article.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def draft_context(draft: operations.Draft, *, mode: str) -> dict[str, object]:
    """The context of the article page for a draft, as this kind of reader; nothing is counted or stored."""
    view, policy = draft.view, paywall.policy()
    decision = operations.preview_decision(mode, queries.piece_of(view), policy=policy, now=timezone.now())
    shown = article_context(
        view,
        related=related.related_content(view),
        decision=decision,
        body=draft.body if decision.may_read else None,
        policy=policy,
    )
    return shown | {"is_preview": True, "address": ""}


@require_safe
def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """A draft for whoever has the preview link, until it ends: never cached, never indexed."""
    link = operations.preview_link_by_token(token, now=timezone.now())
    article = queries.newest_draft_of(link.article_id)
    if article is None:
        raise Http404
    draft = operations.draft_of(article=article, now=timezone.now())
    context = draft_context(draft, mode="member") | {"link": link}
    page = render(request, "reading/preview.html", context).content.decode()
    return _private(HttpResponse(_with_media_links(page, request.path, draft.files)))


@require_safe
def shared_preview_file(request: HttpRequest, token: str, path: str) -> HttpResponseBase:
    """A file of the draft, by the same link."""
    link = operations.preview_link_by_token(token, now=timezone.now())
    article = queries.newest_draft_of(link.article_id)
    if article is None or path not in operations.draft_of(article=article, now=timezone.now()).files:
        raise Http404
    return _private(send_file(request, path, cache_control="private, no-store"))


def _with_media_links(page: str, path: str, own: frozenset[str]) -> str:
    """The page with the draft's own files under the link.

    The token must stand in no other address and in no text; files of other pieces keep their own addresses.
    """

    def by_the_same_link(found: re.Match[str]) -> str:
        return f"{path}media/{found[1]}" if unquote(found[1]) in own else found[0]

    return _SHOWN.sub(lambda shown: _MEDIA.sub(by_the_same_link, shown[0]), page)


def _private(response: Response) -> Response:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response
