"""Sending mentions to pages that a piece of ours links to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db import transaction

from masthead.kit.addresses import absolute_address
from masthead.kit.bounded_work import NoPlaceForWork, OverBudget, run_bounded
from masthead.kit.events import announce
from masthead.kit.fetching import HTML, FetchRefused, FetchResponse, fetch
from masthead.kit.refusals import Refusal, stored
from masthead.mentions import errors, pingback_xml, queries
from masthead.mentions.discover_endpoint import Endpoint, discover
from masthead.mentions.events import MentionQueued
from masthead.mentions.models import MentionProtocol, SentMention
from masthead.mentions.pages import MAX_PAGE_BYTES, READING_BUDGET
from masthead.publishing import queries as publishing
from masthead.publishing.models import ArticlePage, PublicView

BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (5, 60, 360, 1440))
REQUEUE_AFTER = timedelta(minutes=30)  # should the job be lost, the scheduled job sends it
TOO_MANY, SERVER_FAILED = 429, 500


@dataclass(frozen=True)
class Outcome:
    """The outcome of one attempt. `is_temporary`: it is worth another attempt."""

    state: SentMention.State
    problem: Refusal | None = None
    is_temporary: bool = False
    endpoint: Endpoint | None = None


# --- planning ---------------------------------------------------------------------------------------------


@transaction.atomic
def plan_sending(*, article_id: int, now: datetime) -> None:
    """Queue a mention to every page that the open part of the piece links to, once for each publication.

    Pages that got one and are no longer linked to get one more, so that they find the link gone.
    """
    if not ArticlePage.objects.select_for_update().filter(pk=article_id).exists():
        return
    view = publishing.public_view_of(article_id)
    wanted = queries.outgoing_links(view) if view else []
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
    if not linked and never_told:  # it was never sent, so no removal needs to be sent
        row.next_attempt_at = None
        row.save()
        return
    row.state, row.next_attempt_at = SentMention.State.QUEUED, now + REQUEUE_AFTER
    row.save()
    announce(MentionQueued(sent_id=row.pk))


# --- sending ----------------------------------------------------------------------------------------------


def send_mention(*, sent_id: int, now: datetime) -> None:
    """Send the mention and store the outcome; a temporary failure is retried after a backoff."""
    queued = SentMention.objects.filter(pk=sent_id, state=SentMention.State.QUEUED)
    row = queued.exclude(next_attempt_at=None).first()
    if row is None:
        return
    path = PublicView.objects.filter(article_id=row.article_id).values_list("path", flat=True).first()
    # Whatever happens to this attempt, others have their turn before the next.
    queued.update(next_attempt_at=now + REQUEUE_AFTER if path else None)
    if path is None:
        return
    _record_outcome(row, _attempt(row, source=absolute_address(path)), now=now)


def _attempt(row: SentMention, *, source: str) -> Outcome:
    by = publishing.publication_summary().name
    endpoint = None
    try:
        page = fetch(
            row.target,
            media_types=HTML,
            skip_other_bodies=True,
            max_bytes=MAX_PAGE_BYTES,
            publication_name=by,
        )
        if not page.ok:
            return _by_status(page, None)
        endpoint = run_bounded(READING_BUDGET, discover, page)
        if endpoint is None:
            return Outcome(SentMention.State.NOT_WANTED)
        tell = _send_webmention if endpoint.protocol == MentionProtocol.WEBMENTION else _send_pingback
        return tell(endpoint, source=source, target=row.target, by=by)
    except FetchRefused as no:
        return Outcome(SentMention.State.FAILED, no, is_temporary=no.is_temporary, endpoint=endpoint)
    except NoPlaceForWork as no:
        return Outcome(SentMention.State.FAILED, no, is_temporary=True)
    except OverBudget:
        return Outcome(SentMention.State.FAILED, errors.PageIsTooHard())


def _send_webmention(endpoint: Endpoint, *, source: str, target: str, by: str) -> Outcome:
    body = urlencode({"source": source, "target": target}).encode()
    answer = fetch(
        endpoint.address, post_body=body, media_types=(), skip_other_bodies=True, publication_name=by
    )
    return _by_status(answer, endpoint)


def _send_pingback(endpoint: Endpoint, *, source: str, target: str, by: str) -> Outcome:
    call = pingback_xml.pingback_call(source, target)
    answer = fetch(
        endpoint.address, post_body=call, content_type="text/xml; charset=utf-8", publication_name=by
    )
    if not answer.ok:
        return _by_status(answer, endpoint)
    try:
        fault = pingback_xml.fault_in(answer.body)
    except errors.PingbackCallIsMalformed:
        return Outcome(SentMention.State.FAILED, errors.AnswerIsUnreadable(), endpoint=endpoint)
    if fault is None or fault == pingback_xml.KNOWN_ALREADY:
        return Outcome(SentMention.State.SENT, endpoint=endpoint)
    return Outcome(SentMention.State.FAILED, errors.SiteRefused(number=fault), endpoint=endpoint)


def _by_status(answer: FetchResponse, endpoint: Endpoint | None) -> Outcome:
    if answer.ok and endpoint is not None:
        return Outcome(SentMention.State.SENT, endpoint=endpoint)
    return Outcome(
        SentMention.State.FAILED,
        errors.SiteAnsweredWithStatus(number=answer.status),
        is_temporary=answer.status == TOO_MANY or answer.status >= SERVER_FAILED,
        endpoint=endpoint,
    )


@transaction.atomic
def _record_outcome(row: SentMention, outcome: Outcome, *, now: datetime) -> None:
    now_row = SentMention.objects.select_for_update().filter(pk=row.pk).first()
    if now_row is None or now_row.version != row.version or now_row.linked != row.linked:
        return  # the piece was published again meanwhile: another job sends that
    now_row.state, now_row.next_attempt_at = outcome.state, None
    now_row.problem = stored(outcome.problem) if outcome.problem else ""
    if outcome.endpoint is not None:
        now_row.protocol, now_row.endpoint = outcome.endpoint.protocol, outcome.endpoint.address[:2048]
    if outcome.is_temporary and now_row.attempts < len(BACKOFF):
        now_row.state = SentMention.State.QUEUED
        now_row.next_attempt_at = now + BACKOFF[now_row.attempts]
    now_row.attempts += 1
    if outcome.state == SentMention.State.SENT:
        now_row.sent_at = now
    now_row.save()
