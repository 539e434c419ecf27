"""Verifying the source page of a mention: when it is received, when it is received again, and by schedule."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from masthead.kit import rate_limits
from masthead.kit.bounded_work import NoPlaceForWork, OverBudget, run_bounded
from masthead.kit.events import announce
from masthead.kit.fetching import HTML, FetchRefused, FetchResponse, fetch, public_addresses
from masthead.kit.refusals import Refusal, stored
from masthead.mentions import errors, queries
from masthead.mentions.events import MentionsChanged
from masthead.mentions.models import Mention, SourceDetails, SourceSite
from masthead.mentions.pages import MAX_PAGE_BYTES, READING_BUDGET
from masthead.mentions.read_source import read_source
from masthead.publishing import queries as publishing

NOT_THERE = frozenset({404, 410})
# Intervals of checks while nothing changes; the last one repeats.
RECHECK_INTERVALS = tuple(timedelta(days=days) for days in (1, 3, 7, 30, 90))
# Backoff after failed checks; then it is given up, a shown mention later than one that was never shown.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (10, 60, 360, 1440, 4320, 10080))
MAX_FIRST_ATTEMPTS, MAX_ATTEMPTS = 3, 6
LOOKS_AT_A_SITE = 60
EMPTY = {"title": "", "author": "", "excerpt": "", "published_at": None}


@dataclass(frozen=True)
class VerificationFailed:
    """Verification failed: the page is gone or does not link to us; `is_temporary`: it may succeed later."""

    why: Refusal
    is_temporary: bool = False


def verify_mention(*, mention_id: int, now: datetime) -> None:
    """Fetch the page and update the mention; without the link it is no longer shown.

    A site that has answered sixty times within an hour is looked at later, whoever named it.
    """
    mention = Mention.objects.filter(pk=mention_id).first()
    if mention is None or mention.state == Mention.State.REFUSED:
        return
    try:
        rate_limits.consume(
            name="looks at a site",
            who=rate_limits.by_us_at(mention.host),
            capacity=LOOKS_AT_A_SITE,
            refill_seconds=3600,
            now=now,
        )
    except rate_limits.RateLimitExceeded as no:
        later = now + timedelta(seconds=no.seconds)
        Mention.objects.filter(pk=mention_id).update(next_check_at=later)
        return
    found, answered_by = _fetch_source(mention, now=now)
    _store_result(mention_id, found, answered_by=answered_by, now=now)


def _fetch_source(mention: Mention, *, now: datetime) -> tuple[SourceDetails | VerificationFailed, str]:
    """The page's details, or why it failed; and the host that answered after redirects."""
    try:
        fetched = fetch(
            mention.source,
            media_types=HTML,
            max_bytes=MAX_PAGE_BYTES,
            publication_name=publishing.publication_summary().name,
        )
    except FetchRefused as no:
        return VerificationFailed(no, is_temporary=no.is_temporary), mention.host
    if not fetched.ok:
        return _no_page(fetched), mention.host
    try:
        found = run_bounded(
            READING_BUDGET, read_source, fetched, target=mention.target, host=mention.host, now=now
        )
    except NoPlaceForWork as no:
        return VerificationFailed(no, is_temporary=True), mention.host
    except OverBudget:
        return VerificationFailed(errors.PageIsTooHard()), mention.host
    return found or VerificationFailed(errors.LinkIsMissing()), public_addresses.parse_address(
        fetched.address
    ).host


def _no_page(fetched: FetchResponse) -> VerificationFailed:
    if fetched.status in NOT_THERE:
        return VerificationFailed(errors.PageIsGone(number=fetched.status))
    return VerificationFailed(errors.PageDidNotAnswer(number=fetched.status), is_temporary=True)


@transaction.atomic
def _store_result(
    mention_id: int, found: SourceDetails | VerificationFailed, *, answered_by: str, now: datetime
) -> None:
    mention = Mention.objects.select_for_update().filter(pk=mention_id).first()
    if mention is None:
        return
    before = _shown_values(mention)
    mention.checked_at = now
    if isinstance(found, SourceDetails):
        _store_details(mention, found, answered_by=answered_by, now=now)
    elif found.is_temporary and mention.failures + 1 < _max_attempts(mention):
        mention.problem = stored(found.why)
        mention.next_check_at = now + BACKOFF[mention.failures]
        mention.failures += 1
    else:
        _store_failure(mention, stored(found.why))
    mention.save()
    if _shown_values(mention) != before:
        announce(MentionsChanged(article_id=mention.article_id))


def _store_details(mention: Mention, details: SourceDetails, *, answered_by: str, now: datetime) -> None:
    changed = False
    for name in EMPTY:
        changed = changed or getattr(mention, name) != getattr(details, name)
        setattr(mention, name, getattr(details, name))
    mention.problem, mention.failures = "", 0
    mention.unchanged_checks = 0 if changed else mention.unchanged_checks + 1
    mention.next_check_at = now + RECHECK_INTERVALS[min(mention.unchanged_checks, len(RECHECK_INTERVALS) - 1)]
    if mention.state == Mention.State.RECEIVED:
        _initial_state(mention, answered_by)
    if mention.state in {Mention.State.HIDDEN, Mention.State.REFUSED}:
        mention.next_check_at = None


def _initial_state(mention: Mention, answered_by: str) -> None:
    """The first mention by a site waits for a moderator; those by sites they know appear at once.

    A site they know may lead on to another, which has to be known itself: anybody can find an open redirect.
    """
    hosts = (
        {mention.host, answered_by}
        if _without_www(answered_by) != _without_www(mention.host)
        else {mention.host}
    )
    standings = {queries.standing_of(host) for host in hosts}
    if SourceSite.Standing.BLOCKED in standings:
        mention.state, mention.problem = Mention.State.REFUSED, stored(errors.SiteIsBlocked())
    elif standings == {SourceSite.Standing.TRUSTED}:
        mention.state = Mention.State.SHOWN
    else:
        mention.state = Mention.State.PENDING


def _without_www(host: str) -> str:
    return host.removeprefix("www.")


def _store_failure(mention: Mention, why: str) -> None:
    for state in (Mention.State.REFUSED, Mention.State.GONE):
        if mention.may_become(state):
            mention.state = state
            break
    for name, nothing in EMPTY.items():  # what its author removed is removed here too
        setattr(mention, name, nothing)
    mention.problem, mention.failures, mention.next_check_at = why, 0, None


def _max_attempts(mention: Mention) -> int:
    return MAX_FIRST_ATTEMPTS if mention.state == Mention.State.RECEIVED else MAX_ATTEMPTS


def _shown_values(mention: Mention) -> tuple[object, ...] | None:
    if mention.state != Mention.State.SHOWN:
        return None
    return tuple(getattr(mention, name) for name in EMPTY)
