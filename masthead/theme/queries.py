"""Reading the theme, as pages, previews and e-mails need it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from masthead.theme.models import Theme
from masthead.theme.stylesheet import dark_stylesheet_of, mail_theme, stylesheet_of, stylesheet_path


@dataclass(frozen=True)
class ThemeSummary:
    """What every page needs of the theme. `draft`: the sheet stands in the page itself, as only the desk's
    preview may.
    """

    font_pairing: str
    stylesheet: str
    address: str
    paper: str
    paper_dark: str
    logos: Mapping[str, Any]
    header_links: tuple[tuple[str, str], ...]
    footer_links: tuple[tuple[str, str], ...]
    mail: Mapping[str, object]
    inline: bool = False


def theme() -> Theme:
    """The theme's row, or the defaults while nobody has saved one."""
    return Theme.objects.first() or Theme()


def theme_summary(row: Theme, *, inline: bool = False) -> ThemeSummary:
    """What pages need to know of the theme `row`."""
    stylesheet = stylesheet_of(row)
    header, footer = (
        tuple((link.value["text"], link.value["address"]) for link in links)
        for links in (row.header_links, row.footer_links)
    )
    return ThemeSummary(
        row.font_pairing,
        stylesheet,
        stylesheet_path(stylesheet),
        row.paper,
        row.paper_dark,
        row.logos,
        header,
        footer,
        mail_theme(row),
        inline,
    )


def theme_preview_summary(row: Theme, *, logos: dict[str, Any], on_dark: bool) -> ThemeSummary:
    """What a preview needs to know of the theme `row`, with its logos as shown, also on a dark screen."""
    summary = replace(theme_summary(row, inline=True), logos=logos)
    if not on_dark:
        return summary
    logo = logos.get("logo_dark") or logos.get("logo")
    return replace(summary, stylesheet=dark_stylesheet_of(row), logos={"logo": logo} if logo else {})
