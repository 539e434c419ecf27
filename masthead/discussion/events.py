"""What can happen in a discussion, and what of it stands on cached pages."""

from dataclasses import dataclass

from masthead.discussion.dependencies import CommentCount, Thread
from masthead.kit.dependencies import Dependency
from masthead.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class _InThread(Event):
    """What everybody reads of a thread is different now."""

    thread_id: int

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return (Thread(self.thread_id),)


@dataclass(frozen=True, kw_only=True)
class _CountsChange(_InThread):
    """So is the number of its comments, or whether there are any to count."""

    thread_key: str

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return Thread(self.thread_id), CommentCount(self.thread_key)


@dataclass(frozen=True, kw_only=True)
class ThreadOpened(_CountsChange):
    """A thread is there for the first time."""


@dataclass(frozen=True, kw_only=True)
class ThreadChanged(_CountsChange):
    """Its title, its address, who may read it or who may write in it is different now."""


@dataclass(frozen=True, kw_only=True)
class ThreadClosed(_CountsChange):
    """Nobody can write in it any more."""


@dataclass(frozen=True, kw_only=True)
class CommentPosted(_CountsChange):
    """A comment can be read for the first time."""

    comment_id: int


@dataclass(frozen=True, kw_only=True)
class CommentHeldForModeration(Event):
    """A comment was written and waits for a moderator; nobody else can read it."""

    comment_id: int
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class CommentEdited(_InThread):
    """A comment says something else."""

    comment_id: int


@dataclass(frozen=True, kw_only=True)
class CommentDeleted(_CountsChange):
    """A comment's words are gone for good."""

    comment_id: int


@dataclass(frozen=True, kw_only=True)
class CommentHidden(_CountsChange):
    """A moderator took a comment out of sight."""

    comment_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CommentRestored(_CountsChange):
    """A hidden comment can be read again."""

    comment_id: int


@dataclass(frozen=True, kw_only=True)
class VoteCast(_InThread):
    """A vote was given or taken back."""

    comment_id: int


@dataclass(frozen=True, kw_only=True)
class CommentErasureRequested(Event):
    """A person deletes their account and has their comments deleted too."""

    person_id: int
