"""Moderating mentions and the sites they come from. Every action is in the audit log."""

from datetime import datetime

from django.db import transaction

from masthead.audit.operations import record
from masthead.kit.events import announce
from masthead.kit.refusals import stored
from masthead.mentions import errors, permissions, queries
from masthead.mentions.events import MentionsChanged
from masthead.mentions.models import Mention, SourceSite
from masthead.people.models import Person

LONGEST_REASON = 300


@transaction.atomic
def show_mention(*, mention: Mention, by: Person | None, now: datetime) -> Mention:
    """The mention stands under its piece, and the next ones by its site appear at once.

    :raises NotSignedIn, StaffOnly: only moderators, editors and the publisher
    :raises MentionChangedMeanwhile: it is shown already, or gone
    """
    person = permissions.ensure_may_moderate(by)
    mention = _locked(mention)
    if mention.state not in {Mention.State.PENDING, Mention.State.HIDDEN}:
        raise errors.MentionChangedMeanwhile
    mention.state = Mention.State.SHOWN
    # It may have changed while it waited; a page that was never verified is not queued.
    mention.next_check_at = now if mention.checked_at else None
    mention.save(update_fields=["state", "next_check_at"])
    _set_standing(mention.host, SourceSite.Standing.TRUSTED, reason="", now=now)
    record(actor=person, action="mentions.mention.show", subject=mention, now=now)
    announce(MentionsChanged(article_id=mention.article_id))
    return mention


@transaction.atomic
def hide_mention(*, mention: Mention, by: Person | None, reason: str, now: datetime) -> Mention:
    """Hide the mention; it stays hidden when its page changes.

    :raises NotSignedIn, StaffOnly: only moderators, editors and the publisher
    :raises ReasonIsMissing: no reason is given
    :raises MentionChangedMeanwhile: it is hidden already, or gone
    """
    person = permissions.ensure_may_moderate(by)
    reason = _reason(reason)
    mention = _locked(mention)
    if not mention.may_become(Mention.State.HIDDEN):
        raise errors.MentionChangedMeanwhile
    mention.state, mention.next_check_at = Mention.State.HIDDEN, None
    mention.save(update_fields=["state", "next_check_at"])
    record(actor=person, action="mentions.mention.hide", subject=mention, details={"reason": reason}, now=now)
    announce(MentionsChanged(article_id=mention.article_id))
    return mention


@transaction.atomic
def block_site(*, host: str, by: Person | None, reason: str, now: datetime) -> SourceSite:
    """Nothing by this site is shown or taken any more.

    :raises NotSignedIn, StaffOnly: only moderators, editors and the publisher
    :raises ReasonIsMissing: no reason is given
    """
    person = permissions.ensure_may_moderate(by)
    reason = _reason(reason)
    site = _set_standing(host, SourceSite.Standing.BLOCKED, reason=reason, now=now)
    concerned = Mention.objects.select_for_update().filter(queries.blockable_of(host))
    pieces = sorted({mention.article_id for mention in concerned})
    received = concerned.filter(state=Mention.State.RECEIVED)
    received.update(state=Mention.State.REFUSED, problem=stored(errors.SiteIsBlocked()), next_check_at=None)
    Mention.objects.filter(queries.blockable_of(host)).update(state=Mention.State.HIDDEN, next_check_at=None)
    record(actor=person, action="mentions.site.block", subject=site, details={"reason": reason}, now=now)
    for article_id in pieces:
        announce(MentionsChanged(article_id=article_id))
    return site


@transaction.atomic
def unblock_site(*, host: str, by: Person | None, now: datetime) -> None:
    """Mentions by this site are taken again; the first waits for a moderator. What was hidden stays hidden.

    :raises NotSignedIn, StaffOnly: only moderators, editors and the publisher
    :raises MentionChangedMeanwhile: it is not blocked
    """
    person = permissions.ensure_may_moderate(by)
    site = (
        SourceSite.objects.select_for_update().filter(host=host, standing=SourceSite.Standing.BLOCKED).first()
    )
    if site is None:
        raise errors.MentionChangedMeanwhile
    record(actor=person, action="mentions.site.unblock", subject=site, now=now)
    site.delete()


def _locked(mention: Mention) -> Mention:
    return Mention.objects.select_for_update().get(pk=mention.pk)


def _set_standing(host: str, standing: SourceSite.Standing, *, reason: str, now: datetime) -> SourceSite:
    return SourceSite.objects.update_or_create(
        host=host, defaults={"standing": standing, "reason": reason, "set_at": now}
    )[0]


def _reason(words: str) -> str:
    words = " ".join(words.split())[:LONGEST_REASON]
    if not words:
        raise errors.ReasonIsMissing
    return words
