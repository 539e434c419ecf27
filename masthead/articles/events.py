"""What can happen to what is published."""

from dataclasses import dataclass

from masthead.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class ArticlePublished(Event):
    """A piece is readable at its address, new or revised."""

    article_id: int


@dataclass(frozen=True, kw_only=True)
class ArticleUnpublished(Event):
    """A piece is no longer readable: taken back, expired or deleted."""

    article_id: int


@dataclass(frozen=True, kw_only=True)
class PublicViewsRebuilt(Event):
    """What strangers see of these pieces was made anew: their level, address or section changed."""

    article_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PublicationChanged(Event):
    """The publication's or a section's name, order or rules changed, which every page shows."""


@dataclass(frozen=True, kw_only=True)
class SubjectsChanged(Event):
    """An author, a tag or a series is called, described or addressed differently."""
