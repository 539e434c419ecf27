"""What of this room stands on cached pages and can change."""

from collections.abc import Iterable

from masthead.kit.dependencies import Dependency


class Publication(Dependency):
    """Name, language, sections and the pages named at the foot: what stands on every page."""


class Article(Dependency):
    """What everybody may see of an article, by its id."""


class ArticleLists(Dependency):
    """Every list of articles: front page, sections, archive, feeds, sitemaps."""


class Section(Dependency):
    """The articles of a section, by its id."""


class Author(Dependency):
    """The articles of an author, by the id."""


class Tag(Dependency):
    """The articles under a tag, by its id."""


class Series(Dependency):
    """The articles of a series, by its id."""


def lists_of(
    *, section_id: int, series_id: int | None, author_ids: Iterable[int], tag_ids: Iterable[int]
) -> tuple[Dependency, ...]:
    """The lists an article stands in beside those of everything: of its section, series, authors and tags."""
    series = (Series(series_id),) if series_id else ()
    return Section(section_id), *series, *map(Author, author_ids), *map(Tag, tag_ids)
