"""The report form and the moderation queue."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from masthead.discussion import permissions
from masthead.discussion import queries as discussion
from masthead.discussion.models import Comment
from masthead.kit import incoming
from masthead.kit.refusals import Refusal
from masthead.mentions import queries as mentions
from masthead.moderation import operations, queries
from masthead.moderation.forms import ActionForm, ReportForm, RestoreForm
from masthead.moderation.queries import QueueItem
from masthead.people.errors import NotSignedIn
from masthead.people.models import Person
from masthead.people.permissions import ensure_signed_in

private = cache_control(private=True, no_store=True)


# --- a reader reports ------------------------------------------------------------------------------------


@private
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The report form; afterwards, thanks."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    person = ensure_signed_in(request.user)
    if permissions.may_moderate(person):
        return _show_queue_item(request, comment_id)
    comment = discussion.readable_comment(comment_id)
    permissions.ensure_may_read(person, comment.thread, timezone.now())
    if request.method != "POST":
        done = queries.report_of(person=person, comment=comment) is not None
        return _report_page(request, comment, None if done else ReportForm())
    form = ReportForm(incoming.form_fields(request))
    if not form.is_valid():
        return _report_page(request, comment, form, status=422)
    try:
        operations.report_comment(comment=comment, by=person, now=timezone.now(), **form.cleaned_data)
    except Refusal as no:
        form.add_error(None, str(no))
        return _report_page(request, comment, form, status=no.status)
    return _report_page(request, comment, None, status=201) if _htmx(request) else redirect(request.path)


def _show_queue_item(request: HttpRequest, comment_id: int) -> HttpResponse:
    """A moderator who presses "Report" gets the moderation form instead."""
    if not _htmx(request):
        return redirect("moderation:comment", comment_id)
    item = queries.queue_item_of(comment_id)
    return render(request, "moderation/_queue_item.html", _with_form(item))


def _report_page(
    request: HttpRequest, comment: Comment, form: ReportForm | None, status: int = 200
) -> HttpResponse:
    template = "moderation/_report.html" if _htmx(request) else "moderation/report.html"
    return render(request, template, {"comment": comment, "form": form}, status=status)


# --- a moderator acts ------------------------------------------------------------------------------------


@private
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The moderation queue, and the latest actions."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    permissions.ensure_may_moderate(_person(request))
    context = {
        "reported": [_with_form(item) for item in queries.queue()],
        "pending": [_with_form(item) for item in queries.pending_items()],
        "actions": queries.newest_actions(),
        "mentions_waiting": mentions.queue_length(),
    }
    return render(request, "moderation/queue.html", context)


@private
@require_safe
def comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """One comment with its reports and the actions on it."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    permissions.ensure_may_moderate(_person(request))
    item = queries.queue_item_of(comment_id)
    return _comment_page(request, item, _with_form(item))


@private
@require_POST
def take_action(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Hide, restore or dismiss; the button says which."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    person = permissions.ensure_may_moderate(_person(request))
    item = queries.queue_item_of(comment_id)
    which = incoming.form(request).name("action")
    form = _form(item, incoming.form_fields(request), restoring=which == "restore" and item.is_hidden)
    if not form.is_valid():
        return _action_refused(request, item, form, status=422)
    try:
        sentence = _act(which, item, person, **form.cleaned_data)
    except Refusal as no:
        item = queries.queue_item_of(comment_id)
        form = _form(item, restoring=item.is_hidden, initial=form.cleaned_data)
        return _action_refused(request, item, form, status=no.status, sentence=str(no))
    if _htmx(request):
        return render(request, "moderation/_action_taken.html", {"item": item, "sentence": sentence})
    messages.success(request, sentence)
    return redirect("moderation:queue")


def _act(which: str, item: QueueItem, person: Person, *, reason: str = "", words: str) -> str:
    """Carry out the action; returns the sentence that confirms it."""
    comment, now = item.comment, timezone.now()
    if which == "hide":
        operations.hide_comment(comment=comment, by=person, reason=reason, words=words, now=now)
        return _("The comment is hidden, and its author has been told why.")
    if which == "restore":
        operations.restore_comment(comment=comment, by=person, words=words, now=now)
        if item.is_pending:
            return _("The comment can be read now.")
        return _("The comment can be read again, and its author has been told why.")
    operations.dismiss_reports(comment=comment, by=person, words=words, now=now)
    return _("The comment stays, and its reports are dismissed.")


def _action_refused(
    request: HttpRequest, item: QueueItem, form: Form, *, status: int, sentence: str = ""
) -> HttpResponse:
    context = {"item": item, "form": form, "sentence": sentence}
    if _htmx(request):
        return render(request, "moderation/_queue_item.html", context, status=status)
    return _comment_page(request, item, context, status=status)


def _comment_page(
    request: HttpRequest, item: QueueItem, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    actions = queries.actions_on(item.comment)
    return render(request, "moderation/comment.html", {"actions": actions, **context}, status=status)


def _with_form(item: QueueItem) -> dict[str, object]:
    return {"item": item, "form": _form(item, restoring=item.is_hidden)}


def _form(
    item: QueueItem, typed: Any = None, *, restoring: bool, initial: dict[str, Any] | None = None
) -> Form:
    shape = RestoreForm if restoring else ActionForm
    return shape(typed, initial=initial, auto_id=f"id_{item.comment.pk}_%s")


# --- the account page ------------------------------------------------------------------------------------


def account_part(person: Person, now: datetime) -> tuple[str, dict[str, object]] | None:  # noqa: ARG001 - the shape of every part
    """For moderators: the length of the queue, and a link to it."""
    if not permissions.may_moderate(person):
        return None
    return "moderation/_account_part.html", {"queue_length": queries.total_queue_length()}


def header_link(person: Person) -> tuple[str, dict[str, object]] | None:
    """For moderators, in the header: a link to the queue, and its length."""
    if not permissions.may_moderate(person):
        return None
    return "moderation/_header_link.html", {"queue_length": queries.total_queue_length()}


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect to sign-in; for a fragment, refuse with a sentence instead."""
    if _htmx(request):
        raise NotSignedIn
    return redirect_to_login(request.get_full_path())
