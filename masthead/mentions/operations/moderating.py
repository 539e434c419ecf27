"""What moderators decide about mentions and the sites they come from. Every decision is in the book."""

from datetime import datetime

from django.db import transaction

from masthead.audit.operations import record
from masthead.kit.events import announce
from masthead.mentions import errors, permissions, queries
from masthead.mentions.events import MentionsChanged
from masthead.mentions.models import Mention, SourceHost
from masthead.people.models import Person

LONGEST_REASON = 300


@transaction.atomic
def show_mention(*, mention: Mention, by: Person | None, now: datetime) -> Mention:
    """The mention stands under its piece, and the next ones by its site appear at once.

    :raises SignInFirst, StaffOnly: only moderators, editors and the publisher
    :raises DecidedMeanwhile: it is shown already, or gone
    """
    person = permissions.ensure_may_moderate(by)
    mention = _as_it_is_now(mention)
    if mention.state not in {Mention.State.WAITING, Mention.State.HIDDEN}:
        raise errors.DecidedMeanwhile
    mention.state = Mention.State.SHOWN
    # It may have changed while it waited; a page that was never looked at stays so.
    mention.next_check_at = now if mention.checked_at else None
    mention.save(update_fields=["state", "next_check_at"])
    _stand(mention.host, SourceHost.Standing.TRUSTED, reason="", now=now)
    record(actor=person, action="mentions.mention.show", subject=mention, now=now)
    announce(MentionsChanged(article_id=mention.article_id))
    return mention


@transaction.atomic
def hide_mention(*, mention: Mention, by: Person | None, reason: str, now: datetime) -> Mention:
    """Nobody sees the mention, and it stays so when its page changes.

    :raises SignInFirst, StaffOnly: only moderators, editors and the publisher
    :raises ReasonIsMissing: no reason is given
    :raises DecidedMeanwhile: it is hidden already, or gone
    """
    person = permissions.ensure_may_moderate(by)
    reason = _reason(reason)
    mention = _as_it_is_now(mention)
    if not mention.may_become(Mention.State.HIDDEN):
        raise errors.DecidedMeanwhile
    mention.state, mention.next_check_at = Mention.State.HIDDEN, None
    mention.save(update_fields=["state", "next_check_at"])
    record(actor=person, action="mentions.mention.hide", subject=mention, details={"reason": reason}, now=now)
    announce(MentionsChanged(article_id=mention.article_id))
    return mention


@transaction.atomic
def block_site(*, host: str, by: Person | None, reason: str, now: datetime) -> SourceHost:
    """Nothing by this site is shown or taken any more.

    :raises SignInFirst, StaffOnly: only moderators, editors and the publisher
    :raises ReasonIsMissing: no reason is given
    """
    person = permissions.ensure_may_moderate(by)
    reason = _reason(reason)
    site = _stand(host, SourceHost.Standing.BLOCKED, reason=reason, now=now)
    concerned = Mention.objects.select_for_update().filter(queries.unsettled_of(host))
    pieces = sorted({mention.article_id for mention in concerned})
    received = concerned.filter(state=Mention.State.RECEIVED)
    received.update(
        state=Mention.State.REFUSED, problem=str(errors.SiteIsBlocked.sentence), next_check_at=None
    )
    Mention.objects.filter(queries.unsettled_of(host)).update(state=Mention.State.HIDDEN, next_check_at=None)
    record(actor=person, action="mentions.site.block", subject=site, details={"reason": reason}, now=now)
    for article_id in pieces:
        announce(MentionsChanged(article_id=article_id))
    return site


@transaction.atomic
def unblock_site(*, host: str, by: Person | None, now: datetime) -> None:
    """Mentions by this site are taken again; the first waits for a moderator. What was hidden stays hidden.

    :raises SignInFirst, StaffOnly: only moderators, editors and the publisher
    :raises DecidedMeanwhile: it is not blocked
    """
    person = permissions.ensure_may_moderate(by)
    site = (
        SourceHost.objects.select_for_update().filter(host=host, standing=SourceHost.Standing.BLOCKED).first()
    )
    if site is None:
        raise errors.DecidedMeanwhile
    record(actor=person, action="mentions.site.unblock", subject=site, now=now)
    site.delete()


def _as_it_is_now(mention: Mention) -> Mention:
    return Mention.objects.select_for_update().get(pk=mention.pk)


def _stand(host: str, standing: SourceHost.Standing, *, reason: str, now: datetime) -> SourceHost:
    return SourceHost.objects.update_or_create(
        host=host, defaults={"standing": standing, "reason": reason, "decided_at": now}
    )[0]


def _reason(words: str) -> str:
    words = " ".join(words.split())[:LONGEST_REASON]
    if not words:
        raise errors.ReasonIsMissing
    return words
