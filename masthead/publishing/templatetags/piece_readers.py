"""Who may read a page that is open in the desk."""

from django import template
from wagtail.models import Page

from masthead.publishing import queries
from masthead.publishing.models import AccessLevel, ArticlePage

register = template.Library()


@register.simple_tag
def piece_readers(page: Page) -> AccessLevel:
    """The level of a piece as it stands in the form, also before it is saved; every other page is public."""
    if not isinstance(page, ArticlePage):
        return AccessLevel.PUBLIC
    section = page.get_parent() if page.pk else None
    if section is None:
        own = page.access
        return AccessLevel(own if own in AccessLevel.values else queries.publication().default_access)
    return queries.level_of(page, section.specific, queries.publication())
