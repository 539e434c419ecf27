"""What rooms above show on the pages of this one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from masthead.kit.contributions import Place
from masthead.kit.dependencies import Dependency
from masthead.publishing.models import PublicView


@dataclass(frozen=True)
class ArticlePart:
    """A part of an article's page. Without a template nothing is shown, but it depends on the same."""

    depends_on: tuple[Dependency, ...]
    template: str = ""
    context: dict[str, object] = field(default_factory=dict)


# Of (article, whether the reader may read it to its end).
ARTICLE_PAGE: Place[Callable[[PublicView, bool], ArticlePart]] = Place("article_page")
