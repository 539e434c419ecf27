"""What is a reader's own on a shared page: their writing form, their votes, what they may change."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from masthead.discussion import permissions, queries
from masthead.discussion.forms import CommentForm
from masthead.discussion.models import Comment, Thread
from masthead.discussion.views.answers import Asked, private
from masthead.kit.refusals import Refusal
from masthead.people.models import Person

MOST_ASKED = 400


@private
@require_safe
def mine(request: Asked, thread_id: int) -> HttpResponse:
    """What is this reader's own on a shared page: the writing form or the way to it, their votes, what they
    may change.

    `shown` lists the ids of the letters on the page; `part=rows` leaves the form out.
    """
    now = timezone.now()
    found = queries.thread_by_id(thread_id)
    context: dict[str, Any] = {"thread": found, "rows": _own_rows(request, found, now)}
    if request.GET.get("part") != "rows":
        context |= form_for(request, found, now=now)
    return render(request, "discussion/_mine.html", context)


def _own_rows(request: Asked, found: Thread, now: datetime) -> list[dict[str, object]]:
    asked = request.GET.get("shown", "").split(",")[:MOST_ASKED]
    ids = [int(part) for part in asked if part.isascii() and part.isdigit() and len(part) < 19]
    if not ids or not isinstance(request.user, Person) or not permissions.may_read(request.user, found, now):
        return []
    comments = queries.shown_among(thread=found, ids=ids)
    own = queries.mine(reader_id=request.user.pk, comments=comments)
    moderates = permissions.may_moderate(request.user)
    return [
        _row(request, comment, own.get(comment.pk, queries.NOTHING), now)
        for comment in comments
        if comment.readable and (moderates or comment.pk in own)
    ]


def _row(request: Asked, comment: Comment, own: queries.Mine, now: datetime) -> dict[str, object]:
    return {
        "comment": comment,
        "mine": own,
        "may_edit": permissions.may_edit(request.user, comment, now),
        "may_delete": permissions.may_delete(request.user, comment),
        "moderates": permissions.may_moderate(request.user),
    }


def row_of(request: Asked, comment: Comment, now: datetime) -> dict[str, object]:
    """What of one letter is this reader's own, as `_acts.html` draws it."""
    own = queries.mine(reader_id=cast("int", request.user.pk), comments=[comment])
    return _row(request, comment, own.get(comment.pk, queries.NOTHING), now)


def form_for(
    request: Asked, found: Thread, *, answered: Comment | None = None, now: datetime, **more: Any
) -> dict[str, Any]:
    """What the writing form shows; `refusal` is set where this reader may not write."""
    refusal = None
    try:
        permissions.ensure_may_post(request.user, found, now)
    except Refusal as no:
        refusal = no
    return {
        "thread": found,
        "answered": answered,
        "refusal": refusal,
        "key": CommentForm.new_key(),
        "text": "",
        "sentence": "",
        "came_from": answered.get_absolute_url() if answered else f"{found.address}#talk",
        **more,
    }
