"""The publication as a whole: its front, its name and look, what every page says at its head and foot."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.conf.global_settings import LANGUAGES_BIDI
from django.db import connection
from wagtail.models import Page

from masthead.articles.decisions import Front, SectionName, lay_out
from masthead.articles.look import Look, address_of, dark_sheet_of, mail_look, sheet_of
from masthead.articles.models import FrontPage, Publication, SectionPage
from masthead.articles.queries.letters import letters_under
from masthead.articles.queries.shelves import published, shelf_of


def front(*, recent: int = 200) -> Front:
    """The front page in a fixed number of queries, laid out of the `recent` newest pieces."""
    pool = shelf_of(published().defer("teaser_html", "search_text"), before=None, limit=recent).views
    return lay_out(pool=pool, sections=masthead_line().sections, letters=letters_under(pool))


def section_page(slug: str) -> SectionPage | None:
    """The published section with this name in its address, or None."""
    return SectionPage.objects.filter(live=True, slug=slug).first()


@dataclass(frozen=True)
class PageName:
    """A page that the foot of every page names."""

    name: str
    address: str


@dataclass(frozen=True)
class LookLine:
    """How every page looks. `draft`: the sheet stands in the page itself, as only the desk's preview may."""

    pairing: str
    sheet: str
    address: str
    paper: str
    paper_dark: str
    shown: Mapping[str, Any]
    header_links: tuple[tuple[str, str], ...]
    footer_links: tuple[tuple[str, str], ...]
    mail: Mapping[str, Any]
    draft: bool = False


def look_line(look: Look, *, draft: bool = False) -> LookLine:
    """What pages need to know of `look`."""
    sheet = sheet_of(look)
    header, footer = (
        tuple((link.value["text"], link.value["address"]) for link in links)
        for links in (look.header_links, look.footer_links)
    )
    return LookLine(
        look.pairing,
        sheet,
        address_of(sheet),
        look.paper,
        look.paper_dark,
        look.shown,
        header,
        footer,
        mail_look(look),
        draft,
    )


def look_preview_line(look: Look, *, shown: dict[str, Any], on_dark: bool) -> LookLine:
    """What a preview needs to know of `look`, with its logos as shown, also on a dark screen."""
    line = replace(look_line(look, draft=True), shown=shown)
    if not on_dark:
        return line
    logo = shown.get("logo_dark") or shown.get("logo")
    return replace(line, sheet=dark_sheet_of(look), shown={"logo": logo} if logo else {})


@dataclass(frozen=True)
class MastheadLine:
    """What the head of every page says."""

    name: str
    tagline: str
    language: str
    sections: tuple[SectionName, ...]
    look: LookLine
    pages: tuple[PageName, ...] = ()

    @property
    def direction(self) -> str:
        """Which way the language is written, as HTML's `dir` says it."""
        return "rtl" if self.language.split("-")[0].lower() in LANGUAGES_BIDI else "ltr"


_line: MastheadLine | None = None


def publication() -> Publication:
    """The publication's own row, with its defaults while nobody has saved it."""
    return Publication.objects.first() or Publication()


def look() -> Look:
    """How the publication looks: its row, or the house's look while nobody has saved one."""
    return Look.objects.first() or Look()


def belongs_to_the_look(path: str) -> bool:
    """Whether a file of the media folder is the logo, as every page shows it."""
    shown = masthead_line().look.shown
    return any(unquote(size["src"]) == settings.MEDIA_URL + path for size in shown.values())


def letterhead() -> dict[str, Any]:
    """What e-mails are told of the publication."""
    line = masthead_line()
    return {"site_name": line.name, "language": line.language, **line.look.mail}


def masthead_line() -> MastheadLine:
    """Name, tagline and sections, remembered by this process until `forget_masthead_line`.

    Inside a transaction nothing is remembered: what is seen there may never be committed.
    """
    global _line  # noqa: PLW0603 - one small memory per process
    if connection.in_atomic_block:
        return _masthead_line()
    if _line is None:
        _line = _masthead_line()
    return _line


def forget_masthead_line(**_: object) -> None:
    """Read name and sections anew the next time. Called when they change, in every process."""
    global _line  # noqa: PLW0603 - the same memory, emptied
    _line = None


def _masthead_line() -> MastheadLine:
    row = publication()
    sections = tuple(
        SectionName(id=pk, name=title, address=f"/{slug}/", description=description, is_opinion=opinion)
        for pk, title, slug, description, opinion in SectionPage.objects.filter(live=True)
        .order_by("path")
        .values_list("pk", "title", "slug", "description", "is_opinion")
    )
    pages = tuple(
        PageName(name=title, address=f"/{slug}/")
        for title, slug in Page.objects.filter(live=True, show_in_menus=True, depth=3)
        .order_by("path")
        .values_list("title", "slug")
    )
    return MastheadLine(row.name, row.tagline, row.language, sections, look_line(look()), pages)


def front_page() -> FrontPage | None:
    """The front page, or None before the site is prepared."""
    return FrontPage.objects.first()
