"""What can happen to what is published, and what of it stands on cached pages."""

from dataclasses import dataclass

from masthead.kit.dependencies import Dependency
from masthead.kit.events import Event
from masthead.publishing.dependencies import Article, ArticleLists, Publication


@dataclass(frozen=True, kw_only=True)
class _ArticleChanged(Event):
    """`lists`: those the article stands in beside the lists of everything (`dependencies.lists_of`)."""

    article_id: int
    lists: tuple[Dependency, ...] = ()

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return Article(self.article_id), ArticleLists(), *self.lists


@dataclass(frozen=True, kw_only=True)
class ArticlePublished(_ArticleChanged):
    """A piece is readable at its address, new or revised."""


@dataclass(frozen=True, kw_only=True)
class ArticleUnpublished(_ArticleChanged):
    """A piece is no longer readable: taken back, expired or deleted."""


@dataclass(frozen=True, kw_only=True)
class PublicViewsRebuilt(Event):
    """The public views of these pieces were rebuilt: their level, address or section changed.

    `lists`: those they stand in beside the lists of everything.
    """

    article_ids: tuple[int, ...]
    lists: tuple[Dependency, ...] = ()

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return ArticleLists(), *map(Article, self.article_ids), *self.lists


@dataclass(frozen=True, kw_only=True)
class ViewsOutOfDate(Event):
    """Many public views follow from what changed and are rebuilt in jobs: all, or those of one thing.

    `after`: the article up to which they are rebuilt.
    """

    section_id: int = 0
    author_id: int = 0
    tag_id: int = 0
    article_ids: tuple[int, ...] = ()
    after: int = 0


@dataclass(frozen=True, kw_only=True)
class SearchTextsOutOfDate(Event):
    """What is searched of some pieces is stored as an older version compared it; jobs store it again."""


@dataclass(frozen=True, kw_only=True)
class DeskIndexOutOfDate(Event):
    """The desk's search index may have been written by an older version; a job writes it again."""


@dataclass(frozen=True, kw_only=True)
class PublicationChanged(Event):
    """The publication's or a section's name, order or rules changed, which every page shows."""

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return (Publication(),)


@dataclass(frozen=True, kw_only=True)
class TaxonomyChanged(Event):
    """An author, a tag or a series (`subject`) is called, described or addressed differently, or is gone."""

    subject: Dependency

    @property
    def changed(self) -> tuple[Dependency, ...]:
        return ArticleLists(), self.subject


@dataclass(frozen=True, kw_only=True)
class LanguageChanged(Event):
    """The publication is written in another language; pages hear of it by `PublicationChanged`."""
