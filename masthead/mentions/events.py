"""What can happen to mentions."""

from dataclasses import dataclass

from masthead.kit.dependencies import Dependency
from masthead.kit.events import Event
from masthead.mentions.dependencies import MentionsOf


@dataclass(frozen=True, kw_only=True)
class MentionReceived(Event):
    """A mention was received; its page is not verified yet."""

    mention_id: int


@dataclass(frozen=True, kw_only=True)
class MentionsChanged(Event):
    """The mentions shown under a piece changed."""

    article_id: int

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return (MentionsOf(self.article_id),)


@dataclass(frozen=True, kw_only=True)
class MentionQueued(Event):
    """A mention is queued to a page that a piece links to, or no longer links to."""

    sent_id: int
