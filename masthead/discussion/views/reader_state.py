"""The reader's own parts of a cached page: comment form, votes, comments they may edit."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from masthead.discussion import permissions, queries
from masthead.discussion.forms import CommentForm
from masthead.discussion.models import Comment, Thread
from masthead.discussion.views.responses import HtmxRequest, private
from masthead.kit import incoming
from masthead.kit.refusals import Refusal
from masthead.people.models import Person

MAX_COMMENT_IDS = 400


@private
@require_safe
def reader_state_fragment(request: HtmxRequest, thread_id: int) -> HttpResponse:
    """What is this reader's own on a shared page: the writing form or the way to it, their votes, what they
    may change.

    `shown` lists the ids of the comments on the page; `part=rows` leaves the form out.
    """
    now = timezone.now()
    found = queries.thread_by_id(thread_id)
    context: dict[str, Any] = {"thread": found, "rows": _own_rows(request, found, now)}
    if not incoming.query(request).choice("part", ["rows"]):
        context |= comment_form_context(request, found, now=now)
    return render(request, "discussion/_reader_state.html", context)


def _own_rows(request: HtmxRequest, found: Thread, now: datetime) -> list[dict[str, object]]:
    ids = incoming.query(request).numbers("shown", most=MAX_COMMENT_IDS)
    if not ids or not isinstance(request.user, Person) or not permissions.may_read(request.user, found, now):
        return []
    comments = queries.shown_comments(thread=found, ids=ids)
    own = queries.reader_states(reader_id=request.user.pk, comments=comments)
    may_moderate = permissions.may_moderate(request.user)
    return [
        _row(request, comment, own.get(comment.pk, queries.NO_STATE), now)
        for comment in comments
        if comment.is_readable and (may_moderate or comment.pk in own)
    ]


def _row(
    request: HtmxRequest, comment: Comment, own: queries.ReaderState, now: datetime
) -> dict[str, object]:
    return {
        "comment": comment,
        "state": own,
        "may_edit": permissions.may_edit(request.user, comment, now),
        "may_delete": permissions.may_delete(request.user, comment),
        "may_moderate": permissions.may_moderate(request.user),
    }


def comment_actions(request: HtmxRequest, comment: Comment, now: datetime) -> dict[str, object]:
    """This reader's votes and actions on one comment, for `_comment_actions.html`."""
    own = queries.reader_states(reader_id=cast("int", request.user.pk), comments=[comment])
    return _row(request, comment, own.get(comment.pk, queries.NO_STATE), now)


def comment_form_context(
    request: HtmxRequest, found: Thread, *, replied_to: Comment | None = None, now: datetime, **more: Any
) -> dict[str, Any]:
    """What the writing form shows; `refusal` is set where this reader may not write."""
    refusal = None
    try:
        permissions.ensure_may_post(request.user, found, now)
    except Refusal as no:
        refusal = no
    return {
        "thread": found,
        "replied_to": replied_to,
        "refusal": refusal,
        "key": CommentForm.new_key(),
        "text": "",
        "sentence": "",
        "return_to": replied_to.get_absolute_url() if replied_to else f"{found.address}#talk",
        **more,
    }
