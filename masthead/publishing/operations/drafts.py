"""A draft as it would be published now; nothing of it is kept."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from masthead.publishing import queries
from masthead.publishing.models import ArticlePage, PublicView
from masthead.publishing.operations.files import files_of_picture
from masthead.publishing.operations.public_views import shown_picture, values_of_public_view
from masthead.publishing.render_body import RenderedBody, render_body


@dataclass(frozen=True)
class Draft:
    """The public view and the finished body that a piece would have."""

    view: PublicView
    finished: RenderedBody

    @property
    def body(self) -> SafeString:
        """The whole text."""
        return mark_safe(self.finished.whole)

    @property
    def files(self) -> frozenset[str]:
        """The files of the media folder that it shows."""
        return self.finished.files | files_of_picture(self.view.image)


def draft_of(*, article: ArticlePage, now: datetime) -> Draft:
    """`article` as it would be if it were published now."""
    publication = queries.publication()
    rendered = render_body(article.body, language=publication.language)
    values = values_of_public_view(
        article,
        rendered,
        section=article.get_parent().specific,
        publication=publication,
        image=shown_picture(article),
        now=now,
    )
    return Draft(PublicView(article_id=article.pk, **values), rendered)
