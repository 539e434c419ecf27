"""Where mentions arrive, the part of a piece's page that shows them, and the moderators' page."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from masthead.articles.models import PublicView
from masthead.kit.limits import TooMany
from masthead.kit.refusals import Refusal
from masthead.mentions import errors, operations, permissions, pings, queries
from masthead.mentions.forms import DecisionForm, MentionForm
from masthead.mentions.models import Mention, Road
from masthead.paywall.gate import network_key
from masthead.people.models import Person

private = cache_control(private=True, no_store=True)
FAULTS = {
    errors.CallIsMalformed.code: pings.PARSE_ERROR,
    errors.MethodIsUnknown.code: pings.UNKNOWN_METHOD,
    errors.TargetIsMalformed.code: pings.NOT_A_TARGET,
    errors.TargetIsUnknown.code: pings.NO_TARGET,
    errors.SourceIsTarget.code: pings.NO_LINK,
    errors.SiteIsBlocked.code: pings.ACCESS_DENIED,
    TooMany.code: pings.ACCESS_DENIED,
}


# --- receiving --------------------------------------------------------------------------------------------


@csrf_exempt  # machines send it, and nobody's account has a part in it
@private
@require_http_methods(["GET", "HEAD", "POST"])
def webmention(request: HttpRequest) -> HttpResponse:
    """Take a Webmention (W3C Recommendation, §3.2); for people, the form that sends one."""
    if request.method != "POST":
        return render(request, "mentions/webmention.html", {"form": MentionForm()})
    form = MentionForm(request.POST)
    if not form.is_valid():
        sentences = [sentence for field in form.errors.values() for sentence in field]
        return _not_taken(request, form, " ".join(map(str, sentences)), status=400)
    now = timezone.now()
    try:
        mention, _new = operations.receive_mention(
            **form.cleaned_data, network=_network(request, now=now), now=now
        )
    except Refusal as no:
        form.add_error(None, str(no))
        return _not_taken(request, form, str(no), status=no.status, wait=no.facts.get("seconds"))
    response = _status_page(request, mention, status=201)
    response["Location"] = settings.SITE_URL + reverse("mentions:status", args=[mention.token])
    return response


@private
@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a mention, for whoever sent it."""
    return _status_page(request, queries.by_token(token), status=200)


@csrf_exempt
@private
@require_POST
def pingback(request: HttpRequest) -> HttpResponse:
    """Take a Pingback; what goes wrong is said as XML-RPC says it, with status 200."""
    now = timezone.now()
    try:
        source, target = pings.read_call(request.read(pings.LARGEST_CALL + 1))
        mention, new = operations.receive_mention(
            source=source, target=target, road=Road.PINGBACK, network=_network(request, now=now), now=now
        )
        if not new and mention.state in {Mention.State.WAITING, Mention.State.SHOWN, Mention.State.HIDDEN}:
            body = pings.fault(pings.KNOWN_ALREADY, _("This mention is known. The page is looked at again."))
        else:
            body = pings.accepted(_("Thank you. The page will be looked at soon."))
    except Refusal as no:
        body = pings.fault(FAULTS.get(no.code, pings.GENERIC), str(no))
    return HttpResponse(body, content_type="text/xml; charset=utf-8")


def _status_page(request: HttpRequest, mention: Mention, *, status: int) -> HttpResponse:
    context = {"mention": mention, "piece": queries.case_of(mention).piece}
    return render(request, "mentions/status.html", context, status=status)


def _not_taken(
    request: HttpRequest, form: MentionForm, sentence: str, *, status: int, wait: object = None
) -> HttpResponse:
    if "text/html" in request.headers.get("Accept", ""):
        response = render(request, "mentions/webmention.html", {"form": form}, status=status)
    else:
        response = HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _network(request: HttpRequest, *, now: datetime) -> str:
    return network_key(request.META.get("REMOTE_ADDR", ""), day=now.date())


# --- under a piece ----------------------------------------------------------------------------------------


def elsewhere(view: PublicView, *, may_read: bool) -> tuple[str, dict[str, Any]] | None:
    """The part of a piece's page that shows what others wrote about it; None when nobody did."""
    mentions = queries.elsewhere(view.article_id, may_read=may_read)
    return ("mentions/_elsewhere.html", {"mentions": mentions}) if mentions else None


# --- a moderator decides ----------------------------------------------------------------------------------


@private
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Mentions that wait, those that are shown or hidden, and the sites that are blocked."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    permissions.ensure_may_moderate(_person(request))
    return _desk(request)


@private
@require_POST
def decision(request: HttpRequest, mention_id: int) -> HttpResponse:
    """Show or hide a mention, or block its site; the button says which."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("mentions:desk"))
    person = permissions.ensure_may_moderate(_person(request))
    mention = queries.by_id(mention_id)
    form = DecisionForm(request.POST)
    try:
        if not form.is_valid():
            raise errors.ReasonIsMissing
        sentence = _decide(request.POST.get("decision", ""), mention, person, form.cleaned_data["reason"])
    except Refusal as no:
        return _desk(request, status=no.status, refused={mention_id: str(no)}, typed=request.POST)
    messages.success(request, sentence)
    return redirect("mentions:desk")


@private
@require_POST
def unblock(request: HttpRequest) -> HttpResponse:
    """Take mentions by a site again."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("mentions:desk"))
    person = permissions.ensure_may_moderate(_person(request))
    operations.unblock_site(host=request.POST.get("host", ""), by=person, now=timezone.now())
    messages.success(request, _("Mentions by this site are taken again. The first one waits for you."))
    return redirect("mentions:desk")


def _decide(which: str, mention: Mention, person: Person, reason: str) -> str:
    now = timezone.now()
    match which:
        case "show":
            operations.show_mention(mention=mention, by=person, now=now)
            return _("The mention is shown. The next ones by this site appear at once.")
        case "hide":
            operations.hide_mention(mention=mention, by=person, reason=reason, now=now)
            return _("The mention is hidden.")
        case "block":
            operations.block_site(host=mention.host, by=person, reason=reason, now=now)
            return _("Nothing by this site is shown or taken any more.")
        case _:
            raise errors.DecidedMeanwhile


def _desk(
    request: HttpRequest, *, status: int = 200, refused: dict[int, str] | None = None, typed: Any = None
) -> HttpResponse:
    def item(case: queries.Case) -> dict[str, Any]:
        sentence = (refused or {}).get(case.mention.pk, "")
        form = DecisionForm(typed if sentence else None, auto_id=f"id_{case.mention.pk}_%s")
        return {"case": case, "form": form, "sentence": sentence}

    context = {
        "waiting": [item(case) for case in queries.waiting()],
        "decided": [item(case) for case in queries.newest_decided()],
        "blocked": queries.blocked_sites(),
    }
    return render(request, "mentions/desk.html", context, status=status)


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None
