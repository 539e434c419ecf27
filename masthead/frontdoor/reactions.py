"""Which finished pages stop being true when something happens."""

from datetime import datetime

from django.utils import timezone

from masthead.articles import events as articles
from masthead.discussion import events as discussion
from masthead.frontdoor import operations, queries
from masthead.frontdoor.memory import POLICY, PUBLICATION
from masthead.kit.events import Event
from masthead.memberships import events as memberships
from masthead.mentions import events as mentions
from masthead.paywall import events as paywall
from masthead.people import events as people

PieceChanged = articles.ArticlePublished | articles.ArticleUnpublished
ThreadChanged = (
    discussion.ThreadOpened
    | discussion.ThreadChanged
    | discussion.ThreadClosed
    | discussion.CommentPosted
    | discussion.CommentDeleted
    | discussion.CommentHidden
    | discussion.CommentRestored
)


def _now() -> datetime:
    return timezone.now()  # a reaction is a door of its own: events carry no time


def forget_piece(event: PieceChanged) -> None:
    """The piece's page, every list that may show it and the pieces that may name it."""
    _forget(event.article_id)


def forget_pieces(event: articles.PublicViewsRebuilt) -> None:
    """The pages of all these pieces, every list and the pieces that may name them."""
    _forget(*event.article_ids)


def forget_lists(event: articles.SubjectsChanged) -> None:  # noqa: ARG001 - what happened does not matter
    """Every list, and the pages that name their series."""
    operations.drop(tags=["lists", "in-series"], now=_now())


def _forget(*article_ids: int) -> None:
    own = (f"piece-{pk}" for pk in article_ids)
    operations.drop(tags=[*own, *queries.tags_beside(article_ids), *queries.tags_of_lists()], now=_now())


def forget_elsewhere(event: mentions.MentionsChanged) -> None:
    """The piece's page, which shows what others wrote; no list does."""
    operations.drop(tags=[f"piece-{event.article_id}"], now=_now())


def forget_thread(event: ThreadChanged) -> None:
    """The pages that show the thread, and those that count its comments."""
    operations.drop(tags=[f"thread-{event.thread_id}", *queries.tags_counting(event.thread_id)], now=_now())


def forget_comments(event: discussion.CommentEdited | discussion.VoteCast) -> None:
    """The pages that show the thread; no count changes."""
    operations.drop(tags=[f"thread-{event.thread_id}"], now=_now())


def forget_everything(event: Event) -> None:  # noqa: ARG001 - what happened does not matter
    """Every page: its header, or a name that may stand anywhere."""
    operations.drop(tags=[PUBLICATION], now=_now())


def forget_offers(event: memberships.PlansChanged) -> None:  # noqa: ARG001
    """Every page that shows plans and prices."""
    operations.drop(tags=["offer"], now=_now())


def forget_policy(event: paywall.PolicyChanged) -> None:  # noqa: ARG001
    """The meter's limits, and with them every closed page."""
    operations.drop(tags=[POLICY], now=_now())


def void_older_passes(event: people.AccessVersionRaised) -> None:
    """Passes below this version open nothing any more."""
    operations.raise_version(person_id=event.person_id, version=event.version)
