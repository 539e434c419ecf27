"""Looking at the page that says it mentions us: the first time, when it says it changed, and by the clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from masthead.articles import queries as articles
from masthead.kit.events import announce
from masthead.kit.fetching import HTML, Fetched, FetchRefused, addresses, fetch
from masthead.kit.refusals import Refusal
from masthead.mentions import errors, queries
from masthead.mentions.events import MentionsChanged
from masthead.mentions.models import Mention, Reading, SourceHost
from masthead.mentions.pages import LARGEST_PAGE
from masthead.mentions.sources import read_source

NOT_THERE = frozenset({404, 410})
# Looked at again after so long, if nothing changed; the last pause stays.
PAUSES = tuple(timedelta(days=days) for days in (1, 3, 7, 30, 90))
# After a look without a proper answer; then it is given up, what was shown later than what never was.
TRIES = tuple(timedelta(minutes=minutes) for minutes in (10, 60, 360, 1440, 4320, 10080))
MOST_FIRST_TRIES, MOST_TRIES = 3, 6
EMPTY = {"title": "", "author": "", "excerpt": "", "published_at": None}


@dataclass(frozen=True)
class Lost:
    """The page is not there, or does not link to us; or, `passing`, nobody can say now."""

    why: Refusal
    passing: bool = False


def verify_mention(*, mention_id: int, now: datetime) -> None:
    """What is known of the mention is what its page says now; without the link it is shown no more."""
    mention = Mention.objects.filter(pk=mention_id).first()
    if mention is None or mention.state == Mention.State.REFUSED:
        return
    found, answered_by = _look(mention, now=now)
    _settle(mention_id, found, answered_by=answered_by, now=now)


def _look(mention: Mention, *, now: datetime) -> tuple[Reading | Lost, str]:
    """What the page says, or why nothing is known of it; and which site answered in the end."""
    try:
        fetched = fetch(mention.source, kinds=HTML, largest=LARGEST_PAGE, by=articles.masthead_line().name)
    except FetchRefused as no:
        return Lost(no, passing=no.passing), mention.host
    if not fetched.ok:
        return _no_page(fetched), mention.host
    found = read_source(fetched, target=mention.target, host=mention.host, now=now)
    return found or Lost(errors.LinkIsMissing()), addresses.read(fetched.address).host


def _no_page(fetched: Fetched) -> Lost:
    if fetched.status in NOT_THERE:
        return Lost(errors.PageIsGone(number=fetched.status))
    return Lost(errors.PageDidNotAnswer(number=fetched.status), passing=True)


@transaction.atomic
def _settle(mention_id: int, found: Reading | Lost, *, answered_by: str, now: datetime) -> None:
    mention = Mention.objects.select_for_update().filter(pk=mention_id).first()
    if mention is None:
        return
    before = _as_shown(mention)
    mention.checked_at = now
    if isinstance(found, Reading):
        _found(mention, found, answered_by=answered_by, now=now)
    elif found.passing and mention.failures + 1 < _most_tries(mention):
        mention.problem = str(found.why)
        mention.next_check_at = now + TRIES[mention.failures]
        mention.failures += 1
    else:
        _lost(mention, str(found.why))
    mention.save()
    if _as_shown(mention) != before:
        announce(MentionsChanged(article_id=mention.article_id))


def _found(mention: Mention, reading: Reading, *, answered_by: str, now: datetime) -> None:
    changed = False
    for name in EMPTY:
        changed = changed or getattr(mention, name) != getattr(reading, name)
        setattr(mention, name, getattr(reading, name))
    mention.problem, mention.failures = "", 0
    mention.quiet_checks = 0 if changed else mention.quiet_checks + 1
    mention.next_check_at = now + PAUSES[min(mention.quiet_checks, len(PAUSES) - 1)]
    if mention.state == Mention.State.RECEIVED:
        _first_place(mention, answered_by)
    if mention.state in {Mention.State.HIDDEN, Mention.State.REFUSED}:
        mention.next_check_at = None


def _first_place(mention: Mention, answered_by: str) -> None:
    """The first mention by a site waits for a moderator; those by sites they know appear at once.

    A site they know may lead on to another, which has to be known itself: anybody can find an open redirect.
    """
    hosts = {mention.host, answered_by} if _bare(answered_by) != _bare(mention.host) else {mention.host}
    standings = {queries.standing_of(host) for host in hosts}
    if SourceHost.Standing.BLOCKED in standings:
        mention.state, mention.problem = Mention.State.REFUSED, str(errors.SiteIsBlocked())
    elif standings == {SourceHost.Standing.TRUSTED}:
        mention.state = Mention.State.SHOWN
    else:
        mention.state = Mention.State.WAITING


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _lost(mention: Mention, why: str) -> None:
    for state in (Mention.State.REFUSED, Mention.State.GONE):
        if mention.may_become(state):
            mention.state = state
            break
    for name, nothing in EMPTY.items():  # what its author took back is kept by us no longer than by them
        setattr(mention, name, nothing)
    mention.problem, mention.failures, mention.next_check_at = why, 0, None


def _most_tries(mention: Mention) -> int:
    return MOST_FIRST_TRIES if mention.state == Mention.State.RECEIVED else MOST_TRIES


def _as_shown(mention: Mention) -> tuple[object, ...] | None:
    if mention.state != Mention.State.SHOWN:
        return None
    return tuple(getattr(mention, name) for name in EMPTY)
