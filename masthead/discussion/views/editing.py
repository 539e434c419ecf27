"""Editing a comment, deleting it, voting on it."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from masthead.discussion import errors, operations, permissions, queries
from masthead.discussion.forms import EditForm, VoteForm
from masthead.discussion.models import Comment, VoteKind
from masthead.discussion.views.reader_state import comment_actions
from masthead.discussion.views.responses import HtmxRequest, ensure_readable, private, see_other
from masthead.kit import incoming
from masthead.kit.refusals import Refusal
from masthead.people.models import Person
from masthead.people.permissions import ensure_signed_in


@private
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HtmxRequest, comment_id: int) -> HttpResponse:
    """The form with a comment's text, and its change."""
    now = timezone.now()
    found = queries.comment_by_id(comment_id)
    person = ensure_signed_in(request.user)
    context = {"comment": found, "thread": found.thread, "text": found.body_source, "sentence": ""}
    template = "discussion/_edit_form.html" if request.htmx else "discussion/edit.html"
    if request.method != "POST":
        permissions.ensure_may_edit(person, found, now)
        return render(request, template, context)
    form = EditForm(incoming.form_fields(request))
    form.is_valid()
    text = form.cleaned_data["text"]
    try:
        edited = operations.edit_comment(comment=found, by=person, text=text, now=now)
    except errors.NotYourComment:
        raise
    except Refusal as no:
        context |= {"text": no.facts.get("cleaned", text), "sentence": str(no)}
        return render(request, template, context, status=no.status)
    if not request.htmx:
        return see_other(f"{edited.get_absolute_url()}#comment-{edited.pk}")
    return _comment_response(request, queries.comment_by_id(comment_id), now)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HtmxRequest, comment_id: int) -> HttpResponse:
    """Ask once, then delete a comment."""
    now = timezone.now()
    found = queries.comment_by_id(comment_id)
    person = permissions.ensure_may_delete(request.user, found)
    if request.method != "POST":
        return render(request, "discussion/delete.html", {"comment": found, "thread": found.thread})
    deleted = operations.delete_comment(comment=found, by=person)
    if not request.htmx:
        messages.success(request, _("Your comment is deleted."))
        return see_other(deleted.get_absolute_url() if deleted.shown else found.thread.get_absolute_url())
    deleted = queries.comment_by_id(comment_id)
    if deleted.shown:
        return _comment_response(request, deleted, now)
    context = {"thread": deleted.thread, "removed_ids": [deleted.pk, *queries.removed_ancestors(deleted)]}
    response = render(request, "discussion/_removed_comments.html", context)
    response["HX-Reswap"] = "none"
    return response


def _comment_response(request: HtmxRequest, found: Comment, now: datetime) -> HttpResponse:
    replied_to = queries.addressee_of(found)
    context = {
        "branch": queries.Branch(comment=found, level=0, in_reply_to=replied_to),
        "thread": found.thread,
        "row": comment_actions(request, found, now),
        "comment": found,
    }
    response = render(request, "discussion/_comment_response.html", context)
    response["HX-Retarget"] = f"#comment-body-{found.pk}"
    response["HX-Reswap"] = "outerHTML"
    return response


@private
@require_http_methods(["GET", "HEAD", "POST"])
def votes(request: HtmxRequest, comment_id: int) -> HttpResponse:
    """Agree, disagree, good point: given or taken back."""
    now = timezone.now()
    found = ensure_readable(request, queries.readable_comment(comment_id))
    if request.method != "POST":
        permissions.ensure_may_vote(request.user, found.thread, found, now)
        return render(request, "discussion/votes.html", _votes_context(request, found, now))
    form = VoteForm(incoming.form_fields(request))
    if not form.is_valid():
        raise errors.NoSuchPage
    change = operations.cast_vote if form.cleaned_data["given"] else operations.withdraw_vote
    try:
        person = ensure_signed_in(request.user)
        change(voter=person, comment=found, kind=form.cleaned_data["kind"], now=now)
    except Refusal as no:
        if not request.htmx or not isinstance(request.user, Person):
            raise
        context = _votes_context(request, found, now) | {"sentence": str(no)}
        return render(request, "discussion/_comment_actions.html", context, status=no.status)
    if not request.htmx:
        return see_other(f"{found.get_absolute_url()}#comment-{found.pk}")
    return render(
        request,
        "discussion/_comment_actions.html",
        _votes_context(request, queries.comment_by_id(comment_id), now),
    )


def _votes_context(request: HtmxRequest, comment: Comment, now: datetime) -> dict[str, Any]:
    row = comment_actions(request, comment, now)
    own = cast("queries.ReaderState", row["state"])
    choices = [
        (VoteKind.GOOD_POINT.value, VoteKind.GOOD_POINT.label, comment.good_points, own.good_point),
        (VoteKind.AGREE.value, VoteKind.AGREE.label, comment.ups, own.agrees),
        (VoteKind.DISAGREE.value, VoteKind.DISAGREE.label, comment.downs, own.disagrees),
    ]
    return {"thread": comment.thread, "choices": choices, **row}
