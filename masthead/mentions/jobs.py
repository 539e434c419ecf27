"""Verifying received mentions and sending our own: everything that waits for another server."""

from django.conf import settings
from django.utils import timezone

from masthead.kit.jobs import for_each, job
from masthead.kit.lanes import Lane
from masthead.mentions import events, operations, queries
from masthead.publishing import events as publishing


@job(lane=Lane.OUTSIDE)
def verify_mention(*, mention_id: int) -> None:
    """Verify the page of one mention."""
    operations.verify_mention(mention_id=mention_id, now=timezone.now())


@job(lane=Lane.OUTSIDE)
def recheck_due_mentions() -> None:
    """Verify every mention that is due; in one job, so that many do not delay e-mails."""
    for_each(
        queries.due_for_check(now=timezone.now()),
        lambda mention_id: operations.verify_mention(mention_id=mention_id, now=timezone.now()),
    )


@job(lane=Lane.BULK)
def plan_sending(*, article_id: int) -> None:
    """Plan the mentions to send for a piece."""
    operations.plan_sending(article_id=article_id, now=timezone.now())


@job(lane=Lane.OUTSIDE)
def send_mention(*, sent_id: int) -> None:
    """Send one mention."""
    operations.send_mention(sent_id=sent_id, now=timezone.now())


@job(lane=Lane.OUTSIDE)
def send_due_mentions() -> None:
    """Send every mention that failed before and whose backoff is over."""
    for_each(
        queries.due_to_send(now=timezone.now()),
        lambda sent_id: operations.send_mention(sent_id=sent_id, now=timezone.now()),
    )


def enqueue_verification(event: events.MentionReceived) -> None:
    """A mention was received: queue its verification."""
    verify_mention.enqueue(mention_id=event.mention_id)


def enqueue_sending(event: events.MentionQueued) -> None:
    """A mention is to be sent: queue the job."""
    send_mention.enqueue(sent_id=event.sent_id)


def enqueue_planning(event: publishing.ArticlePublished | publishing.ArticleUnpublished) -> None:
    """A piece was published, changed or withdrawn: plan mentions to the pages it links to, or did."""
    _plan(event.article_id)


def enqueue_planning_for_all(event: publishing.PublicViewsRebuilt) -> None:
    """The open parts of pieces changed, and with them perhaps their links."""
    for article_id in event.article_ids:
        _plan(article_id)


def _plan(article_id: int) -> None:
    if settings.SENDS_MENTIONS and queries.has_outgoing_links(article_id):
        plan_sending.enqueue(article_id=article_id)
