"""Receiving a mention. Nothing is fetched here: a job verifies the page."""

from dataclasses import asdict
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.db import transaction

from masthead.kit import rate_limits
from masthead.kit.addresses import absolute_address, parts_of
from masthead.kit.events import announce
from masthead.kit.fetching import FetchRefused, public_addresses
from masthead.kit.fetching.public_addresses import Address
from masthead.mentions import errors, queries
from masthead.mentions.events import MentionReceived, MentionsChanged
from masthead.mentions.models import MAX_ADDRESS_LENGTH, Mention, MentionProtocol, SourceDetails, SourceSite
from masthead.publishing.models import PublicView

HOUR_SECONDS = 3600
PER_NETWORK = 30
# Should the job be lost, the scheduled check picks the mention up.
REQUEUE_AFTER = timedelta(minutes=30)


def receive_mention(
    *,
    source: str,
    target: str,
    protocol: MentionProtocol = MentionProtocol.WEBMENTION,
    network: str,
    now: datetime,
) -> tuple[Mention, bool]:
    """Store the mention and queue its verification; returns it and whether it is new.

    Received again, it is the same row, verified again: that is how a sender says that its page has changed or
    is gone. `network` is a keyed name of where it came from.

    :raises RateLimitExceeded: from this network in an hour. Anybody can name a site, so nothing is refused
        for its sake: how often it is looked at is limited when it is
    :raises SourceIsMalformed, TargetIsMalformed, SourceIsTarget, SourceIsOwnPage: not two pages of two sites
    :raises TargetIsUnknown: no published piece is there
    :raises SiteIsBlocked: the moderators take nothing from there
    """
    rate_limits.consume(
        name="mentions received",
        who=rate_limits.by_network(network),
        capacity=PER_NETWORK,
        refill_seconds=HOUR_SECONDS,
        now=now,
    )
    page, target = _ensure_two_sites(source, target)
    view = queries.article_at(target)
    if view is None:
        raise errors.TargetIsUnknown
    if queries.standing_of(page.host) == SourceSite.Standing.BLOCKED:
        raise errors.SiteIsBlocked
    return _store(page, target, view, protocol, now=now)


@transaction.atomic
def add_mention(
    *, view: PublicView, source: str, protocol: MentionProtocol, details: SourceDetails, now: datetime
) -> Mention:
    """Store a mention with known details: pending, or shown at once where its site is trusted.

    For mentions without a sender: an archive, the demonstration. The page is not verified.
    """
    page = public_addresses.parse_address(source)
    trusted = queries.standing_of(page.host) == SourceSite.Standing.TRUSTED
    mention, _ = Mention.objects.update_or_create(
        article_id=view.article_id,
        source=str(page),
        defaults={
            "target": absolute_address(view.path),
            "host": page.host,
            "protocol": protocol,
            "state": Mention.State.SHOWN if trusted else Mention.State.PENDING,
            "token": token_urlsafe(16),
            "received_at": now,
            "next_check_at": None,
            **asdict(details),
        },
    )
    if trusted:
        announce(MentionsChanged(article_id=view.article_id))
    return mention


def _ensure_two_sites(source: str, target: str) -> tuple[Address, str]:
    source, target = source.strip(), target.strip().partition("#")[0]
    if source.partition("#")[0] == target:
        raise errors.SourceIsTarget
    ours = parts_of(target)
    right = ours.scheme in {"http", "https"} and queries.is_own_host((ours.hostname or "").lower())
    if not right or len(target) > MAX_ADDRESS_LENGTH:
        raise errors.TargetIsMalformed
    try:
        page = public_addresses.parse_address(source)
    except FetchRefused:
        raise errors.SourceIsMalformed from None
    if len(str(page)) > MAX_ADDRESS_LENGTH:
        raise errors.SourceIsMalformed
    if queries.is_own_host(page.host):
        raise errors.SourceIsOwnPage
    return page, target


@transaction.atomic
def _store(
    page: Address, target: str, view: PublicView, protocol: MentionProtocol, *, now: datetime
) -> tuple[Mention, bool]:
    mention, new = Mention.objects.select_for_update().get_or_create(
        article_id=view.article_id,
        source=str(page),
        defaults={
            "target": target,
            "host": page.host,
            "protocol": protocol,
            "token": token_urlsafe(16),
            "received_at": now,
            "next_check_at": now + REQUEUE_AFTER,
        },
    )
    if not new:
        if mention.may_become(Mention.State.RECEIVED):
            mention.state, mention.failures = Mention.State.RECEIVED, 0
        mention.target, mention.protocol = target, protocol
        mention.next_check_at = now + REQUEUE_AFTER
        mention.save(update_fields=["state", "failures", "target", "protocol", "next_check_at"])
    announce(MentionReceived(mention_id=mention.pk))
    return mention, new
