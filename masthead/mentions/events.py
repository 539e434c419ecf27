"""What can happen to mentions."""

from dataclasses import dataclass

from masthead.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class MentionReceived(Event):
    """Somebody says that a page links to a piece; nobody has looked yet."""

    mention_id: int


@dataclass(frozen=True, kw_only=True)
class MentionsChanged(Event):
    """What is shown under a piece as written elsewhere is another now."""

    article_id: int


@dataclass(frozen=True, kw_only=True)
class MentionToSend(Event):
    """A page that a piece links to, or no longer links to, is to be told."""

    sent_id: int
