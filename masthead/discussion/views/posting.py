"""Posting a comment: the form, and the form again with the reason for a refusal."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from masthead.discussion import errors, operations, permissions, queries
from masthead.discussion.forms import CommentForm
from masthead.discussion.models import Comment, State, Thread
from masthead.discussion.views.reader_state import comment_actions, comment_form_context
from masthead.discussion.views.reading import more_comments
from masthead.discussion.views.responses import HtmxRequest, private, see_other
from masthead.kit import cursors, incoming
from masthead.kit.refusals import Refusal
from masthead.people.permissions import ensure_signed_in


@private
@require_safe
def comment_form(request: HtmxRequest, thread_id: int) -> HttpResponse:
    """The writing form: a page, or in place."""
    now = timezone.now()
    found = queries.thread_by_id(thread_id)
    permissions.ensure_may_read(request.user, found, now)
    # Cut to so many digits a number is still beyond all, and so not there.
    reply_to = incoming.query(request).text("reply_to", most=cursors.DIGITS)
    replied_to = _comment_replied_to(found, cursors.number(reply_to) or 0)
    context = comment_form_context(request, found, replied_to=replied_to, now=now)
    status = 200 if context["refusal"] is None else context["refusal"].status
    return _form_response(request, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HtmxRequest, thread_id: int) -> HttpResponse:
    """The comments of a thread: GET lists them, POST adds one."""
    answer = post_comment if request.method == "POST" else more_comments
    return answer(request, thread_id)


@private
@require_POST
def post_comment(request: HtmxRequest, thread_id: int) -> HttpResponse:
    """Post a comment; or refuse with a reason and the text in the form."""
    now = timezone.now()
    found = queries.thread_by_id(thread_id)
    form = CommentForm(incoming.form_fields(request))
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
        )
    except Refusal as no:
        return _form_with_error(request, found, form, no, now)
    return _posted(request, posted, now)


def _posted(request: HtmxRequest, posted: Comment, now: datetime) -> HttpResponse:
    found = queries.comment_by_id(posted.pk)
    if not request.htmx:
        if found.state == State.PENDING:
            messages.success(request, found.tombstone_sentence)
            return see_other(found.thread.get_absolute_url())
        return see_other(f"{found.get_absolute_url()}#comment-{found.pk}")
    replied_to = queries.addressee_of(found)
    branch = queries.Branch(
        comment=found, level=min(found.depth, queries.MAX_LEVELS - 1), in_reply_to=replied_to
    )
    context = {
        "branch": branch,
        "thread": found.thread,
        "replied_to": replied_to,
        "key": CommentForm.new_key(),
        "row": comment_actions(request, found, now),
    }
    response = render(request, "discussion/_comment_posted.html", context, status=201)
    above = queries.comment_by_seq(thread=found.thread, seq=found.parent_seq)
    response["HX-Retarget"] = f"#replies-{above.pk}" if above else f"#comments-{found.thread_id}"
    response["HX-Reswap"] = "beforeend" if above else "afterbegin"
    response["HX-Trigger-After-Settle"] = f'{{"comment:posted": {{"id": {found.pk}}}}}'
    return response


def _form_with_error(
    request: HtmxRequest, found: Thread, form: CommentForm, no: Refusal, now: datetime
) -> HttpResponse:
    cleaned = form.cleaned_data
    moved = isinstance(no, errors.RepliedToCommentIsGone | errors.RepliedToCommentIsElsewhere)
    spent = isinstance(no, errors.FormAlreadyUsed)
    replied_to = None if moved else _comment_replied_to_or_none(found, cleaned.get("reply_to") or 0)
    text = no.facts.get("cleaned", cleaned.get("text", ""))
    key = CommentForm.new_key() if spent else cleaned.get("key") or CommentForm.new_key()
    context = comment_form_context(
        request, found, replied_to=replied_to, now=now, text=text, sentence=str(no), key=key
    )
    return _form_response(request, context, status=no.status)


def _form_response(request: HtmxRequest, context: dict[str, object], *, status: int) -> HttpResponse:
    template = "discussion/_comment_form.html" if request.htmx else "discussion/comment_form.html"
    return render(request, template, context, status=status)


def _comment_replied_to(found: Thread, seq: int) -> Comment | None:
    """The comment to reply to; none where none is named.

    :raises NoSuchComment: it cannot be read
    """
    replied_to = _comment_replied_to_or_none(found, seq)
    if seq and replied_to is None:
        raise errors.NoSuchComment
    return replied_to


def _comment_replied_to_or_none(found: Thread, seq: int) -> Comment | None:
    return queries.comment_by_seq(thread=found, seq=seq)
