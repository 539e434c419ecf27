"""The desk's pages about one article: readiness for publication, checked links, preview links."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from masthead.kit import incoming
from masthead.people.permissions import ensure_signed_in
from masthead.publishing import jobs, operations, queries
from masthead.publishing.models import ArticlePage


@require_safe
def readiness(request: HttpRequest, article_id: int) -> HttpResponse:
    """Everything worth knowing before a piece is published."""
    article, now = _piece(request, article_id), timezone.now()
    checked = {link.address: link for link in queries.checked_links_of(article)}
    links = operations.links_in(article)
    findings = operations.readiness_findings(article)
    context = {
        "article": article,
        "findings": findings,
        "missing": sum(1 for finding in findings if finding.state == "missing"),
        "links": [(address, checked.get(address)) for address in links],
        "broken": sum(1 for address in links if address in checked and not checked[address].works),
        "checked_at": max((link.checked_at for link in checked.values()), default=None),
        "changed": article.live and article.has_unpublished_changes,
        "previews": [
            (link, request.build_absolute_uri(queries.preview_address(operations.preview_token(link))))
            for link in queries.previews_of(article, now=now)
        ],
        "days": [
            (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days})
            for days in operations.PREVIEW_DAYS
        ],
    }
    return render(request, "publishing/desk/readiness.html", context)


@require_POST
def check_links(request: HttpRequest, article_id: int) -> HttpResponse:
    article = _piece(request, article_id)
    jobs.check_links.enqueue(article_id=article.pk)
    messages.success(request, _("The links are being looked at. Open this page again in a moment."))
    return redirect("publishing_readiness", article.pk)


@require_POST
def share_preview(request: HttpRequest, article_id: int) -> HttpResponse:
    article, days = _piece(request, article_id), incoming.form(request).number("days")
    operations.share_preview(
        article=article,
        days=days if days in operations.PREVIEW_DAYS else 7,
        by=ensure_signed_in(request.user),
        now=timezone.now(),
    )
    messages.success(request, _("Whoever has the link below reads the draft until it ends."))
    return redirect("publishing_readiness", article.pk)


@require_POST
def end_preview(request: HttpRequest, article_id: int, link_id: int) -> HttpResponse:
    article = _piece(request, article_id)
    link = queries.preview_of(article, link_id)
    if link is None:
        raise Http404
    operations.end_preview(link=link, by=ensure_signed_in(request.user), now=timezone.now())
    messages.success(request, _("The link has ended."))
    return redirect("publishing_readiness", article.pk)


def _piece(request: HttpRequest, article_id: int) -> ArticlePage:
    """The newest draft, for those who may edit it."""
    article = queries.newest_draft_of(article_id)
    if article is None:
        raise Http404
    if not article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return article
