"""Telling other pages that a piece of ours links to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from masthead.articles import queries as articles
from masthead.articles.models import ArticlePage, PublicView
from masthead.kit.events import announce
from masthead.kit.fetching import HTML, Fetched, FetchRefused, fetch
from masthead.mentions import pings, queries
from masthead.mentions.endpoints import Endpoint, discover
from masthead.mentions.errors import CallIsMalformed
from masthead.mentions.events import MentionToSend
from masthead.mentions.models import Road, SentMention
from masthead.mentions.pages import LARGEST_PAGE

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 60, 360, 1440))
AT_THE_LATEST = timedelta(minutes=30)  # should the job be lost, the clock looks after it
TOO_MANY, SERVER_FAILED = 429, 500


@dataclass(frozen=True)
class Outcome:
    """How one attempt ended. `passing`: another one may end better."""

    state: SentMention.State
    problem: str = ""
    passing: bool = False
    endpoint: Endpoint | None = None


# --- planning ---------------------------------------------------------------------------------------------


@transaction.atomic
def plan_sending(*, article_id: int, now: datetime) -> None:
    """Every page that the open part of the piece links to will be told, once for each time it is published.

    Pages that were told and are linked to no longer are told once more: they will find the link gone.
    """
    if not ArticlePage.objects.select_for_update().filter(pk=article_id).exists():
        return
    view = articles.public_view_of(article_id)
    wanted = queries.links_out_of(view) if view else []
    known = {row.target: row for row in SentMention.objects.filter(article_id=article_id)}
    for target in wanted:
        row = known.get(target, SentMention(article_id=article_id, target=target))
        if view and (target not in known or not row.linked or row.version != view.updated_at):
            _queue(row, linked=True, version=view.updated_at, now=now)
    for target, row in known.items():
        if target not in wanted and row.linked:
            _queue(row, linked=False, version=now, now=now)


def _queue(row: SentMention, *, linked: bool, version: datetime, now: datetime) -> None:
    never_told = row.sent_at is None
    row.linked, row.version, row.attempts, row.problem = linked, version, 0, ""
    if not linked and never_told:  # nobody knows of it, so nobody has to forget it
        row.next_try_at = None
        row.save()
        return
    row.state, row.next_try_at = SentMention.State.QUEUED, now + AT_THE_LATEST
    row.save()
    announce(MentionToSend(sent_id=row.pk))


# --- sending ----------------------------------------------------------------------------------------------


def send(*, sent_id: int, now: datetime) -> None:
    """The page has been told, or it is known why not; what may pass is tried again after a pause."""
    row = SentMention.objects.filter(pk=sent_id, state=SentMention.State.QUEUED).first()
    if row is None or row.next_try_at is None:
        return
    path = PublicView.objects.filter(article_id=row.article_id).values_list("path", flat=True).first()
    if path is None:
        return
    _note(row, _attempt(row, source=settings.SITE_URL + path), now=now)


def _attempt(row: SentMention, *, source: str) -> Outcome:
    by = articles.masthead_line().name
    endpoint = None
    try:
        page = fetch(row.target, kinds=HTML, others_without_body=True, largest=LARGEST_PAGE, by=by)
        if not page.ok:
            return _by_status(page, None)
        endpoint = discover(page)
        if endpoint is None:
            return Outcome(SentMention.State.NOT_WANTED)
        tell = _tell_by_webmention if endpoint.road == Road.WEBMENTION else _tell_by_pingback
        return tell(endpoint, source=source, target=row.target, by=by)
    except FetchRefused as no:
        return Outcome(SentMention.State.FAILED, str(no), passing=no.passing, endpoint=endpoint)


def _tell_by_webmention(endpoint: Endpoint, *, source: str, target: str, by: str) -> Outcome:
    body = urlencode({"source": source, "target": target}).encode()
    answer = fetch(endpoint.address, post=body, kinds=(), others_without_body=True, by=by)
    return _by_status(answer, endpoint)


def _tell_by_pingback(endpoint: Endpoint, *, source: str, target: str, by: str) -> Outcome:
    call = pings.call(source, target)
    answer = fetch(endpoint.address, post=call, sent_as="text/xml; charset=utf-8", by=by)
    if not answer.ok:
        return _by_status(answer, endpoint)
    try:
        fault = pings.fault_in(answer.body)
    except CallIsMalformed:
        return Outcome(SentMention.State.FAILED, _("The answer was none."), endpoint=endpoint)
    if fault is None or fault == pings.KNOWN_ALREADY:
        return Outcome(SentMention.State.SENT, endpoint=endpoint)
    problem = _("The site refused it (fault %(number)s).") % {"number": fault}
    return Outcome(SentMention.State.FAILED, problem, endpoint=endpoint)


def _by_status(answer: Fetched, endpoint: Endpoint | None) -> Outcome:
    if answer.ok and endpoint is not None:
        return Outcome(SentMention.State.SENT, endpoint=endpoint)
    return Outcome(
        SentMention.State.FAILED,
        _("The site answered with status %(number)s.") % {"number": answer.status},
        passing=answer.status == TOO_MANY or answer.status >= SERVER_FAILED,
        endpoint=endpoint,
    )


@transaction.atomic
def _note(row: SentMention, outcome: Outcome, *, now: datetime) -> None:
    now_row = SentMention.objects.select_for_update().filter(pk=row.pk).first()
    if now_row is None or now_row.version != row.version or now_row.linked != row.linked:
        return  # the piece was published again meanwhile: that is told by a job of its own
    now_row.state, now_row.problem, now_row.next_try_at = outcome.state, outcome.problem, None
    if outcome.endpoint is not None:
        now_row.road, now_row.endpoint = outcome.endpoint.road, outcome.endpoint.address[:2048]
    if outcome.passing and now_row.attempts < len(PAUSES):
        now_row.state = SentMention.State.QUEUED
        now_row.next_try_at = now + PAUSES[now_row.attempts]
    now_row.attempts += 1
    if outcome.state == SentMention.State.SENT:
        now_row.sent_at = now
    now_row.save()
