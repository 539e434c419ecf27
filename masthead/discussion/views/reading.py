"""Reading letters: pages and fragments that are the same for everybody who may read them."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from masthead.discussion import queries
from masthead.discussion.models import Order, Readers
from masthead.discussion.views.answers import Asked, ensure_readable, kept_or_private, open_or_private
from masthead.people.models import Person


@require_safe
def thread(request: Asked, thread_id: int) -> HttpResponse:
    """The discussion on a page of its own."""
    page = _page(request, thread_id)
    status = 200 if page.readable else 403
    return kept_or_private(
        render(request, "discussion/thread.html", {"page": page}, status=status), page.thread
    )


@require_safe
def letters(request: Asked, thread_id: int) -> HttpResponse:
    """The fragment behind "Show more" and behind the orders."""
    page = _page(request, thread_id)
    template = "discussion/_letters.html" if page.is_first else "discussion/_more_letters.html"
    return kept_or_private(
        render(request, template, {"page": page}, status=200 if page.readable else 403), page.thread
    )


@require_safe
def comment(request: Asked, comment_id: int) -> HttpResponse:
    """One letter in context: above it what it answers, below it what was answered."""
    found = ensure_readable(request, queries.shown_comment(comment_id))
    context = {
        "context": queries.in_context(comment=found, after=request.GET.get("after", "")),
        "thread": found.thread,
    }
    return open_or_private(render(request, "discussion/comment.html", context), found.thread)


@require_safe
def replies(request: Asked, comment_id: int) -> HttpResponse:
    """The fragment behind "Show more replies"."""
    parent = ensure_readable(request, queries.shown_comment(comment_id))
    level = request.GET.get("level", "1")
    drawn_at = int(level) if level in {str(number) for number in range(1, queries.LEVELS)} else 1
    after = request.GET.get("after", "")
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
    return kept_or_private(render(request, "discussion/_more_replies.html", context), parent.thread)


@require_safe
def revisions(request: Asked, comment_id: int) -> HttpResponse:
    """What an edited letter said before."""
    found = ensure_readable(request, queries.readable_comment(comment_id))
    context = {"comment": found, "thread": found.thread, "revisions": queries.revisions_of(found)}
    return open_or_private(render(request, "discussion/revisions.html", context), found.thread)


def _page(request: Asked, thread_id: int) -> queries.ThreadPage:
    found = queries.thread_by_id(thread_id)
    return queries.page_after(
        thread=found,
        order=request.GET.get("order", Order.BEST),
        after=request.GET.get("after", ""),
        reader_id=None if found.readable_by == Readers.EVERYBODY else request.user.pk,
        now=timezone.now(),
    )


def profile_part(
    reader: Person, viewer: Person | None, before: str, now: datetime
) -> tuple[str, dict[str, Any]]:
    """What somebody wrote, as far as the one who looks may read it."""
    letters, older = queries.letters_by(author=reader, viewer=viewer, before=before, now=now)
    return "discussion/_letters_of.html", {"letters": letters, "older": older}
