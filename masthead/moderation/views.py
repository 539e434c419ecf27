"""The form with which readers report, and the moderators' desk."""

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
from masthead.kit.refusals import Refusal
from masthead.mentions import queries as mentions
from masthead.moderation import operations, queries
from masthead.moderation.forms import DecisionForm, ReportForm, RestoringForm
from masthead.moderation.queries import Case
from masthead.people.errors import SignInFirst
from masthead.people.models import Person
from masthead.people.permissions import ensure_signed_in

private = cache_control(private=True, no_store=True)


# --- a reader reports ------------------------------------------------------------------------------------


@private
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The form that tells the moderators what is wrong with a comment; afterwards, thanks."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    person = ensure_signed_in(request.user)
    if permissions.may_moderate(person):
        return _decide_instead(request, comment_id)
    comment = discussion.readable_comment(comment_id)
    permissions.ensure_may_read(person, comment.thread, timezone.now())
    if request.method != "POST":
        done = queries.report_of(person=person, comment=comment) is not None
        return _report_page(request, comment, None if done else ReportForm())
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _report_page(request, comment, form, status=422)
    try:
        operations.report_comment(comment=comment, by=person, now=timezone.now(), **form.cleaned_data)
    except Refusal as no:
        form.add_error(None, str(no))
        return _report_page(request, comment, form, status=no.status)
    return _report_page(request, comment, None, status=201) if _htmx(request) else redirect(request.path)


def _decide_instead(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Moderators do not report, they decide."""
    if not _htmx(request):
        return redirect("moderation:comment", comment_id)
    case = queries.case_of(comment_id)
    return render(request, "moderation/_case.html", _with_form(case))


def _report_page(
    request: HttpRequest, comment: Comment, form: ReportForm | None, status: int = 200
) -> HttpResponse:
    template = "moderation/_report.html" if _htmx(request) else "moderation/report.html"
    return render(request, template, {"comment": comment, "form": form}, status=status)


# --- a moderator decides ---------------------------------------------------------------------------------


@private
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Everything that waits for a decision, and what was decided last."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    permissions.ensure_may_moderate(_person(request))
    context = {
        "reported": [_with_form(case) for case in queries.queue()],
        "waiting": [_with_form(case) for case in queries.waiting()],
        "decisions": queries.newest_decisions(),
        "mentions_waiting": mentions.to_decide(),
    }
    return render(request, "moderation/queue.html", context)


@private
@require_safe
def comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """One comment, what was reported about it and what was decided."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    permissions.ensure_may_moderate(_person(request))
    case = queries.case_of(comment_id)
    return _comment_page(request, case, _with_form(case))


@private
@require_POST
def decision(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Hide, restore or dismiss; the button says which."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    person = permissions.ensure_may_moderate(_person(request))
    case = queries.case_of(comment_id)
    which = request.POST.get("decision", "")
    form = _form(case, request.POST, restoring=which == "restore" and case.is_hidden)
    if not form.is_valid():
        return _undecided(request, case, form, status=422)
    try:
        sentence = _decide(which, case, person, **form.cleaned_data)
    except Refusal as no:
        case = queries.case_of(comment_id)
        form = _form(case, restoring=case.is_hidden, initial=form.cleaned_data)
        return _undecided(request, case, form, status=no.status, sentence=str(no))
    if _htmx(request):
        return render(request, "moderation/_decided.html", {"case": case, "sentence": sentence})
    messages.success(request, sentence)
    return redirect("moderation:queue")


def _decide(which: str, case: Case, person: Person, *, reason: str = "", words: str) -> str:
    """Carry out the decision; the sentence that says so."""
    comment, now = case.comment, timezone.now()
    if which == "hide":
        operations.hide_comment(comment=comment, by=person, reason=reason, words=words, now=now)
        return _("The letter is hidden, and its author has been told why.")
    if which == "restore":
        operations.restore_comment(comment=comment, by=person, words=words, now=now)
        if case.is_waiting:
            return _("The letter can be read now.")
        return _("The letter can be read again, and its author has been told why.")
    operations.dismiss_reports(comment=comment, by=person, words=words, now=now)
    return _("The letter stays, and its reports are done with.")


def _undecided(
    request: HttpRequest, case: Case, form: Form, *, status: int, sentence: str = ""
) -> HttpResponse:
    context = {"case": case, "form": form, "sentence": sentence}
    if _htmx(request):
        return render(request, "moderation/_case.html", context, status=status)
    return _comment_page(request, case, context, status=status)


def _comment_page(
    request: HttpRequest, case: Case, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    decisions = queries.decisions_about(case.comment)
    return render(request, "moderation/comment.html", {"decisions": decisions, **context}, status=status)


def _with_form(case: Case) -> dict[str, Any]:
    return {"case": case, "form": _form(case, restoring=case.is_hidden)}


def _form(case: Case, typed: Any = None, *, restoring: bool, initial: dict[str, Any] | None = None) -> Form:
    shape = RestoringForm if restoring else DecisionForm
    return shape(typed, initial=initial, auto_id=f"id_{case.comment.pk}_%s")


# --- the account page ------------------------------------------------------------------------------------


def account_part(person: Person, now: datetime) -> tuple[str, dict[str, Any]] | None:  # noqa: ARG001 - the shape of every part
    """For those who moderate: how much waits, and the way there."""
    if not permissions.may_moderate(person):
        return None
    return "moderation/_account_part.html", {"to_decide": queries.all_to_decide()}


def way_to_moderation(person: Person) -> tuple[str, dict[str, Any]] | None:
    """For those who moderate, in the header: the way there, and how much waits."""
    if not permissions.may_moderate(person):
        return None
    return "moderation/_you.html", {"to_decide": queries.all_to_decide()}


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a fragment says it in a sentence instead."""
    if _htmx(request):
        raise SignInFirst
    return redirect_to_login(request.get_full_path())
