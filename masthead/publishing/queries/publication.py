"""The publication as a whole: its name and theme, what every page says at its head and foot."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.conf.global_settings import LANGUAGES_BIDI
from django.db import connection
from wagtail.models import Page

from masthead.kit.cached_values import CachedValue
from masthead.publishing.dependencies import Publication as PublicationDependency
from masthead.publishing.models import FrontPage, Publication, SectionPage
from masthead.publishing.queries.addresses import page_address
from masthead.theme import queries as themes
from masthead.theme.dependencies import Theme


@dataclass(frozen=True)
class SectionSummary:
    """A section as the header of every page names it."""

    id: int
    name: str
    address: str
    description: str
    is_opinion: bool = False


@dataclass(frozen=True)
class SitePageLink:
    """A page that the foot of every page names."""

    name: str
    address: str


@dataclass(frozen=True)
class PublicationSummary:
    """What the header and footer of every page show of the publication."""

    name: str
    tagline: str
    language: str
    sections: tuple[SectionSummary, ...]
    theme: themes.ThemeSummary
    pages: tuple[SitePageLink, ...] = ()

    @property
    def direction(self) -> str:
        """Which way the language is written, as HTML's `dir` says it."""
        return "rtl" if self.language.split("-")[0].lower() in LANGUAGES_BIDI else "ltr"


def publication() -> Publication:
    """The publication's own row, with its defaults while nobody has saved it."""
    return Publication.objects.first() or Publication()


def publication_language() -> str:
    """The language tag of the publication: by it is read what people type."""
    if connection.in_atomic_block:  # the summary is not cached there, and a table of cells asks often
        return Publication.objects.values_list("language", flat=True).first() or Publication().language
    return publication_summary().language


def is_theme_file(path: str) -> bool:
    """Whether a file of the media folder is a logo of the theme."""
    shown = publication_summary().theme.logos
    return any(unquote(size["src"]) == settings.MEDIA_URL + path for size in shown.values())


def email_context() -> dict[str, Any]:
    """The publication's name, colours and logo for e-mails."""
    summary = publication_summary()
    return {"site_name": summary.name, "language": summary.language, **summary.theme.mail}


def publication_summary() -> PublicationSummary:
    """Name, tagline, sections and theme, cached in this process until one of them changes."""
    return _summary.value()


def invalidate_publication_summary(**_: object) -> None:
    """Read the summary anew in this process: it was changed by something that announces nothing."""
    _summary.invalidate()


def _load_publication_summary() -> PublicationSummary:
    row = publication()
    sections = tuple(
        SectionSummary(pk, title, page_address(slug), description, is_opinion=opinion)
        for pk, title, slug, description, opinion in SectionPage.objects.filter(live=True)
        .order_by("path")
        .values_list("pk", "title", "slug", "description", "is_opinion")
    )
    pages = tuple(
        SitePageLink(name=title, address=page_address(slug))
        for title, slug in Page.objects.filter(live=True, show_in_menus=True, depth=3)
        .order_by("path")
        .values_list("title", "slug")
    )
    theme = themes.theme_summary(themes.theme())
    return PublicationSummary(row.name, row.tagline, row.language, sections, theme, pages)


_summary = CachedValue(_load_publication_summary, depends_on=[PublicationDependency(), Theme()])


def front_page() -> FrontPage | None:
    """The front page, or None before the site is prepared."""
    return FrontPage.objects.first()
