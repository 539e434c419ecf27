"""Pages and fragments of the discussion: a request in, one call, an answer out.

What everybody sees alike is shared and holds nothing personal; `mine` and everything with a form is private.
"""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from masthead.discussion import errors, operations, permissions, queries
from masthead.discussion.forms import CommentForm, EditForm, VoteForm
from masthead.discussion.models import Comment, Order, Readers, State, Thread, VoteKind
from masthead.kit.refusals import Refusal
from masthead.people.models import Person
from masthead.people.permissions import ensure_signed_in

MOST_ASKED = 400


class Asked(HttpRequest):
    """A request as htmx's middleware hands it on."""

    htmx: HtmxDetails


private = cache_control(private=True, no_store=True)


def kept_or_private(response: HttpResponse, thread: Thread) -> HttpResponse:
    """A thread for everybody is the same for everybody and may be kept until it changes; any other is nobody
    else's.
    """
    if thread.readable_by == Readers.EVERYBODY:
        response["Cache-Control"] = "no-cache"
        response["Masthead-Keep"] = "open"
        response["Masthead-Tags"] = f"thread-{thread.pk}"
    else:
        response["Cache-Control"] = "private, no-store"
    return response


# --- reading ------------------------------------------------------------------------------------------------


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
    found = _seen(request, queries.shown_comment(comment_id))
    context = {
        "context": queries.in_context(comment=found, after=request.GET.get("after", "")),
        "thread": found.thread,
    }
    response = render(request, "discussion/comment.html", context)
    response["Cache-Control"] = (
        "no-cache" if found.thread.readable_by == Readers.EVERYBODY else "private, no-store"
    )
    return response


@require_safe
def replies(request: Asked, comment_id: int) -> HttpResponse:
    """The fragment behind "Show more replies"."""
    parent = _seen(request, queries.shown_comment(comment_id))
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
    found = _seen(request, queries.readable_comment(comment_id))
    context = {"comment": found, "thread": found.thread, "revisions": queries.revisions_of(found)}
    response = render(request, "discussion/revisions.html", context)
    response["Cache-Control"] = (
        "no-cache" if found.thread.readable_by == Readers.EVERYBODY else "private, no-store"
    )
    return response


def _page(request: Asked, thread_id: int) -> queries.ThreadPage:
    found = queries.thread_by_id(thread_id)
    return queries.page_after(
        thread=found,
        order=request.GET.get("order", Order.BEST),
        after=request.GET.get("after", ""),
        reader_id=None if found.readable_by == Readers.EVERYBODY else request.user.pk,
        now=timezone.now(),
    )


def _seen(request: Asked, found: Comment) -> Comment:
    permissions.ensure_may_read(request.user, found.thread, timezone.now())
    return found


# --- what is one's own --------------------------------------------------------------------------------------


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
        context |= _form(request, found, now=now)
    return render(request, "discussion/_mine.html", context)


def _own_rows(request: Asked, found: Thread, now: datetime) -> list[dict[str, object]]:
    asked = request.GET.get("shown", "").split(",")[:MOST_ASKED]
    ids = [int(part) for part in asked if part.isascii() and part.isdigit() and len(part) < 19]
    if not ids or not isinstance(request.user, Person) or not permissions.may_read(request.user, found, now):
        return []
    comments = queries.shown_among(thread=found, ids=ids)
    own = queries.mine(reader_id=request.user.pk, comments=comments)
    return [
        _row(request, comment, own[comment.pk], now)
        for comment in comments
        if comment.readable and comment.pk in own
    ]


def _row(request: Asked, comment: Comment, own: queries.Mine, now: datetime) -> dict[str, object]:
    return {
        "comment": comment,
        "mine": own,
        "may_edit": permissions.may_edit(request.user, comment, now),
        "may_delete": permissions.may_delete(request.user, comment),
    }


def _row_of(request: Asked, comment: Comment, now: datetime) -> dict[str, object]:
    own = queries.mine(reader_id=cast("int", request.user.pk), comments=[comment])
    return _row(request, comment, own.get(comment.pk, queries.NOTHING), now)


# --- writing ------------------------------------------------------------------------------------------------


@private
@require_safe
def write(request: Asked, thread_id: int) -> HttpResponse:
    """The writing form: a page, or in place."""
    now = timezone.now()
    found = queries.thread_by_id(thread_id)
    permissions.ensure_may_read(request.user, found, now)
    reply_to = request.GET.get("reply_to", "0")
    answered = _answered(found, int(reply_to) if reply_to.isascii() and reply_to.isdigit() else 0)
    context = _form(request, found, answered=answered, now=now)
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
            return _see(found.thread.get_absolute_url())
        return _see(f"{found.get_absolute_url()}#comment-{found.pk}")
    answered = queries.addressee_of(found)
    branch = queries.Branch(comment=found, level=min(found.depth, queries.LEVELS - 1), answers=answered)
    context = {
        "branch": branch,
        "thread": found.thread,
        "answered": answered,
        "key": CommentForm.new_key(),
        "row": _row_of(request, found, now),
    }
    response = render(request, "discussion/_posted.html", context, status=201)
    above = queries.comment_by_seq(thread=found.thread, seq=found.parent_seq)
    response["HX-Retarget"] = f"#replies-{above.pk}" if above else f"#letters-{found.thread_id}"
    response["HX-Reswap"] = "beforeend" if above else "afterbegin"
    response["HX-Trigger-After-Settle"] = f'{{"letter:posted": {{"id": {found.pk}}}}}'
    return response


