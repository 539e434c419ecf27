"""Drafts: in the desk as any reader will see them, and for whoever has a link that ends."""

import re
from typing import Any, TypeVar
from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from masthead.articles import listings, operations, queries
from masthead.articles.models import ArticlePage
from masthead.articles.views.files import send_file
from masthead.memberships import queries as memberships
from masthead.paywall import gate
from masthead.paywall import queries as paywall
from masthead.paywall.decisions import Open

Answer = TypeVar("Answer", bound=HttpResponseBase)
# Where templates and the cleaner show a file, and in it the addresses in our media folder.
_SHOWN = re.compile(r"\b(?:src|srcset)=\"[^\"]*\"")
_MEDIA = re.compile(r"(?<![^\s\"])" + re.escape(settings.MEDIA_URL) + r"([^\s\"'<>?#,]+)")


def preview(request: HttpRequest, page: ArticlePage) -> HttpResponse:
    """The draft in the desk, as the reader whom the preview names would see it; staff may see all of it."""
    context = drawn_draft(page, mode=getattr(request, "preview_mode", "") or "member")
    response = render(request, "articles/article.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def drawn_draft(page: ArticlePage, *, mode: str) -> dict[str, Any]:
    """What the article page shows of a draft to a reader of this kind; nothing is counted or kept."""
    now = timezone.now()
    view, body = operations.draft_view(article=page, now=now)
    policy = paywall.policy()
    decision = operations.decision_as(mode, queries.piece_of(view), policy=policy, now=now)
    return {
        "view": view,
        "around": listings.beside(view),
        "decision": decision,
        "body": body if decision.may_read else None,
        "reason_sentence": gate.reason_sentence(decision, policy) if decision != Open() else "",
        "may_register": "register" in getattr(decision, "offers", ()),
        "plans": memberships.offered_plans() if "join" in getattr(decision, "offers", ()) else None,
        "is_preview": True,
        "address": "",
    }


@require_safe
def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """A draft for whoever has the link, until it ends: kept nowhere, found by nobody else."""
    link = operations.link_by_token(token, now=timezone.now())
    draft = queries.newest_draft_of(link.article_id)
    if draft is None:
        raise Http404
    context = drawn_draft(draft, mode="member") | {"link": link}
    page = render(request, "articles/preview.html", context).content.decode()
    own = operations.files_of_draft(article=draft, now=timezone.now())
    return _for_nobody_else(HttpResponse(_through_the_link(page, request.path, own)))


@require_safe
def shared_preview_file(request: HttpRequest, token: str, path: str) -> HttpResponseBase:
    """A file of the draft, by the same link."""
    link = operations.link_by_token(token, now=timezone.now())
    draft = queries.newest_draft_of(link.article_id)
    if draft is None or path not in operations.files_of_draft(article=draft, now=timezone.now()):
        raise Http404
    return _for_nobody_else(send_file(request, path, keep="private, no-store"))


def _through_the_link(page: str, path: str, own: frozenset[str]) -> str:
    """The page with the draft's own files under the link.

    No other address and no word may hold the key; what other pieces show is not the draft's and stays.
    """

    def by_the_same_link(found: re.Match[str]) -> str:
        return f"{path}media/{found[1]}" if unquote(found[1]) in own else found[0]

    return _SHOWN.sub(lambda shown: _MEDIA.sub(by_the_same_link, shown[0]), page)


def _for_nobody_else(response: Answer) -> Answer:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response
