"""The endpoints, the part of the article page that shows mentions, and their moderation queue."""

from typing import Any

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

from masthead.kit import incoming
from masthead.kit.addresses import absolute_address
from masthead.kit.rate_limits import RateLimitExceeded
from masthead.kit.refusals import Refusal
from masthead.mentions import errors, operations, permissions, pingback_xml, queries
from masthead.mentions.dependencies import MentionsOf
from masthead.mentions.forms import MentionActionForm, MentionForm
from masthead.mentions.models import Mention, MentionProtocol
from masthead.paywall import gate
from masthead.people.models import Person
from masthead.publishing.models import PublicView
from masthead.reading.contributions import ArticlePart

private = cache_control(private=True, no_store=True)
FAULTS = {
    errors.PingbackCallIsMalformed.code: pingback_xml.PARSE_ERROR,
    incoming.SentTooMuch.code: pingback_xml.PARSE_ERROR,
    errors.PingbackMethodIsUnknown.code: pingback_xml.UNKNOWN_METHOD,
    errors.TargetIsMalformed.code: pingback_xml.NOT_A_TARGET,
    errors.TargetIsUnknown.code: pingback_xml.NO_TARGET,
    errors.SourceIsTarget.code: pingback_xml.NO_LINK,
    errors.SiteIsBlocked.code: pingback_xml.ACCESS_DENIED,
    RateLimitExceeded.code: pingback_xml.ACCESS_DENIED,
}


# --- receiving --------------------------------------------------------------------------------------------


@csrf_exempt  # sent by programs, without a session
@private
@require_http_methods(["GET", "HEAD", "POST"])
def webmention(request: HttpRequest) -> HttpResponse:
    """Take a Webmention (W3C Recommendation, §3.2); for people, the form that sends one."""
    if request.method != "POST":
        return render(request, "mentions/webmention.html", {"form": MentionForm()})
    form = MentionForm(incoming.form_fields(request))
    if not form.is_valid():
        sentences = [sentence for field in form.errors.values() for sentence in field]
        return _form_refused(request, form, " ".join(map(str, sentences)), status=400)
    now = timezone.now()
    try:
        mention, _new = operations.receive_mention(
            **form.cleaned_data, network=gate.network_of(request, now=now), now=now
        )
    except Refusal as no:
        form.add_error(None, str(no))
        return _form_refused(request, form, str(no), status=no.status, wait=no.facts.get("seconds"))
    response = _status_page(request, mention, status=201)
    response["Location"] = absolute_address(reverse("mentions:status", args=[mention.token]))
    return response


@private
@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """The status page of a mention, for whoever sent it."""
    return _status_page(request, queries.mention_by_token(token), status=200)


@csrf_exempt
@private
@require_POST
def pingback(request: HttpRequest) -> HttpResponse:
    """Take a Pingback; errors are XML-RPC faults with status 200."""
    now = timezone.now()
    try:
        source, target = pingback_xml.read_call(incoming.body(request, most=pingback_xml.MAX_CALL_BYTES))
        mention, new = operations.receive_mention(
            source=source,
            target=target,
            protocol=MentionProtocol.PINGBACK,
            network=gate.network_of(request, now=now),
            now=now,
        )
        if not new and mention.state in {Mention.State.PENDING, Mention.State.SHOWN, Mention.State.HIDDEN}:
            body = pingback_xml.fault_response(
                pingback_xml.KNOWN_ALREADY, _("This mention is known. The page is looked at again.")
            )
        else:
            body = pingback_xml.success_response(_("Thank you. The page will be looked at soon."))
    except Refusal as no:
        body = pingback_xml.fault_response(FAULTS.get(no.code, pingback_xml.GENERIC), str(no))
    return HttpResponse(body, content_type="text/xml; charset=utf-8")


def _status_page(request: HttpRequest, mention: Mention, *, status: int) -> HttpResponse:
    context = {"mention": mention, "piece": queries.queue_item_of(mention).piece}
    return render(request, "mentions/status.html", context, status=status)


def _form_refused(
    request: HttpRequest, form: MentionForm, sentence: str, *, status: int, wait: object = None
) -> HttpResponse:
    if "text/html" in incoming.headers(request).text("Accept", most=4_096):
        response = render(request, "mentions/webmention.html", {"form": form}, status=status)
    else:
        response = HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    if wait:
        response["Retry-After"] = str(wait)
    return response


# --- under a piece ----------------------------------------------------------------------------------------


def article_part(view: PublicView, may_read: bool) -> ArticlePart:
    """The part of a piece's page that shows what others wrote about it; nothing when nobody did."""
    mentions = queries.shown_mentions(view.article_id, may_read=may_read)
    depends_on = (MentionsOf(view.article_id),)
    if not mentions:
        return ArticlePart(depends_on)
    return ArticlePart(depends_on, "mentions/_shown_mentions.html", {"mentions": mentions})


# --- a moderator acts ------------------------------------------------------------------------------------


@private
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Mentions that wait, those that are shown or hidden, and the sites that are blocked."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    permissions.ensure_may_moderate(_person(request))
    return _queue_page(request)


@private
@require_POST
def take_action(request: HttpRequest, mention_id: int) -> HttpResponse:
    """Show or hide a mention, or block its site; the button says which."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("mentions:queue"))
    person = permissions.ensure_may_moderate(_person(request))
    mention = queries.by_id(mention_id)
    form = MentionActionForm(incoming.form_fields(request))
    try:
        if not form.is_valid():
            raise errors.ReasonIsMissing
        sentence = _act(incoming.form(request).name("action"), mention, person, form.cleaned_data["reason"])
    except Refusal as no:
        return _queue_page(
            request, status=no.status, refused={mention_id: str(no)}, typed=incoming.form_fields(request)
        )
    messages.success(request, sentence)
    return redirect("mentions:queue")


@private
@require_POST
def unblock(request: HttpRequest) -> HttpResponse:
    """Take mentions by a site again."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("mentions:queue"))
    person = permissions.ensure_may_moderate(_person(request))
    operations.unblock_site(host=incoming.form(request).text("host", most=300), by=person, now=timezone.now())
    messages.success(request, _("Mentions by this site are taken again. The first one waits for you."))
    return redirect("mentions:queue")


def _act(which: str, mention: Mention, person: Person, reason: str) -> str:
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
            raise errors.MentionChangedMeanwhile


def _queue_page(
    request: HttpRequest, *, status: int = 200, refused: dict[int, str] | None = None, typed: Any = None
) -> HttpResponse:
    def entry(item: queries.QueueItem) -> dict[str, Any]:
        sentence = (refused or {}).get(item.mention.pk, "")
        form = MentionActionForm(typed if sentence else None, auto_id=f"id_{item.mention.pk}_%s")
        return {"item": item, "form": form, "sentence": sentence}

    context = {
        "pending": [entry(item) for item in queries.pending_items()],
        "moderated": [entry(item) for item in queries.newest_moderated()],
        "blocked": queries.blocked_sites(),
    }
    return render(request, "mentions/queue.html", context, status=status)


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None
