"""What can happen in a discussion."""

from dataclasses import dataclass

from masthead.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class ThreadOpened(Event):
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadChanged(Event):
    """Its title, its address, who may read it or who may write in it is different now."""

    thread_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadClosed(Event):
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class CommentPosted(Event):
    """A comment can be read for the first time."""

    comment_id: int
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class CommentHeld(Event):
    """A comment was written and waits for a moderator; nobody else can read it."""

    comment_id: int
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class CommentEdited(Event):
    comment_id: int
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class CommentDeleted(Event):
    comment_id: int
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class CommentHidden(Event):
    comment_id: int
    thread_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CommentRestored(Event):
    comment_id: int
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class VoteCast(Event):
    """A vote was given or taken back."""

    comment_id: int
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class LettersGoWith(Event):
    """Somebody leaves and takes along what they wrote."""

    person_id: int
