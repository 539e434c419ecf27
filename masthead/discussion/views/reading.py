"""Reading comments: pages and fragments that are the same for everybody who may read them."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from masthead.discussion import queries
from masthead.discussion.models import Order
from masthead.discussion.views.responses import (
    HtmxRequest,
    cached_or_private,
    ensure_readable,
    set_cache_headers,
)
from masthead.kit import incoming
from masthead.people.models import Person


@require_safe
def thread(request: HtmxRequest, thread_id: int) -> HttpResponse:
    """The discussion on a page of its own."""
    page = _page(request, thread_id)
    status = 200 if page.readable else 403
    response = render(request, "discussion/thread.html", {"page": page}, status=status)
    return cached_or_private(request, response, page.thread, *page.depends_on)


@require_safe
def more_comments(request: HtmxRequest, thread_id: int) -> HttpResponse:
    """The fragment behind "Show more" and behind the orders."""
    page = _page(request, thread_id)
    template = "discussion/_comments.html" if page.is_first else "discussion/_more_comments.html"
    response = render(request, template, {"page": page}, status=200 if page.readable else 403)
    return cached_or_private(request, response, page.thread, *page.depends_on)


@require_safe
def comment(request: HtmxRequest, comment_id: int) -> HttpResponse:
    """One comment in context: its ancestors above it, its replies below."""
    found = ensure_readable(request, queries.shown_comment(comment_id))
    context = {
        "context": queries.comment_page(comment=found, after=incoming.query(request).token("after")),
        "thread": found.thread,
    }
    return set_cache_headers(render(request, "discussion/comment.html", context), found.thread)


@require_safe
def replies(request: HtmxRequest, comment_id: int) -> HttpResponse:
    """The fragment behind "Show more replies"."""
    parent = ensure_readable(request, queries.shown_comment(comment_id))
    level = incoming.query(request).number("level") or 1
    drawn_at = level if level < queries.MAX_LEVELS else 1
    after = incoming.query(request).token("after")
    branches, following = queries.replies_after(
        thread=parent.thread, parent=parent, after=after, level=drawn_at
    )
    context = {
        "thread": parent.thread,
        "parent": parent,
        "branches": branches,
        "after": following,
        "level": drawn_at,
    }
    response = render(request, "discussion/_more_replies.html", context)
    drawn = queries.ThreadPage(parent.thread, readable=True, branches=branches)
    return cached_or_private(request, response, parent.thread, *drawn.depends_on)


@require_safe
def revisions(request: HtmxRequest, comment_id: int) -> HttpResponse:
    """The revisions of an edited comment."""
    found = ensure_readable(request, queries.readable_comment(comment_id))
    context = {"comment": found, "thread": found.thread, "revisions": queries.revisions_of(found)}
    return set_cache_headers(render(request, "discussion/revisions.html", context), found.thread)


def _page(request: HtmxRequest, thread_id: int) -> queries.ThreadPage:
    found = queries.thread_by_id(thread_id)
    return queries.page_after(
        thread=found,
        order=incoming.query(request).token("order") or Order.BEST,
        after=incoming.query(request).token("after"),
        reader_id=None if found.is_public else request.user.pk,
        now=timezone.now(),
    )


def profile_part(
    reader: Person, viewer: Person | None, before: str, now: datetime
) -> tuple[str, dict[str, Any]]:
    """A person's comments, as far as the viewer may read them."""
    comments, older = queries.comments_by(author=reader, viewer=viewer, before=before, now=now)
    return "discussion/_comments_by.html", {"comments": comments, "older": older}