def _form(
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


def _form_again(request: Asked, found: Thread, form: CommentForm, no: Refusal, now: datetime) -> HttpResponse:
    cleaned = form.cleaned_data
    moved = isinstance(no, errors.AnsweredCommentIsGone | errors.AnsweredCommentIsElsewhere)
    spent = isinstance(no, errors.FormSentBefore)
    answered = None if moved else _answered_or_none(found, cleaned.get("reply_to") or 0)
    text = no.facts.get("mended", cleaned.get("text", ""))
    key = CommentForm.new_key() if spent else cleaned.get("key") or CommentForm.new_key()
    context = _form(request, found, answered=answered, now=now, text=text, sentence=str(no), key=key)
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


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


# --- changing, taking back, voting --------------------------------------------------------------------------


@private
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Asked, comment_id: int) -> HttpResponse:
    """The form with a letter's words, and their change."""
    now = timezone.now()
    found = queries.comment_by_id(comment_id)
    person = ensure_signed_in(request.user)
    context = {"comment": found, "thread": found.thread, "text": found.body_src, "sentence": ""}
    template = "discussion/_edit.html" if request.htmx else "discussion/edit.html"
    if request.method != "POST":
        permissions.ensure_may_edit(person, found, now)
        return render(request, template, context)
    form = EditForm(request.POST)
    form.is_valid()
    text = form.cleaned_data["text"]
    try:
        edited = operations.edit_comment(comment=found, by=person, text=text, now=now, paced=True)
    except errors.NotYourComment:
        raise
    except Refusal as no:
        context |= {"text": no.facts.get("mended", text), "sentence": str(no)}
        return render(request, template, context, status=no.status)
    if not request.htmx:
        return _see(f"{edited.get_absolute_url()}#comment-{edited.pk}")
    return _letter_again(request, queries.comment_by_id(comment_id), now)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: Asked, comment_id: int) -> HttpResponse:
    """Ask once, then take a letter back."""
    now = timezone.now()
    found = queries.comment_by_id(comment_id)
    person = permissions.ensure_may_delete(request.user, found)
    if request.method != "POST":
        return render(request, "discussion/delete.html", {"comment": found, "thread": found.thread})
    deleted = operations.delete_comment(comment=found, by=person, now=now)
    if not request.htmx:
        messages.success(request, _("Your letter is deleted."))
        return _see(deleted.get_absolute_url() if deleted.shown else found.thread.get_absolute_url())
    deleted = queries.comment_by_id(comment_id)
    if deleted.shown:
        return _letter_again(request, deleted, now)
    context = {"thread": deleted.thread, "vanished": [deleted.pk, *queries.vanished_above(deleted)]}
    response = render(request, "discussion/_vanished.html", context)
    response["HX-Reswap"] = "none"
    return response


def _letter_again(request: Asked, found: Comment, now: datetime) -> HttpResponse:
    answered = queries.addressee_of(found)
    context = {
        "branch": queries.Branch(comment=found, level=0, answers=answered),
        "thread": found.thread,
        "row": _row_of(request, found, now),
        "comment": found,
    }
    response = render(request, "discussion/_letter_again.html", context)
    response["HX-Retarget"] = f"#letter-{found.pk}"
    response["HX-Reswap"] = "outerHTML"
    return response


@private
@require_http_methods(["GET", "HEAD", "POST"])
def votes(request: Asked, comment_id: int) -> HttpResponse:
    """Agree, disagree, good point: given or taken back."""
    now = timezone.now()
    found = _seen(request, queries.readable_comment(comment_id))
    if request.method != "POST":
        permissions.ensure_may_vote(request.user, found.thread, found, now)
        return render(request, "discussion/votes.html", _votes_context(request, found, now))
    form = VoteForm(request.POST)
    if not form.is_valid():
        raise errors.NoSuchPage
    change = operations.cast_vote if form.cleaned_data["given"] else operations.withdraw_vote
    try:
        person = ensure_signed_in(request.user)
        change(voter=person, comment=found, kind=form.cleaned_data["kind"], now=now, paced=True)
    except Refusal as no:
        if not request.htmx or not isinstance(request.user, Person):
            raise
        context = _votes_context(request, found, now) | {"sentence": str(no)}
        return render(request, "discussion/_acts.html", context, status=no.status)
    if not request.htmx:
        return _see(f"{found.get_absolute_url()}#comment-{found.pk}")
    return render(
        request, "discussion/_acts.html", _votes_context(request, queries.comment_by_id(comment_id), now)
    )


def _votes_context(request: Asked, comment: Comment, now: datetime) -> dict[str, Any]:
    row = _row_of(request, comment, now)
    own = cast("queries.Mine", row["mine"])
    choices = [
        (VoteKind.GOOD_POINT.value, VoteKind.GOOD_POINT.label, comment.good_points, own.good_point),
        (VoteKind.AGREE.value, VoteKind.AGREE.label, comment.ups, own.agrees),
        (VoteKind.DISAGREE.value, VoteKind.DISAGREE.label, comment.downs, own.disagrees),
    ]
    return {"thread": comment.thread, "choices": choices, **row}


def profile_part(
    reader: Person, viewer: Person | None, before: str, now: datetime
) -> tuple[str, dict[str, Any]]:
    """What somebody wrote, as far as the one who looks may read it."""
    letters, older = queries.letters_by(author=reader, viewer=viewer, before=before, now=now)
    return "discussion/_letters_of.html", {"letters": letters, "older": older}
