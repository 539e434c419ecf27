"""Looking at pages and telling pages: whatever waits for somebody else's server."""

from django.conf import settings
from django.utils import timezone

from masthead.articles import events as articles
from masthead.kit.jobs import job
from masthead.mentions import events, operations, queries


@job()
def verify(*, mention_id: int) -> None:
    """Look at the page of one mention."""
    operations.verify_mention(mention_id=mention_id, now=timezone.now())


@job()
def look_again() -> None:
    """Look at every page whose turn it is; each by a job of its own would crowd out the mail."""
    for mention_id in queries.due_for_a_look(now=timezone.now()):
        operations.verify_mention(mention_id=mention_id, now=timezone.now())


@job()
def plan(*, article_id: int) -> None:
    """Find out whom to tell of a piece."""
    operations.plan_sending(article_id=article_id, now=timezone.now())


@job()
def send(*, sent_id: int) -> None:
    """Tell one page."""
    operations.send(sent_id=sent_id, now=timezone.now())


@job()
def send_what_is_due() -> None:
    """Tell every page that could not be told before and whose pause is over."""
    for sent_id in queries.due_to_send(now=timezone.now()):
        operations.send(sent_id=sent_id, now=timezone.now())


def look_soon(event: events.MentionReceived) -> None:
    """A page says it mentions us: a job will look."""
    verify.enqueue(mention_id=event.mention_id)


def tell_soon(event: events.MentionToSend) -> None:
    """A page is to be told: a job will."""
    send.enqueue(sent_id=event.sent_id)


def plan_soon(event: articles.ArticlePublished | articles.ArticleUnpublished) -> None:
    """A piece appeared, changed or went: whoever it links to, or did, hears of it."""
    _plan(event.article_id)


def plan_all_soon(event: articles.PublicViewsRebuilt) -> None:
    """The open parts of pieces changed, and with them perhaps their links."""
    for article_id in event.article_ids:
        _plan(article_id)


def _plan(article_id: int) -> None:
    if settings.SENDS_MENTIONS and queries.has_something_to_tell(article_id):
        plan.enqueue(article_id=article_id)
