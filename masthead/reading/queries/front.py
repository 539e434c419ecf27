"""The front page and its sections."""

from masthead.publishing import queries as publishing
from masthead.publishing.models import SectionPage
from masthead.reading.front_layout import FrontLayout, lay_out_front
from masthead.reading.queries.list_pages import list_page_of


def front(*, recent: int = 200) -> FrontLayout:
    """The front page in a fixed number of queries, laid out of the `recent` newest pieces."""
    pool = list_page_of(
        publishing.published_views().defer("teaser_html", "search_text"), before=None, limit=recent
    ).views
    return lay_out_front(
        pool=pool,
        sections=publishing.publication_summary().sections,
        comment_counts=publishing.comment_counts(pool),
    )


def section_page(slug: str) -> SectionPage | None:
    """The published section with this name in its address, or None."""
    return SectionPage.objects.filter(live=True, slug=slug).first()
