"""Taking word of a mention. Nothing is fetched here: the page is looked at by a job."""

from dataclasses import asdict
from datetime import datetime, timedelta
from secrets import token_urlsafe
from urllib.parse import urldefrag, urlsplit

from django.conf import settings
from django.db import transaction

from masthead.articles.models import PublicView
from masthead.kit.events import announce
from masthead.kit.fetching import FetchRefused, addresses
from masthead.kit.fetching.addresses import Address
from masthead.kit.limits import spend
from masthead.mentions import errors, queries
from masthead.mentions.events import MentionReceived, MentionsChanged
from masthead.mentions.models import LONGEST_ADDRESS, Mention, Reading, Road, SourceHost

AN_HOUR = 3600
PER_NETWORK, PER_SITE = 30, 60
# Should the job be lost, the clock looks after it.
AT_THE_LATEST = timedelta(minutes=30)


def receive_mention(
    *, source: str, target: str, road: Road = Road.WEBMENTION, network: str, now: datetime
) -> tuple[Mention, bool]:
    """The mention is on the books and its page will be looked at; and whether it is new.

    Heard again, it is the same row, looked at again: that is how a sender says that its page has changed or
    is gone. `network` is a keyed name of where it came from.

    :raises TooMany: from this network, or about this site, in an hour
    :raises SourceIsMalformed, TargetIsMalformed, SourceIsTarget, SourceIsOurs: not two addresses of two sites
    :raises TargetIsUnknown: no published piece is there
    :raises SiteIsBlocked: the moderators take nothing from there
    """
    spend(name="mentions received", who=network, capacity=PER_NETWORK, refill_seconds=AN_HOUR, now=now)
    page, target = _two_pages(source, target)
    view = queries.article_at(target)
    if view is None:
        raise errors.TargetIsUnknown
    if queries.standing_of(page.host) == SourceHost.Standing.BLOCKED:
        raise errors.SiteIsBlocked
    spend(name="mentions of a site", who=page.host, capacity=PER_SITE, refill_seconds=AN_HOUR, now=now)
    return _keep(page, target, view, road, now=now)


@transaction.atomic
def keep_mention(*, view: PublicView, source: str, road: Road, reading: Reading, now: datetime) -> Mention:
    """The mention waits for a moderator with what is known of its page, or stands, where its site is known.

    For what comes from no sender: an archive, the demonstration. Nobody looks at the page.
    """
    page = addresses.read(source)
    trusted = queries.standing_of(page.host) == SourceHost.Standing.TRUSTED
    mention, _ = Mention.objects.update_or_create(
        article_id=view.article_id,
        source=str(page),
        defaults={
            "target": settings.SITE_URL + view.path,
            "host": page.host,
            "road": road,
            "state": Mention.State.SHOWN if trusted else Mention.State.WAITING,
            "token": token_urlsafe(16),
            "received_at": now,
            "next_check_at": None,
            **asdict(reading),
        },
    )
    if trusted:
        announce(MentionsChanged(article_id=view.article_id))
    return mention


def _two_pages(source: str, target: str) -> tuple[Address, str]:
    source, target = source.strip(), urldefrag(target.strip()).url
    if urldefrag(source).url == target:
        raise errors.SourceIsTarget
    try:
        ours = urlsplit(target)
        right = ours.scheme in {"http", "https"} and queries.is_ours((ours.hostname or "").lower())
    except ValueError:
        right = False
    if not right or len(target) > LONGEST_ADDRESS:
        raise errors.TargetIsMalformed
    try:
        page = addresses.read(source)
    except FetchRefused:
        raise errors.SourceIsMalformed from None
    if len(str(page)) > LONGEST_ADDRESS:
        raise errors.SourceIsMalformed
    if queries.is_ours(page.host):
        raise errors.SourceIsOurs
    return page, target


@transaction.atomic
def _keep(page: Address, target: str, view: PublicView, road: Road, *, now: datetime) -> tuple[Mention, bool]:
    mention, new = Mention.objects.select_for_update().get_or_create(
        article_id=view.article_id,
        source=str(page),
        defaults={
            "target": target,
            "host": page.host,
            "road": road,
            "token": token_urlsafe(16),
            "received_at": now,
            "next_check_at": now + AT_THE_LATEST,
        },
    )
    if not new:
        if mention.may_become(Mention.State.RECEIVED):
            mention.state, mention.failures = Mention.State.RECEIVED, 0
        mention.target, mention.road = target, road
        mention.next_check_at = now + AT_THE_LATEST
        mention.save(update_fields=["state", "failures", "target", "road", "next_check_at"])
    announce(MentionReceived(mention_id=mention.pk))
    return mention, new
