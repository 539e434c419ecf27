"""Writing a letter: the form, and the form again with the reason."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from masthead.discussion import errors, operations, permissions, queries
from masthead.discussion.forms import CommentForm
from masthead.discussion.models import Comment, State, Thread
from masthead.discussion.views.answers import Asked, private, see_other
from masthead.discussion.views.own import form_for, row_of
from masthead.kit.refusals import Refusal
from masthead.people.permissions import ensure_signed_in


@private
@require_safe
def write(request: Asked, thread_id: int) -> HttpResponse:
    """The writing form: a page, or in place."""
    now = timezone.now()
    found = queries.thread_by_id(thread_id)
    permissions.ensure_may_read(request.user, found, now)
    reply_to = request.GET.get("reply_to", "0")
    number = int(reply_to[:19]) if reply_to.isascii() and reply_to.isdigit() else 0  # beyond all: not there
    answered = _answered(found, number)
    context = form_for(request, found, answered=answered, now=now)
    status = 200 if context["refusal"] is None else context["refusal"].status
    return _answer_with_form(request, context, status=status)


@private
@require_POST
def post_comment(request: Asked, thread_id: int) -> HttpResponse:
    """Take a letter; or say why not, with the text given back."""
    now = timezone.now()
    found = queries.thread_by_id(thread_id)
    form = CommentForm(request.POST)
    try:
        if not form.is_valid():
            raise errors.TextRefused
        posted = operations.post_comment(
            author=ensure_signed_in(request.user),
            thread=found,
            text=form.cleaned_data["text"],
            reply_to_seq=form.cleaned_data["reply_to"] or 0,
            idempotency_key=form.cleaned_data["key"],
            now=now,
            paced=True,
        )
    except Refusal as no:
        return _form_again(request, found, form, no, now)
    return _posted(request, posted, now)


def _posted(request: Asked, posted: Comment, now: datetime) -> HttpResponse:
    found = queries.comment_by_id(posted.pk)
    if not request.htmx:
        if found.state == State.PENDING:
            messages.success(request, found.gone_sentence)
            return see_other(found.thread.get_absolute_url())
        return see_other(f"{found.get_absolute_url()}#comment-{found.pk}")
    answered = queries.addressee_of(found)
    branch = queries.Branch(comment=found, level=min(found.depth, queries.LEVELS - 1), answers=answered)
    context = {
        "branch": branch,
        "thread": found.thread,
        "answered": answered,
        "key": CommentForm.new_key(),
        "row": row_of(request, found, now),
    }
    response = render(request, "discussion/_posted.html", context, status=201)
    above = queries.comment_by_seq(thread=found.thread, seq=found.parent_seq)
    response["HX-Retarget"] = f"#replies-{above.pk}" if above else f"#letters-{found.thread_id}"
    response["HX-Reswap"] = "beforeend" if above else "afterbegin"
    response["HX-Trigger-After-Settle"] = f'{{"letter:posted": {{"id": {found.pk}}}}}'
    return response


def _form_again(request: Asked, found: Thread, form: CommentForm, no: Refusal, now: datetime) -> HttpResponse:
    cleaned = form.cleaned_data
    moved = isinstance(no, errors.AnsweredCommentIsGone | errors.AnsweredCommentIsElsewhere)
    spent = isinstance(no, errors.FormSentBefore)
    answered = None if moved else _answered_or_none(found, cleaned.get("reply_to") or 0)
    text = no.facts.get("mended", cleaned.get("text", ""))
    key = CommentForm.new_key() if spent else cleaned.get("key") or CommentForm.new_key()
    context = form_for(request, found, answered=answered, now=now, text=text, sentence=str(no), key=key)
    return _answer_with_form(request, context, status=no.status)


def _answer_with_form(request: Asked, context: dict[str, Any], *, status: int) -> HttpResponse:
    template = "discussion/_write.html" if request.htmx else "discussion/write.html"
    return render(request, template, context, status=status)


def _answered(found: Thread, seq: int) -> Comment | None:
    """The letter that is to be answered; none where none is named.

    :raises NoSuchComment: it cannot be read
    """
    answered = _answered_or_none(found, seq)
    if seq and answered is None:
        raise errors.NoSuchComment
    return answered


def _answered_or_none(found: Thread, seq: int) -> Comment | None:
    return queries.comment_by_seq(thread=found, seq=seq)
